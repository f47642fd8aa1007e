import { MAX_ENTRIES, MAX_PATH, MAX_PATH_CHARACTERS } from "../bytes/limits.ts";
import { quoted } from "../bytes/quoted.ts";
import { refusal } from "./error.ts";
import { foldName, nameProblem } from "./names.ts";

/** One file of an image, or a directory that would be there even if nothing were in it. */
export interface ImageEntry {
    /** Path inside the image, with `/` between the names and none at the start. */
    readonly path: string;
    /** Absent: a directory. */
    readonly content?: Uint8Array;
}

export interface File {
    readonly kind: "file";
    readonly name: string;
    readonly path: string;
    readonly content: Uint8Array;
}

export interface Directory {
    readonly kind: "directory";
    readonly name: string;
    readonly path: string;
    /** Sorted by the UTF-16 units of their names. */
    readonly children: readonly Node[];
}

export type Node = File | Directory;

interface Draft {
    readonly name: string;
    readonly path: string;
    /** By their names without regard to case. */
    readonly children: Map<string, Draft>;
    content: Uint8Array | undefined;
    /** Whether an entry names it, and not only paths below it. */
    declared: boolean;
}

const makeDraft = (name: string, path: string): Draft => ({
    name,
    path,
    children: new Map(),
    content: undefined,
    declared: false,
});

/** What a tree may still hold. */
class Room {
    private entries = 0;
    private pathCharacters = 0;

    /** One more file or directory. `entry` is the path that is refused when there is no room. */
    public take(path: string, entry: string): void {
        this.entries += 1;
        this.pathCharacters += path.length;
        if (this.entries > MAX_ENTRIES) throw refusal(entry, `more than ${MAX_ENTRIES} files and directories.`);
        if (this.pathCharacters > MAX_PATH_CHARACTERS) {
            throw refusal(entry, `paths of more than ${MAX_PATH_CHARACTERS} characters, all of them together.`);
        }
    }
}

/** Finds or makes one child. `entry` is the path that is refused when there can't be one. */
const childOf = (parent: Draft, name: string, entry: string, room: Room): Draft => {
    const problem = nameProblem(name);
    if (problem !== undefined) throw refusal(entry, problem);
    const key = foldName(name);
    const there = parent.children.get(key);
    if (there !== undefined) {
        if (there.name === name) return there;
        throw refusal(entry, `its name and ${quoted(there.path)} differ in nothing but case, and FAT ignores case.`);
    }
    const child = makeDraft(name, parent.path === "" ? name : `${parent.path}/${name}`);
    room.take(child.path, entry);
    parent.children.set(key, child);
    return child;
};

const directoryOf = (root: Draft, names: readonly string[], entry: string, room: Room): Draft => {
    let directory = root;
    for (const name of names) {
        directory = childOf(directory, name, entry, room);
        if (directory.content !== undefined) {
            throw refusal(entry, "it needs a directory where another entry is a file.");
        }
    }
    return directory;
};

const addEntry = (root: Draft, { path, content }: ImageEntry, room: Room): void => {
    if (Buffer.byteLength(path) > MAX_PATH) {
        throw refusal(path, `a path of more than ${MAX_PATH} bytes.`);
    }
    const names = path.split("/");
    const parent = directoryOf(root, names.slice(0, -1), path, room);
    const draft = childOf(parent, names.at(-1) ?? "", path, room);
    const isDirectory = draft.content === undefined && (draft.declared || draft.children.size > 0);
    const isFile = draft.content !== undefined;
    if (content === undefined ? isFile : isDirectory) throw refusal(path, "it is both a file and a directory.");
    if (draft.declared) throw refusal(path, "the path is there twice.");
    draft.declared = true;
    draft.content = content;
};

const byName = (left: Draft, right: Draft): number => {
    if (left.name === right.name) return 0;
    return left.name < right.name ? -1 : 1;
};

const grown = ({ name, path, children }: Draft): Directory => ({
    kind: "directory",
    name,
    path,
    children: [...children.values()]
        .sort(byName)
        .map((child) =>
            child.content === undefined
                ? grown(child)
                : { kind: "file", name: child.name, path: child.path, content: child.content },
        ),
});

/** The tree of all entries: equal for equal entries, whatever their order. Throws what can't be represented. */
export const growTree = (entries: Iterable<ImageEntry>): Directory => {
    const root = makeDraft("", "");
    const room = new Room();
    for (const entry of entries) addEntry(root, entry, room);
    return grown(root);
};
