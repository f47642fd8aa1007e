import type { ImageContents } from "./open-image.ts";

/** A folder of metadata as the guest finds it, e.g. `openstack/2018-08-27`. */
export interface Version {
    readonly path: string;
    /** Whether it has the same files as `latest` beside it. */
    readonly equalsLatest: boolean;
}

const LATEST = "latest";
/** Folders of versions: dates, as those of OpenStack's and EC2's metadata. */
const VERSION = /^([^/]+)\/(\d{4}-\d{2}-\d{2}|\d+\.\d+)(?:\/|$)/;

/** The folder of a version that a path is in; undefined if it is in none. */
export const versionOf = (path: string): string | undefined => VERSION.exec(path)?.slice(1, 3).join("/");

/** The files of each folder, as texts that are equal if the files are. */
const foldersIn = (contents: ImageContents, digests: ReadonlyMap<string, string>): Map<string, string> => {
    const folders = new Map<string, string>();
    for (const path of [...digests.keys(), ...contents.directories]) {
        const folder = versionOf(path) ?? /^[^/]+\/latest(?=\/|$)/.exec(path)?.[0];
        if (folder === undefined) continue;
        const name = path.slice(folder.length);
        folders.set(folder, `${folders.get(folder) ?? ""}${name}\0${digests.get(path) ?? ""}\0`);
    }
    return folders;
};

/** The versions that have a `latest` beside them. `digests` has those of all files in their order. */
export const versionsIn = (contents: ImageContents, digests: ReadonlyMap<string, string>): readonly Version[] => {
    const folders = foldersIn(contents, digests);
    return [...folders].flatMap(([path, files]) => {
        const latest = folders.get(`${path.slice(0, path.indexOf("/"))}/${LATEST}`);
        if (path.endsWith(`/${LATEST}`) || latest === undefined) return [];
        return [{ path, equalsLatest: files === latest }];
    });
};
