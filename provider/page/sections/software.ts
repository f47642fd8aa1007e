import type { GuestFileView } from "../../view/drive-view.ts";
import { differs, type Identity, type Pair } from "../compare.ts";
import { type Drives, pairs } from "../drives.ts";
import { html, type Safe } from "../html.ts";
import { clipped } from "../limits.ts";
import { property } from "../marks.ts";
import { NAMES, nameList } from "../name-list.ts";
import { noneOf } from "../none.ts";
import type { Section } from "../section.ts";
import { tableMarkup } from "../table.ts";
import { unreadNote } from "../unread-note.ts";
import { counted, sized } from "../words.ts";

const FILES: Identity<GuestFileView> = {
    key: ({ path, source }) => JSON.stringify([path, source]),
    content: ({ size, mode, owner, digest }) => JSON.stringify([size ?? "", mode, owner, digest ?? ""]),
};

/** What a size doesn't show. */
const hasOtherContent = ({ shown, before }: Pair<GuestFileView>): boolean =>
    before !== undefined && before.size === shown.size && before.digest !== shown.digest;

const filesTable = (drives: Drives, files: readonly Pair<GuestFileView>[]): Safe => {
    const { rows: most, characters } = drives.limits;
    const code = (text: string): Safe | string => (text === "" ? "" : html`<code>${clipped(text, characters)}</code>`);
    const rows = files.map((pair) => ({
        mark: pair.mark,
        cells: [
            html`<code class="file">${clipped(pair.shown.path, characters)}</code>`,
            [
                property(pair, ({ size }) => (size === undefined ? "known in the guest" : sized(size))),
                hasOtherContent(pair) && html` <strong>content differs</strong>`,
            ],
            property(pair, ({ mode }) => code(mode)),
            property(pair, ({ owner }) => code(owner)),
            code(pair.shown.source),
        ],
    }));
    const columns = ["Path in the guest", "Size", "Mode", "Owner", "Declared by"];
    return tableMarkup({ caption: "Files that the guest writes", columns, rows, noun: "file", most });
};

/** What the guest installs and writes. */
export const softwareSection = (drives: Drives): Section => {
    const files = pairs(drives, ({ guest }) => guest.files, FILES);
    const packages = pairs(drives, ({ guest }) => guest.packages, NAMES);
    const isEmpty = files.length === 0 && packages.length === 0;
    return {
        id: "software",
        title: "Packages and files",
        amount: files.length > 0 ? counted(files.length, "file") : "",
        body: [
            isEmpty &&
                noneOf(drives, ["files", "userData", "vendorData"], {
                    none: "The guest installs no packages and writes no files.",
                    what: "what the guest installs and writes",
                }),
            packages.length > 0 && html`<h3>Packages</h3>${nameList(packages, "package", drives.limits)}`,
            files.length > 0 && html`<h3>Files</h3>${filesTable(drives, files)}`,
            unreadNote(drives),
        ],
        differences: [...files, ...packages].filter(differs).length,
        topics: ["files"],
    };
};
