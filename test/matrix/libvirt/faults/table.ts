import type { Observation } from "./record.ts";

const HEAD = "| fault | times | left for the next run |\n| --- | --- | --- |\n";

/** The table between these is written by `write-table.ts`. */
const BEGIN = "<!-- faults: written by npm run generate:reliability -->\n";
const END = "<!-- faults: end -->";

/** A row for each fault, in the order of the list. */
export const tableOf = (observations: readonly Observation[]): string =>
    HEAD + observations.map(({ fault, times, left }) => `| ${fault} | ${times} | ${left.join("; ")} |\n`).join("");

/** The text between the two marks. */
export const tableIn = (page: string): string => {
    const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
    if (begin === -1 || end < begin) throw new Error("the page has no place for the table");
    return page.slice(begin + BEGIN.length, end);
};

/** The page with another table. */
export const withTable = (page: string, table: string): string => page.replace(tableIn(page), () => `\n${table}\n`);
