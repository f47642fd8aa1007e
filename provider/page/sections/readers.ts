import type { ReaderView } from "../../view/drive-view.ts";
import { differs, type Identity, type Pair } from "../compare.ts";
import { type Drives, pairs } from "../drives.ts";
import { type Content, html, type Safe } from "../html.ts";
import { clipped, type Limits } from "../limits.ts";
import { markBadge } from "../marks.ts";
import type { Section } from "../section.ts";
import { omittedNote } from "../table.ts";
import { listed } from "../words.ts";

type Use = ReaderView["takes"][number];

const READERS: Identity<ReaderView> = {
    key: ({ name }) => name,
    content: ({ obstacle, isMeant, takes, leaves }) =>
        JSON.stringify([
            obstacle,
            isMeant,
            [takes, leaves].map((uses) => uses.map(({ input, remark }) => [input, remark])),
        ]),
};

const uses = (title: string, found: readonly Use[], limits: Limits): Content =>
    found.length > 0 &&
    html`<div class="uses"><h4>${title}</h4><ul>${found.slice(0, limits.rows).map(({ input, remark }) => html`<li><code>${clipped(input, limits.characters)}</code>${remark !== "" && html` <span class="remark">${clipped(remark, limits.characters)}</span>`}</li>`)}</ul>${omittedNote(found.length - limits.rows, "input")}</div>`;

const verdict = ({ obstacle, takes, leaves }: ReaderView, limits: Limits): Content => {
    if (obstacle !== "") return html`<span class="obstacle">${clipped(obstacle, limits.characters)}</span>`;
    return `uses ${takes.length}, ignores ${leaves.length}`;
};

/** Inputs of which a reader does something else. */
const changedInputs = (before: ReaderView, shown: ReaderView): readonly string[] => {
    const usesOf = ({ takes, leaves }: ReaderView, name: string): string =>
        JSON.stringify([takes, leaves].map((all) => all.filter(({ input }) => input === name)));
    const all = [before, shown].flatMap(({ takes, leaves }) => [...takes, ...leaves].map(({ input }) => input));
    return [...new Set(all)].filter((name) => usesOf(before, name) !== usesOf(shown, name));
};

/** What changed, where the numbers of inputs are the same. */
const change = (before: ReaderView, shown: ReaderView, limits: Limits): Content => {
    const inputs = changedInputs(before, shown);
    if (inputs.length > 0) return html` with another use of ${clipped(listed(inputs), limits.characters)}`;
    return (
        before.isMeant !== shown.isMeant &&
        (shown.isMeant ? "; the drive is now meant for it" : "; the drive isn't meant for it now")
    );
};

const verdictMarkup = ({ shown, before }: Pair<ReaderView>, limits: Limits): Safe => {
    const now = html`${verdict(shown, limits)}`;
    if (before === undefined) return now;
    const old = html`${verdict(before, limits)}`;
    if (String(old) === String(now)) return html`${now}${change(before, shown, limits)}`;
    return html`<del><span class="aside">before: </span>${old}</del> ${now}`;
};

const readerMarkup = (pair: Pair<ReaderView>, limits: Limits): Safe => {
    const { shown, mark } = pair;
    const body = html`<div class="columns">${uses("Uses", shown.takes, limits)}${uses("Ignores", shown.leaves, limits)}</div>`;
    const isEmpty = shown.takes.length + shown.leaves.length === 0;
    const head = html`<h3>${clipped(shown.name, limits.characters)}</h3> ${shown.isMeant && html`<span class="badge">this drive is meant for it</span>`} <span class="verdict">${verdictMarkup(pair, limits)}</span> ${markBadge(mark)}`;
    if (isEmpty) return html`<div class="reader is-${mark}"><div class="reader-head">${head}</div></div>`;
    return html`<details class="reader is-${mark}"${shown.isMeant && html` open`}><summary>${head}</summary>${body}</details>`;
};

const rank = ({ isMeant, obstacle }: ReaderView): number => (isMeant ? 0 : 1) + (obstacle === "" ? 0 : 2);

/** What each program in a guest would do with the drive. */
export const readersSection = (drives: Drives): Section => {
    const readers = pairs(drives, (view) => view.readers, READERS);
    const ordered = readers.toSorted((one, other) => rank(one.shown) - rank(other.shown));
    const { limits } = drives;
    return {
        id: "readers",
        title: "Readers",
        amount: "",
        body:
            readers.length === 0
                ? html`<p class="none">There is no drive to read.</p>`
                : html`<p class="lead">What each program that can run in a guest does with this drive.</p>${ordered.slice(0, limits.rows).map((pair) => readerMarkup(pair, limits))}${omittedNote(readers.length - limits.rows, "reader")}`,
        differences: readers.filter(differs).length,
        topics: [],
    };
};
