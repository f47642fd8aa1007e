import type { TreeFileView } from "../../view/drive-view.ts";
import { type Content, html, type Safe } from "../html.ts";
import { clipped, type Limits } from "../limits.ts";
import { markBadge, property } from "../marks.ts";
import { counted, sized } from "../words.ts";
import type { FilePair, Folder } from "./folder.ts";

/** What the markup of a tree needs to know of all of it. */
interface Walk {
    readonly limits: Limits;
    readonly isComparison: boolean;
    /** Folders that another one stands for, each with a slash at its end. */
    readonly collapsed: readonly string[];
    /** Takes the room for one more file; false if there is none. */
    readonly take: () => boolean;
}

const collapsedIn = ({ groups }: Folder): readonly string[] =>
    groups.flatMap(([first, ...others]) => [...others.map(({ path }) => `${path}/`), ...collapsedIn(first)]);

const digestMarkup = ({ sha256, isDigestShown, kind }: TreeFileView): Content => {
    if (kind !== "file") return html`<span class="kind">not a file</span>`;
    if (!isDigestShown) return html`<span class="hidden">SHA-256 hidden: it could reveal a short secret</span>`;
    return html`<code class="digest">${sha256}</code>`;
};

const sharedMarkup = ({ sameAs }: TreeFileView, { collapsed, limits }: Walk): Content => {
    const others = sameAs.filter((path) => !collapsed.some((folder) => path.startsWith(folder)));
    if (others.length === 0) return false;
    const most = Math.min(limits.rows, 20);
    const paths = others.slice(0, most).map((path) => html`<li><code>${clipped(path, limits.characters)}</code></li>`);
    const rest = others.length - most;
    return html`<details class="shared"><summary>same bytes as ${counted(others.length, "other file")}</summary><ul>${paths}${rest > 0 && html`<li class="omitted">${rest} more not shown</li>`}</ul></details>`;
};

const fileMarkup = (pair: FilePair, walk: Walk): Safe => {
    const name = pair.shown.path.slice(pair.shown.path.lastIndexOf("/") + 1);
    return html`<li class="leaf is-${pair.mark}"><span class="name"><code>${clipped(name, walk.limits.characters)}</code> ${markBadge(pair.mark)}</span>
<span class="size">${property(pair, ({ kind, size }) => (kind === "file" ? sized(size) : ""))}</span>
<span class="sum">${property(pair, digestMarkup)}</span>${sharedMarkup(pair.shown, walk)}</li>`;
};

const equalMarkup = (first: Folder, others: readonly Folder[], { limits }: Walk): Content => {
    if (others.length === 0) return false;
    const names = others.toReversed().map(({ name }) => clipped(name, limits.characters));
    const most = Math.min(limits.rows, 60);
    const rest = names.length - most;
    return html`<li><details class="equal"><summary>${counted(names.length, "more folder")} with the same files as <code>${clipped(first.name, limits.characters)}/</code></summary><ul class="names">${names.slice(0, most).map((name) => html`<li><code>${name}/</code></li>`)}${rest > 0 && html`<li class="omitted">${rest} more not shown</li>`}</ul></details></li>`;
};

const isOpen = ({ name, differences }: Folder, depth: number, siblings: number, isComparison: boolean): boolean =>
    isComparison ? differences > 0 : depth === 0 || name === "latest" || siblings <= 3;

const contentMarkup = (folder: Folder, depth: number, walk: Walk): readonly Content[] => {
    const { groups, files } = folder;
    const shown = files.filter(() => walk.take());
    const folders = groups.map(([first, ...others]) => {
        const open = isOpen(first, depth, groups.length, walk.isComparison);
        const changed =
            first.differences > 0 &&
            html`<span class="mark mark-changed">${counted(first.differences, "differs", "differ")}</span>`;
        return html`<li><details class="folder"${open && html` open`}><summary><code>${clipped(first.name, walk.limits.characters)}/</code> <span class="count">${counted(first.count, "file")}</span> ${changed}</summary><ul>${contentMarkup(first, depth + 1, walk)}</ul></details></li>${equalMarkup(first, others, walk)}`;
    });
    const omitted = files.length - shown.length;
    return [
        folders,
        shown.map((file) => fileMarkup(file, walk)),
        omitted > 0 && html`<li class="omitted">${counted(omitted, "more file")} not shown</li>`,
    ];
};

/** The tree of a drive, as nested lists that open and close. */
export const treeMarkup = (root: Folder, limits: Limits, isComparison: boolean): Safe => {
    let left = limits.rows;
    const take = (): boolean => left-- > 0;
    const walk: Walk = { limits, isComparison, collapsed: collapsedIn(root), take };
    return html`<ul class="tree">${contentMarkup(root, 0, walk)}</ul>`;
};
