/** A row of the table of run-time failures. */
interface Failure {
    readonly says: string;
    readonly meaning: string;
    readonly remedy: string;
    readonly code: string;
}

const TABLE = /^\| message says \| meaning \| what to do \| code \|\n\| .*\n((?:\| .*\n)+)/m;

/** The cells of a row. A bar in a cell is escaped. */
const cellsOf = (row: string): readonly string[] =>
    row
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll("\\|", "|"));

const failuresIn = (rows: string): readonly Failure[] =>
    rows
        .trimEnd()
        .split("\n")
        .map((row) => {
            const [says = "", meaning = "", remedy = "", code = ""] = cellsOf(row);
            return { says, meaning, remedy, code: code.replaceAll("`", "") };
        });

const sectionOf = (code: string, failures: readonly Failure[]): string =>
    [
        `### \`${code}\``,
        ...failures.map(({ says, meaning, remedy }) =>
            [`**${says}**`, `**Cause:** ${meaning}`, `**Remedy:** ${remedy}`].join("\n\n"),
        ),
    ].join("\n\n");

/** The codes in the guide to errors, in the order in which it has them. */
export const errorCodes = (guide: string): readonly string[] => {
    const [, rows = ""] = TABLE.exec(guide) ?? [];
    return rows === "" ? [] : [...new Set(failuresIn(rows).map(({ code }) => code))];
};

/**
 * The guide to errors with a section for each code in place of the table, so that a code is an address: `/errors#CODE`.
 *
 * @throws Error if the guide has no such table.
 */
export const withSections = (guide: string): string => {
    const [whole, rows = ""] = TABLE.exec(guide) ?? [];
    if (whole === undefined) throw new Error("docs/errors.md: the table of run-time failures isn't there");
    const failures = failuresIn(rows);
    const index = errorCodes(guide).map((code) => `[\`${code}\`](#${code})`);
    const sections = errorCodes(guide).map((code) =>
        sectionOf(
            code,
            failures.filter((each) => each.code === code),
        ),
    );
    return guide.replace(whole, () => `${[index.join(" · "), ...sections].join("\n\n")}\n\n### libvirt's own words\n`);
};
