import type { PartView } from "../../view/drive-view.ts";
import { code } from "../code.ts";
import { differs, type Pair } from "../compare.ts";
import { type Drives, shownDrive } from "../drives.ts";
import { type Content, html, type Safe } from "../html.ts";
import { clipped, type Limits } from "../limits.ts";
import { markBadge, property } from "../marks.ts";
import { noneOf } from "../none.ts";
import { pairParts } from "../part-pairs.ts";
import { behindClick } from "../secret.ts";
import type { Section } from "../section.ts";
import { omittedNote } from "../table.ts";
import { textDiff } from "../text-diff.ts";
import { counted, sized } from "../words.ts";

type Kind = "userData" | "vendorData";
const TITLES: Readonly<Record<Kind, string>> = { userData: "User data", vendorData: "Vendor data" };

/** What can be shown of a part without its secrets. */
const outline = ({ shown, before }: Pair<PartView>, name: string, { text: most }: Limits): Content => {
    if (before === undefined) {
        return shown.outline === ""
            ? false
            : code(shown.outline, shown.kind.language, `${name}, without secrets`, most);
    }
    const diff = textDiff(before.outline, shown.outline, `${name}, without secrets`, most);
    return (
        diff ?? html`<p class="note">The parts that can be shown are equal; what differs is hidden or not shown.</p>`
    );
};

/** All of a part, if the page may have it. */
const everything = ({ shown, before }: Pair<PartView>, name: string, { text: most }: Limits): Content => {
    if (shown.text === undefined) return false;
    const diff = before?.text === undefined ? undefined : textDiff(before.text, shown.text, name, most);
    return behindClick("all of it", name, [diff, code(shown.text, shown.kind.language, name, most)]);
};

const hiddenNote = ({ outline: shown, text }: PartView): Content =>
    text === undefined &&
    html`<p class="note">${shown === "" ? "Its content is hidden" : "This is an outline without what can be secret"}; run with <code>--secrets</code> to see ${shown === "" ? "it" : "all of it"}.</p>`;

const partMarkup = (pair: Pair<PartView>, title: string, limits: Limits): Safe => {
    const { shown, mark } = pair;
    const name =
        shown.place === "" ? title.toLowerCase() : `${title.toLowerCase()}, ${clipped(shown.place, limits.characters)}`;
    const head = html`<h3>${property(pair, ({ kind }) => clipped(kind.name, limits.characters))} ${shown.place !== "" && html`<span class="place">${clipped(shown.place, limits.characters)}</span>`} <span class="size">${property(pair, ({ size }) => sized(size))}</span> ${markBadge(mark)}</h3>`;
    const failure = property(
        pair,
        (part) =>
            part.failure !== "" &&
            html`<span class="failure">The guest can't read it: ${clipped(part.failure, limits.characters)}</span>`,
    );
    const body = [
        String(failure) !== "" && html`<p>${failure}</p>`,
        outline(pair, name, limits),
        hiddenNote(shown),
        everything(pair, name, limits),
    ];
    if (mark === "same")
        return html`<article class="part is-same">${head}<details class="unchanged"><summary>Unchanged content</summary>${body}</details></article>`;
    return html`<article class="part is-${mark}">${head}${body}</article>`;
};

const partsOf = ({ left, right }: Drives, kind: Kind): readonly Pair<PartView>[] =>
    right === undefined
        ? left.guest[kind].map((shown) => ({ mark: "none", shown, before: undefined }))
        : pairParts(left.guest[kind], right.guest[kind]);

/** User data or vendor data by part. */
export const userDataSection = (drives: Drives, kind: Kind): Section | undefined => {
    const parts = partsOf(drives, kind);
    const title = TITLES[kind];
    const amount = shownDrive(drives).guest[kind].length;
    const findings = [drives.left, shownDrive(drives)].flatMap((drive) => drive.findings);
    if (kind === "vendorData" && parts.length === 0 && !findings.some(({ topic }) => topic === kind)) return undefined;
    const { rows } = drives.limits;
    // The texts of all parts together are to stay within the limit.
    const limits = {
        ...drives.limits,
        text: Math.ceil(drives.limits.text / Math.max(1, Math.min(parts.length, rows))),
    };
    return {
        id: kind === "userData" ? "user-data" : "vendor-data",
        title,
        amount: amount > 1 ? counted(amount, "part") : "",
        body:
            parts.length === 0
                ? noneOf(drives, [kind], { none: `No ${title.toLowerCase()}.`, what: `the ${title.toLowerCase()}` })
                : [
                      parts.slice(0, rows).map((pair) => partMarkup(pair, title, limits)),
                      omittedNote(parts.length - rows, "part"),
                  ],
        differences: parts.filter(differs).length,
        topics: [kind],
    };
};
