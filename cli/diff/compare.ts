import { Digester } from "../digest.ts";
import type { Io } from "../io/io.ts";
import type { ImageContents, ImageFile } from "../open-image.ts";
import type { Side } from "./side.ts";

/** A path that isn't the same in both drives. */
export type Difference =
    | { readonly kind: "only"; readonly path: string; readonly side: Side }
    | { readonly kind: "changed"; readonly path: string; readonly left: Changed; readonly right: Changed };

/** A file that has other bytes in the other drive. */
export interface Changed {
    readonly file: ImageFile;
    readonly sha256: string;
}

/** What the guest finds at the paths that hold no file: directories that are empty, links and devices. */
const otherPaths = ({ files, directories, others }: ImageContents): ReadonlySet<string> => {
    const parents = new Set([...files.map(({ path }) => path), ...directories, ...others].map(parentOf));
    return new Set([...directories.filter((path) => !parents.has(path)).map((path) => `${path}/`), ...others]);
};

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

const byPath = ({ files }: ImageContents): ReadonlyMap<string, ImageFile> =>
    new Map(files.map((file) => [file.path, file]));

/** Everything of one drive that the other lacks. */
const onlyIn = (side: Side, other: Side): readonly Difference[] => {
    const [files, paths] = [byPath(other.contents), otherPaths(other.contents)];
    const missing = [
        ...side.contents.files.filter(({ path }) => !files.has(path)).map(({ path }) => path),
        ...[...otherPaths(side.contents)].filter((path) => !paths.has(path)),
    ];
    return missing.map((path) => ({ kind: "only", path, side }));
};

/** Compares two drives file by file. */
export const compare = async (left: Side, right: Side, io: Io): Promise<readonly Difference[]> => {
    // Each knows the places of one image.
    const [own, foreign] = [new Digester(io, "diff"), new Digester(io, "diff")];
    const changed: Difference[] = [];
    const others = byPath(right.contents);
    for (const file of left.contents.files) {
        const other = others.get(file.path);
        if (other === undefined) continue;
        const [sha256, otherSha256] = [await own.file(file), await foreign.file(other)];
        if (sha256 === otherSha256) continue;
        const { path } = file;
        changed.push({ kind: "changed", path, left: { file, sha256 }, right: { file: other, sha256: otherSha256 } });
    }
    return [...onlyIn(left, right), ...onlyIn(right, left), ...changed];
};
