import { createHash } from "node:crypto";
import type { TreeFileView } from "../../view/drive-view.ts";
import { differs, type Pair } from "../compare.ts";

/** A file of one drive or both. */
export type FilePair = Pair<TreeFileView>;

/** A folder on the drive. */
export interface Folder {
    readonly name: string;
    /** Empty for the root. */
    readonly path: string;
    /** Folders with the same content are one group, which the first of them stands for. */
    readonly groups: readonly (readonly [Folder, ...(readonly Folder[])])[];
    readonly files: readonly FilePair[];
    /** How many files are in it, at any depth. */
    readonly count: number;
    /** How many of them differ between two drives; folders of a group count once. */
    readonly differences: number;
    /** What identifies its content, with the marks. */
    readonly content: string;
}

/** Deeper paths are names with slashes in them. */
const MAX_DEPTH = 12;

interface Entry {
    readonly names: readonly string[];
    readonly file: FilePair;
}

const splitPath = (path: string): readonly string[] => {
    const names = path.split("/").filter((name) => name !== "");
    return names.length <= MAX_DEPTH ? names : [...names.slice(0, MAX_DEPTH), names.slice(MAX_DEPTH).join("/")];
};

const digestOf = (parts: readonly unknown[]): string =>
    createHash("sha256").update(JSON.stringify(parts)).digest("hex");

const fileContent = ({ mark, shown, before }: FilePair): readonly unknown[] => [
    mark,
    shown.kind,
    shown.size,
    shown.sha256,
    before?.sha256,
];

/** Of folders with the same content `latest` comes first, since that is what guests read; otherwise the newest. */
const representative = (folders: readonly Folder[]): readonly Folder[] => {
    const newestFirst = folders.toReversed();
    return [
        ...newestFirst.filter(({ name }) => name === "latest"),
        ...newestFirst.filter(({ name }) => name !== "latest"),
    ];
};

const groupedBy = <T>(things: readonly T[], key: (thing: T) => string): ReadonlyMap<string, T[]> => {
    const groups = new Map<string, T[]>();
    for (const thing of things) {
        const group = groups.get(key(thing));
        if (group) group.push(thing);
        else groups.set(key(thing), [thing]);
    }
    return groups;
};

const grouped = (folders: readonly Folder[]): Folder["groups"] =>
    [...groupedBy(folders, ({ content }) => content).values()].flatMap((group) => {
        const [first, ...others] = representative(group);
        return first ? [[first, ...others] as const] : [];
    });

const folderOf = (name: string, path: string, entries: readonly Entry[]): Folder => {
    const inside = groupedBy(
        entries.filter(({ names, file }) => names.length > 1 || file.shown.kind === "directory"),
        ({ names }) => names[0] ?? "",
    );
    const folders = [...inside].map(([own, below]) =>
        folderOf(
            own,
            path === "" ? own : `${path}/${own}`,
            below.map(({ names, file }) => ({ names: names.slice(1), file })).filter(({ names }) => names.length > 0),
        ),
    );
    const groups = grouped(folders);
    const files = entries.filter(({ names, file }) => names.length === 1 && file.shown.kind !== "directory");
    return {
        name,
        path,
        groups,
        files: files.map(({ file }) => file),
        count: files.length + folders.reduce((sum, { count }) => sum + count, 0),
        differences:
            files.filter(({ file }) => differs(file)).length +
            groups.reduce((sum, [first]) => sum + first.differences, 0),
        content: digestOf([
            files.map(({ names, file }) => [names[0], ...fileContent(file)]),
            folders.map((folder) => [folder.name, folder.content]),
        ]),
    };
};

/** The files of a drive in their folders. */
export const rootFolder = (files: readonly FilePair[]): Folder =>
    folderOf(
        "",
        "",
        files.map((file) => ({ names: splitPath(file.shown.path), file })).filter(({ names }) => names.length > 0),
    );
