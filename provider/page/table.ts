import { differs, type Mark } from "./compare.ts";
import { type Content, html, type Safe } from "./html.ts";
import { markBadge } from "./marks.ts";
import { counted } from "./words.ts";

/** A row of a table: its first cell is its heading. */
export interface Row {
    readonly mark: Mark;
    readonly cells: readonly Content[];
}

/** A table. */
export interface Table {
    /** What it is a table of; read aloud, not shown. */
    readonly caption: string;
    readonly columns: readonly string[];
    readonly rows: readonly Row[];
    /** What a row is, e.g. `file`. */
    readonly noun: string;
    readonly most: number;
}

/** Fewer equal rows than this stay among the others. */
const FEW = 8;

const rowMarkup = ({ mark, cells: [head, ...cells] }: Row): Safe =>
    html`<tr class="is-${mark}"><th scope="row">${head} ${markBadge(mark)}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;

/** Says how much of a list isn't shown; nothing if all of it is. */
export const omittedNote = (omitted: number, noun: string, plural: string = `${noun}s`): Safe | undefined =>
    omitted > 0
        ? html`<p class="omitted">${counted(omitted, `more ${noun}`, `more ${plural}`)} not shown.</p>`
        : undefined;

const grid = ({ caption, columns, rows, noun, most }: Table): Safe =>
    html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table><caption class="aside">${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.slice(0, most).map(rowMarkup)}</tbody></table></div>${omittedNote(rows.length - most, noun)}`;

/** A table; of two drives, many equal rows are behind a click, so that those that differ are seen. */
export const tableMarkup = (table: Table): Safe => {
    const equal = table.rows.filter(({ mark }) => mark === "same");
    if (equal.length < FEW) return grid(table);
    const others = table.rows.filter(differs);
    const summary = html`<summary>${counted(equal.length, `unchanged ${table.noun}`)}</summary>`;
    return html`${others.length > 0 && grid({ ...table, rows: others })}
<details class="unchanged">${summary}${grid({ ...table, caption: `${table.caption}, unchanged`, rows: equal })}</details>`;
};
