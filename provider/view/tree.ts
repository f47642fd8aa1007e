import type { ImageContents } from "../image/read.ts";
import { compareBytes } from "../tree/file-tree.ts";
import { MOST } from "./bounds.ts";
import type { ShownDigests } from "./digests.ts";
import type { TreeFileView } from "./drive-view.ts";
import type { OpenedImage } from "./read-drive.ts";

/** The tree of a drive, and how many of its paths aren't in it. */
export interface TreeView {
    readonly rows: readonly TreeFileView[];
    readonly omitted: number;
}

type Row = Omit<TreeFileView, "sameAs" | "sameAsOmitted">;

const pathsOf = (paths: readonly string[], kind: "directory" | "other"): readonly Row[] =>
    paths.map((path) => ({ path, kind, size: 0, sha256: "", isDigestShown: false }));

/** As many rows as a view can have. */
const firstRows = (rows: readonly Row[]): readonly Row[] => {
    let characters = 0;
    const end = rows.findIndex(({ path }, index) => {
        characters += path.length;
        return index >= MOST.tree || characters > MOST.paths;
    });
    return end < 0 ? rows : rows.slice(0, end);
};

/** Paths by the digest of their bytes. */
const pathsByDigest = (rows: readonly Row[]): ReadonlyMap<string, readonly string[]> => {
    const paths = new Map<string, string[]>();
    for (const { path, sha256, kind } of rows) {
        if (kind !== "file") continue;
        const same = paths.get(sha256);
        if (same === undefined) paths.set(sha256, [path]);
        else same.push(path);
    }
    return paths;
};

/** How much of the paths in `sameAs` is left. */
class Allowance {
    #left = MOST.paths;

    public takes({ length }: string): boolean {
        this.#left -= length;
        return this.#left >= 0;
    }
}

/** The tree of a drive in the order of its paths. An empty file is like no other. */
export const treeOf = ({ contents, digests }: OpenedImage, shown: ShownDigests): TreeView => {
    const all = rowsOf(contents, digests, shown).toSorted((a, b) => compareBytes(a.path, b.path));
    const paths = pathsByDigest(all);
    const allowance = new Allowance();
    const rows = firstRows(all).map((row): TreeFileView => {
        const same = row.size === 0 ? [] : (paths.get(row.sha256) ?? []);
        const sameAs = same.slice(0, MOST.sameAs + 1).filter((path) => path !== row.path);
        const kept = sameAs.slice(0, MOST.sameAs).filter((path) => allowance.takes(path));
        const others = Math.max(0, same.length - 1);
        return { ...row, sameAs: kept, ...(others > kept.length && { sameAsOmitted: others - kept.length }) };
    });
    return { rows, omitted: all.length - rows.length };
};

const rowsOf = (
    { files, directories, others }: ImageContents,
    digests: OpenedImage["digests"],
    shown: ShownDigests,
): readonly Row[] => [
    ...files.map((file): Row => {
        const { path, size } = file;
        return { path, kind: "file", size, sha256: digests.get(path) ?? "", isDigestShown: shown.isShown(file) };
    }),
    ...pathsOf(directories, "directory"),
    ...pathsOf(others, "other"),
];
