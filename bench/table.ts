/** The lines of a table. The first column is aligned left, the others right. */
export const table = (rows: readonly (readonly string[])[]): string => {
    const widths: number[] = [];
    for (const row of rows) {
        for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
    }
    return rows
        .map((row) =>
            row
                .map((cell, column) =>
                    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
                )
                .join("  ")
                .trimEnd(),
        )
        .map((line) => `  ${line}\n`)
        .join("");
};

/** Three significant digits; more if the integer part has more. */
export const figures = (value: number): string => {
    if (Math.abs(value) >= 100) return value.toFixed(0);
    return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
};

/** Bytes as KiB or MiB. */
export const bytes = (value: number): string =>
    Math.abs(value) < 1024 * 1024 ? `${figures(value / 1024)} KiB` : `${figures(value / 1024 / 1024)} MiB`;

/** A limit and the measured value. */
export interface Bar {
    readonly name: string;
    readonly value: number;
    readonly atMost: number;
    readonly met: boolean;
}

/** The bars and the measured values. */
export const showBars = (bars: readonly Bar[]): string => {
    const rows = bars.map(({ name, value, atMost, met }) => [
        name,
        figures(value),
        `at most ${atMost}`,
        met ? "met" : "MISSED",
    ]);
    return `\nBars\n${table(rows)}`;
};
