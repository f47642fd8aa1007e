/** Columns of a terminal. */
const WIDTH = 80;

/** A wider column isn't aligned. */
const WIDEST = 28;

/** What names, addresses and types consist of. */
const PLAIN = /^[\p{L}\p{N}_+./:[\]…'()-]+(?: [\p{L}\p{N}_+./:[\]…'()-]+)*$/u;

/** A text of a drive as it is, or in quotes if it could be mistaken for something else. */
export const plain = (text: string): string => (PLAIN.test(text) ? text : JSON.stringify(text));

/** A list after a label, on as many lines as it needs; none if it is empty. */
export const listed = (label: string, items: readonly string[]): readonly string[] => {
    const lines: string[] = [];
    for (const item of items) {
        const last = lines.at(-1);
        const longer = last === undefined ? "" : `${last}, ${item}`;
        // Two columns for the indentation of the whole.
        if (last !== undefined && longer.length <= WIDTH - 2) lines[lines.length - 1] = longer;
        else lines.push(`${last === undefined ? label : " ".repeat(label.length)}${item}`);
    }
    return lines;
};

/** Aligns rows of cells in columns, of which the last isn't padded. */
export const columns = (rows: readonly (readonly string[])[]): ((row: readonly string[]) => string) => {
    const widths: number[] = [];
    for (const row of rows) {
        for (const [at, { length }] of row.entries()) {
            if (length <= WIDEST) widths[at] = Math.max(widths[at] ?? 0, length);
        }
    }
    return (row) =>
        row
            .map((cell, at) => cell.padEnd(widths[at] ?? 0))
            .join("  ")
            .trimEnd();
};
