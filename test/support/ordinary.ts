/**
 * Whether a drawn value survives its way through JavaScript: no copy of an object keeps the key `__proto__`, and keys
 * that JSON begins with an escape are what `parseAsciiJson` tells of.
 */
export const isOrdinary = (value: unknown): boolean => !/__proto__|"\\/.test(JSON.stringify(value));
