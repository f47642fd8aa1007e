import type { ImageContents, ImageFile } from "../image/read.ts";
import { MOST } from "./bounds.ts";
import type { ShownDigests } from "./digests.ts";
import type { TreeFileView } from "./drive-view.ts";
import type { OpenedImage } from "./read-version.ts";

/** The tree of a drive, and how many of its paths aren't in it. */
export interface TreeView {
    readonly rows: readonly TreeFileView[];
    readonly omitted: number;
}

/** A path in an image; a file if it is one. */
interface Place {
    readonly path: string;
    readonly kind: TreeFileView["kind"];
    readonly file?: ImageFile;
}

type Row = Omit<TreeFileView, "sameAs" | "sameAsOmitted">;

/** Orders tens of thousands of paths, where comparing bytes would take seconds. */
const byUnits = (a: Place, b: Place): number => (a.path < b.path ? -1 : Number(a.path > b.path));

const placesIn = ({ files, directories, others }: ImageContents): readonly Place[] =>
    [
        ...files.map((file): Place => ({ path: file.path, kind: "file", file })),
        ...directories.map((path): Place => ({ path, kind: "directory" })),
        ...others.map((path): Place => ({ path, kind: "other" })),
    ].sort(byUnits);

const isContentFile = ({ path }: Place): boolean => path.startsWith("openstack/content/");
const isMetaData = (place: Place): boolean => /^(?:openstack|ec2)(?:\/|$)/.test(place.path) && !isContentFile(place);

/** What guests read comes first: hundreds of other files would leave no room for it. */
const byImportance = (places: readonly Place[]): readonly Place[] => [
    ...places.filter(isMetaData),
    ...places.filter(isContentFile),
    ...places.filter((place) => !isMetaData(place) && !isContentFile(place)),
];

/** As many as a view can have, in the order of their paths. */
const shownOf = (places: readonly Place[]): readonly Place[] => {
    const ranked = byImportance(places);
    let characters = 0;
    const end = ranked.findIndex(({ path }, index) => {
        characters += path.length;
        return index >= MOST.tree || characters > MOST.paths;
    });
    return end < 0 ? places : ranked.slice(0, end).sort(byUnits);
};

/** The files whose digests a view needs. */
export const filesInView = (contents: ImageContents): readonly ImageFile[] =>
    shownOf(placesIn(contents)).flatMap(({ file }) => file ?? []);

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

const rowOf = ({ path, kind, file }: Place, digests: OpenedImage["digests"], shown: ShownDigests): Row => ({
    path,
    kind,
    size: file?.size ?? 0,
    sha256: (file && digests.get(path)) ?? "",
    isDigestShown: file !== undefined && shown.isShown(file),
});

/** The tree of a drive in the order of its paths. An empty file is like no other. */
export const treeOf = ({ contents, digests }: OpenedImage, shown: ShownDigests): TreeView => {
    const all = placesIn(contents);
    const rows = shownOf(all).map((place) => rowOf(place, digests, shown));
    const paths = pathsByDigest(rows);
    const allowance = new Allowance();
    const views = rows.map((row): TreeFileView => {
        const same = row.size === 0 ? [] : (paths.get(row.sha256) ?? []);
        const sameAs = same.slice(0, MOST.sameAs + 1).filter((path) => path !== row.path);
        const kept = sameAs.slice(0, MOST.sameAs).filter((path) => allowance.takes(path));
        const others = Math.max(0, same.length - 1);
        return { ...row, sameAs: kept, ...(others > kept.length && { sameAsOmitted: others - kept.length }) };
    });
    return { rows: views, omitted: all.length - rows.length };
};
