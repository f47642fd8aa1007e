/** The edit distance between two words: how many characters to add, drop or replace. */
export const distance = (from: string, to: string): number => {
    let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
    for (let line = 1; line <= from.length; line++) {
        const next: number[] = [line];
        for (let column = 1; column <= to.length; column++) {
            const replaced = (row[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1);
            next.push(Math.min((row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, replaced));
        }
        row = next;
    }
    return row[to.length] ?? 0;
};

/** The existing names closest to a missing one, closest first, at most five: for error messages. */
export const nearest = (wanted: string, names: readonly string[]): readonly string[] =>
    names
        .map((name) => ({ name, distance: distance(wanted.slice(0, 64), name.slice(0, 64)) }))
        .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
        .slice(0, 5)
        .map(({ name }) => name);

/**
 * Says that a host has no thing of a name, with the closest names that it has.
 *
 * @param ifNone What to do if the host has none of the kind.
 *
 * @example
 * noSuch("pool", "defualt", [{ name: "default" }]); // the host has no such pool. Nearest names: default.
 */
export const noSuch = (
    kind: string,
    wanted: string,
    all: readonly { readonly name: string }[],
    ifNone?: string,
): string => {
    const names = nearest(
        wanted,
        all.map(({ name }) => name),
    );
    if (names.length > 0) return `the host has no such ${kind}. Nearest names: ${names.join(", ")}.`;
    const happened = `the host has no such ${kind}. It has no ${kind}s at all.`;
    return ifNone === undefined ? happened : `${happened} ${ifNone}`;
};
