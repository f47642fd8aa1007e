import type { Finding } from "../../view/drive-view.ts";
import { differs, type Identity, type Pair } from "../compare.ts";
import { type Drives, pairs } from "../drives.ts";
import { type Content, html, type Safe } from "../html.ts";
import { clipped, type Limits } from "../limits.ts";
import { markBadge } from "../marks.ts";
import type { Section } from "../section.ts";
import { omittedNote } from "../table.ts";

const FINDINGS: Identity<Finding> = {
    key: ({ severity, path, reason }) => JSON.stringify([severity, path, reason]),
    content: () => "",
};

/** A finding with its place in the address of the page. */
export interface PlacedFinding extends Pair<Finding> {
    readonly id: string;
}

/** All findings, the problems first. */
export const placedFindings = (drives: Drives): readonly PlacedFinding[] =>
    pairs(drives, ({ findings }) => findings, FINDINGS)
        .toSorted((one, other) => rank(one.shown) - rank(other.shown))
        .map((pair, index) => ({ ...pair, id: `finding-${index + 1}` }));

const rank = ({ severity }: Finding): number => (severity === "problem" ? 0 : 1);

const words = (mark: PlacedFinding["mark"], text: Content): Safe => {
    if (mark === "removed") return html`<del>${text}</del>`;
    return mark === "added" ? html`<ins>${text}</ins>` : html`${text}`;
};

const severityBadge = ({ severity }: Finding): Safe => html`<span class="severity">${severity}</span>`;

const pathMarkup = ({ path }: Finding, { characters }: Limits): Content =>
    path !== "" && html`<code>${clipped(path, characters)}</code>`;

/** A section's own findings. */
export const calloutsOf = ({ topics }: Section, findings: readonly PlacedFinding[], limits: Limits): Content => {
    const own = findings.slice(0, limits.rows).filter(({ shown }) => topics.includes(shown.topic));
    if (own.length === 0) return false;
    return html`<ul class="callouts">${own.map(
        ({ id, mark, shown }) =>
            html`<li id="${id}" class="callout ${shown.severity} is-${mark}">${severityBadge(shown)} ${words(mark, [pathMarkup(shown, limits), " ", clipped(shown.reason, limits.characters * 2)])} ${markBadge(mark)}</li>`,
    )}</ul>`;
};

/** All findings, each with a link to it among what it is about. */
export const findingsList = (
    findings: readonly PlacedFinding[],
    sections: readonly Section[],
    limits: Limits,
): Content => {
    if (findings.length === 0) return false;
    const titleOf = ({ topic }: Finding): string =>
        sections.find(({ topics }) => topics.includes(topic))?.title ?? "The drive";
    const entry = ({ id, mark, shown }: PlacedFinding): Safe =>
        html`<li class="${shown.severity} is-${mark}">${severityBadge(shown)} <span>${words(mark, [pathMarkup(shown, limits), " ", clipped(shown.reason, limits.characters)])} ${markBadge(mark)}</span> <a href="#${id}">${titleOf(shown)}<span class="aside">, ${id.replace("-", " ")}</span></a></li>`;
    return html`<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Problems and warnings</h2>
<ol class="findings">${findings.slice(0, limits.rows).map(entry)}</ol>${omittedNote(findings.length - limits.rows, "finding")}</section>`;
};

/** How many findings differ. */
export const changedFindings = (findings: readonly PlacedFinding[]): number => findings.filter(differs).length;
