import { CLEAR } from "./cast.mjs";
import { piecesOf, rowsOf } from "./styled-text.mjs";

/**
 * A row of text on the page of all that a terminal showed, one below the other.
 *
 * @typedef {object} Row
 * @property {number} row its place, from 0
 * @property {import("./styled-text.mjs").Piece[]} pieces
 * @property {{ from: number, to: number } | undefined} shown seconds, for one that another replaces
 *
 * @typedef {object} Page
 * @property {readonly Row[]} rows
 * @property {readonly { at: number, rows: number }[]} lengths how many rows there are from a time on
 */

/**
 * The page of a film.
 *
 * @param {import("./cast.mjs").Cast} cast
 * @returns {Page}
 */
export function pageOf({ outputs, width }) {
    const [rows, lengths] = [[], []];
    let kept = 0;
    for (const [index, { at, text }] of outputs.entries()) {
        if (text === "") continue;
        const stays = text.endsWith("\r\n");
        const line = text.slice(text.startsWith(CLEAR) ? CLEAR.length : 0, stays ? -2 : undefined);
        const shown = stays ? undefined : { from: at, to: outputs[index + 1]?.at ?? at };
        const broken = rowsOf(piecesOf(line), width);
        rows.push(...broken.map((pieces, place) => ({ row: kept + place, pieces, shown })));
        lengths.push({ at, rows: kept + broken.length });
        if (stays) kept += broken.length;
    }
    return { rows, lengths };
}
