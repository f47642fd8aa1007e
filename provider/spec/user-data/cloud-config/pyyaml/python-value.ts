/**
 * A value that JSON can't represent. Its only key starts with a character that no schema's key has, so that it fits
 * only where any value does.
 */
export interface PythonValue {
    readonly [key: `\u0000${string}`]: unknown;
}

/** Marks a value of a Python type. */
export const pythonValue = (type: string, value: unknown): PythonValue => ({ [`\u0000${type}`]: value });

/** Whether a key marks a value; a key of a text that begins like one becomes another in `pythonKey`. */
export const isTypeMark = (key: string): boolean => key.startsWith("\u0000");

/** The Python type of a value that JSON can't represent: `date`, `datetime`, `set` or `tuple`. */
export const pythonType = (value: unknown): string | undefined => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const [key, ...others] = Object.keys(value);
    return key !== undefined && isTypeMark(key) && others.length === 0 ? key.slice(1) : undefined;
};

/** What the key of a mapping starts with if it isn't a string, so that it equals no string. */
export const KEY = "\u0001";

/** The key of a mapping. In Python `1`, `1.0` and `true` are equal keys. */
export const pythonKey = (key: unknown): string => {
    if (typeof key === "string") return key < "\u0002" && key !== "" ? `${KEY}str ${key}` : key;
    if (typeof key === "boolean" || typeof key === "number") return `${KEY}${Number(key)}`;
    const type = pythonType(key);
    return type === undefined ? `${KEY}null` : `${KEY}${type} ${String(Object.values(Object(key))[0])}`;
};
