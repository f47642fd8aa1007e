/** Whether inputs can contain a generated value: copies of objects lose the key `__proto__`, so it is rejected. */
export const isOrdinary = (value: unknown): boolean => !JSON.stringify(value).includes("__proto__");
