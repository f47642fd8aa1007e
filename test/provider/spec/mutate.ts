/** The keys and positions to a value. */
export type Steps = readonly string[];

/** The steps to all values inside a value, including itself. */
export const stepsIn = (value: unknown, steps: Steps = []): readonly Steps[] => {
    if (typeof value !== "object" || value === null) return [steps];
    return [steps, ...Object.entries(value).flatMap(([key, member]) => stepsIn(member, [...steps, key]))];
};

/** A copy with another value at one place; a position after the end of a list appends to it. */
export const replaced = (value: unknown, [key, ...rest]: Steps, other: unknown): unknown => {
    if (key === undefined) return other;
    if (typeof value !== "object" || value === null) return value;
    if (!Array.isArray(value)) return { ...value, [key]: replaced(Reflect.get(value, key), rest, other) };
    const length = Math.max(value.length, Number(key) + 1);
    return Array.from({ length }, (_, at) => (String(at) === key ? replaced(value[at], rest, other) : value[at]));
};

/** An object as inputs. */
export const asInputs = (value: unknown): Readonly<Record<string, unknown>> => ({ ...Object(value) });
