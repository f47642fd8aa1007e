import { endOf, startOf } from "../text/truncated.ts";

/** How much of a drive a page shows. Whatever is cut says so. */
export interface Limits {
    /** Rows of a table, entries of a list. */
    readonly rows: number;
    /** Characters of a name or another value on one line. */
    readonly characters: number;
    /** Characters of a text of many lines, e.g. a part of user data. */
    readonly text: number;
    /** Links in the diagram. */
    readonly links: number;
}

/** What a page shows if it doesn't become too large. */
export const GENEROUS: Limits = { rows: 300, characters: 256, text: 40_000, links: 48 };

/** Half of some limits, or the least that makes sense. */
export const halved = ({ rows, characters, text, links }: Limits): Limits => ({
    rows: Math.max(2, Math.floor(rows / 2)),
    characters: Math.max(24, Math.floor(characters / 2)),
    text: Math.max(200, Math.floor(text / 2)),
    links: Math.max(8, Math.floor(links * 0.75)),
});

/** Whether two limits are the same. */
export const areEqual = (one: Limits, other: Limits): boolean =>
    one.rows === other.rows &&
    one.characters === other.characters &&
    one.text === other.text &&
    one.links === other.links;

/** A text of at most so many characters, with its middle cut out: names differ at their ends. */
export const clipped = (text: string, most: number): string => {
    if (text.length <= most) return text;
    const kept = Math.max(2, most - 1);
    return `${startOf(text, Math.ceil(kept / 2))}…${endOf(text, Math.floor(kept / 2))}`;
};
