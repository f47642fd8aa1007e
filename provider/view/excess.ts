/** Most bytes of a JSON document on a drive: real ones have a few kilobytes. */
export const MAX_DOCUMENT: number = 1024 * 1024;

/** Real documents have a few levels and some dozens of values. */
const MAX_DEPTH = 64;
/** Once indented, a two-byte value on the last level takes hundreds of bytes. */
const MAX_VALUES = 10_000;

/** Why a parsed document is too large to show; undefined if it isn't. */
export const excessOf = (value: unknown): string | undefined => {
    let level: readonly unknown[] = [value];
    let values = 1;
    for (let depth = 0; level.length > 0; depth += 1) {
        if (depth > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
        if (values > MAX_VALUES) return `has more than ${MAX_VALUES} values`;
        level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
        values += level.length;
    }
    return undefined;
};
