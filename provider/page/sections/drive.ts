import type { ImageView, TreeFileView } from "../../view/drive-view.ts";
import { differs, type Identity, type Pair } from "../compare.ts";
import { rootFolder } from "../drive-tree/folder.ts";
import { treeMarkup } from "../drive-tree/tree-markup.ts";
import { type Drives, pairs, shownDrive } from "../drives.ts";
import { type Content, html, type Safe } from "../html.ts";
import { clipped } from "../limits.ts";
import { property } from "../marks.ts";
import type { Section } from "../section.ts";
import { beyondNote } from "../table.ts";
import { counted, sized } from "../words.ts";

const TREE: Identity<TreeFileView> = {
    key: ({ path }) => path,
    content: ({ kind, size, sha256 }) => JSON.stringify([kind, size, sha256]),
};
const IMAGE: Identity<ImageView> = {
    key: () => "",
    content: ({ format, container, label, publisher, size, sha256 }) =>
        JSON.stringify([format, container, label, publisher, size, sha256]),
};

/** The format of an image for people. */
export const formatName = ({ format, container }: ImageView): string =>
    `${format === "vfat" ? "FAT" : "ISO 9660"}${container === "" ? "" : ` in ${container}`}`;

const imageFacts = (pair: Pair<ImageView>, most: number): Safe => {
    const rows: readonly (readonly [string, (image: ImageView) => Content])[] = [
        ["Format", (image) => clipped(formatName(image), most)],
        ["Label", ({ label }) => html`<code>${clipped(label, most)}</code>`],
        ["Publisher", ({ publisher }) => (publisher === "" ? "none" : clipped(publisher, most))],
        ["Size", ({ size }) => html`${sized(size)}${size >= 1024 && ` (${counted(size, "byte")})`}`],
        [
            "SHA-256",
            ({ isDigestShown, sha256 }) =>
                isDigestShown
                    ? html`<code class="digest whole">${sha256}</code>`
                    : html`<span class="hidden">hidden: it could reveal a short secret</span>`,
        ],
    ];
    const isOther = pair.before !== undefined && pair.before.sha256 !== pair.shown.sha256;
    const hasHidden = !pair.shown.isDigestShown && pair.before?.isDigestShown !== true;
    const note = (label: string): Content =>
        label === "SHA-256" && isOther && hasHidden && html`<strong>differs</strong>, `;
    return html`<dl class="facts">${rows.map(([label, show]) => html`<div class="fact"><dt>${label}</dt><dd>${note(label)}${property(pair, show)}</dd></div>`)}</dl>`;
};

/** A file that differs in several versions of the metadata is one difference. */
const changedNames = (files: readonly Pair<TreeFileView>[]): ReadonlySet<string> =>
    new Set(files.filter(differs).map(({ shown }) => shown.path.slice(shown.path.lastIndexOf("/") + 1)));

/** The image and the files on it. */
export const driveSection = (drives: Drives): Section => {
    const { limits } = drives;
    const images = pairs(drives, ({ image }) => (image ? [image] : []), IMAGE);
    const files = pairs(drives, ({ tree }) => tree, TREE).filter(({ shown }) => shown.kind !== "directory");
    const root = rootFolder(pairs(drives, ({ tree }) => tree, TREE));
    return {
        id: "drive",
        title: "The drive",
        amount: files.length > 0 ? counted(files.length, "file") : "",
        body: [
            images.length === 0 &&
                html`<p class="none">No image: the inputs have problems that leave nothing to build.</p>`,
            shownDrive(drives).isRest === true &&
                html`<p class="note">The image as it would be without the inputs that have problems.</p>`,
            images.map((pair) => imageFacts(pair, limits.characters)),
            files.length > 0 &&
                html`<h3>Files on the drive</h3>${treeMarkup(root, limits, drives.right !== undefined)}`,
            files.some(({ shown }) => shown.kind === "file" && !shown.isDigestShown) &&
                html`<p class="note">A SHA-256 is hidden where it could reveal a short secret.</p>`,
            beyondNote([drives.left.omitted, drives.right?.omitted]),
        ],
        differences: images.filter(differs).length + changedNames(files).size,
        topics: ["image"],
    };
};
