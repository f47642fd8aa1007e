/** Whether inputs may hold a drawn value: no copy of an object keeps the key `__proto__`, so they are refused with it. */
export const isOrdinary = (value: unknown): boolean => !JSON.stringify(value).includes("__proto__");
