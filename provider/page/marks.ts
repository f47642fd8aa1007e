import type { Mark, Pair } from "./compare.ts";
import { type Content, html, type Safe } from "./html.ts";

const SIGNS: Readonly<Record<Mark, readonly [sign: string, word: string] | undefined>> = {
    none: undefined,
    same: undefined,
    added: ["+", "added"],
    removed: ["−", "removed"],
    changed: ["~", "changed"],
};

/** A badge that says how a thing differs, by a sign and a word; nothing if it doesn't. */
export const markBadge = (mark: Mark): Safe | undefined => {
    const found = SIGNS[mark];
    return (
        found && html`<span class="mark mark-${mark}"><span aria-hidden="true">${found[0]}</span> ${found[1]}</span>`
    );
};

/** The sign and the word of a mark, for a place without markup; empty if it doesn't differ. */
export const markText = (mark: Mark): string => SIGNS[mark]?.join(" ") ?? "";

/** What a thing was, and what it is. */
export const beforeAndAfter = (before: Content, after: Content): Safe =>
    html`<del><span class="aside">before: </span>${before}</del> <ins><span class="aside">now: </span>${after}</ins>`;

/** A property of a thing in one drive or both: struck out and inserted where it differs. */
export const property = <T>({ shown, before }: Pair<T>, show: (thing: T) => Content): Content => {
    const after = html`${show(shown)}`;
    if (before === undefined) return after;
    const old = html`${show(before)}`;
    return String(old) === String(after) ? after : beforeAndAfter(old, after);
};
