const isSecret = (value: unknown): value is { readonly value: unknown } =>
    typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value && "value" in value;

const plain = (value: unknown): unknown => {
    if (isSecret(value)) return plain(value.value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
};

/** Checked inputs with plain secrets, as Pulumi's engine passes them to a provider that doesn't accept secrets. */
export const unsealed = (inputs: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, plain(value)]));
