/** Levenshtein's distance, by rows. */
const distance = (a: string, b: string): number => {
    let row = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i++) {
        const next = [i];
        for (let j = 1; j <= b.length; j++) {
            const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
            next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced));
        }
        row = next;
    }
    return row[b.length] ?? 0;
};

/** The names that come nearest to one that isn't there, nearest first, at most five: for error messages. */
export const nearest = (wanted: string, names: readonly string[]): readonly string[] =>
    names
        .map((name) => ({ name, distance: distance(wanted.slice(0, 64), name.slice(0, 64)) }))
        .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
        .slice(0, 5)
        .map(({ name }) => name);
