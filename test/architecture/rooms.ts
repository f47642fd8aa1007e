/**
 * The rooms of the product from the ground up, each with the rooms it may import. A room may only name rooms above it
 * in this list, so no circle can arise. `docs/architecture.md` quotes the list.
 */
export const ROOMS: ReadonlyMap<string, readonly string[]> = new Map([
    ["provider/text", []],
    ["provider", ["provider/text"]],
]);

/** The room of a file: its folder up to the last part that the list names. */
export const roomOf = (file: string): string => {
    for (let end = file.lastIndexOf("/"); end > 0; end = file.lastIndexOf("/", end - 1)) {
        if (ROOMS.has(file.slice(0, end))) return file.slice(0, end);
    }
    throw new RangeError(`${file} is in no room`);
};
