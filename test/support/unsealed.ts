const isSecret = (value: unknown): value is { readonly value: unknown } =>
    typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value && "value" in value;

/** Checked inputs with plain secrets, as Pulumi's engine passes them to a provider that doesn't accept secrets. */
export const unsealed = (inputs: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, isSecret(value) ? value.value : value]));
