const inOrder = (_key: string, value: unknown): unknown =>
    typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
        : value;

/** A value as JSON with sorted keys. Equal values give equal texts: Pulumi doesn't keep the order of keys. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, inOrder);
