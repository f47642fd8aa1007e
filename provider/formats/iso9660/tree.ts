import { MAX_ENTRIES, MAX_PATH, MAX_PATH_CHARACTERS } from "../bytes/limits.ts";
import { refusal } from "./error.ts";
import { sectorsFor } from "./sectors.ts";

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
    /** The name in UTF-8. */
    readonly bytes: Uint8Array;
    readonly content: Uint8Array;
    /** First sector of the content, counted from the start of the data area. */
    readonly sector: number;
}

export interface Directory {
    readonly kind: "directory";
    readonly name: string;
    readonly bytes: Uint8Array;
    /** Sorted by the bytes of their names. */
    readonly children: readonly Node[];
    /** POSIX link count: itself, its name, and the `..` of every directory in it. */
    readonly links: number;
}

export type Node = File | Directory;

export interface Tree {
    readonly root: Directory;
    /** The files in the order of their sectors. */
    readonly files: readonly File[];
    readonly dataSectors: number;
}

/** Linux's isofs cuts longer names at the end of an NM entry, although file systems hold 255 bytes elsewhere. */
const MAX_NAME_BYTES = 253;
/** Data Length has 32 bits (ECMA-119 9.1.4). */
const MAX_FILE_BYTES = 0xffff_ffff;
/** Parent Directory Number has 16 bits (ECMA-119 9.4.4). */
const MAX_DIRECTORIES = 0xffff;

interface Draft {
    readonly name: string;
    readonly bytes: Uint8Array;
    readonly children: Map<string, Draft>;
    content: Uint8Array | undefined;
    /** Whether an entry names it, and not only paths below it. */
    declared: boolean;
}

const utf8 = new TextEncoder();

const makeDraft = (name: string): Draft => ({
    name,
    bytes: utf8.encode(name),
    children: new Map(),
    content: undefined,
    declared: false,
});

/** Why no directory can hold that name; undefined when one can. */
const nameProblem = (name: string, size: number): string | undefined => {
    if (name === "") return "an empty name. Write names with one / between them and none at either end.";
    if (name === "." || name === "..") return `the name ${name} means a directory itself or its parent.`;
    if (name.includes("\0")) return "a name with a NUL character.";
    if (/\p{Surrogate}/u.test(name)) return "a name with half a surrogate pair, which is no Unicode text.";
    if (size > MAX_NAME_BYTES) return `a name of ${size} bytes, and ${MAX_NAME_BYTES} is the most.`;
    return undefined;
};

/** Puts entries into nested maps, refusing what no file system can hold. */
class DraftTree {
    public readonly root: Draft = makeDraft("");
    private readonly directories = new Map<string, Draft>([["", this.root]]);
    private entries = 0;
    private pathCharacters = 0;

    public add(entry: ImageEntry): void {
        const { path, content } = entry;
        if (Buffer.byteLength(path) > MAX_PATH) {
            throw refusal(path, `a path of more than ${MAX_PATH} bytes.`);
        }
        if (content === undefined) {
            const directory = this.directoryAt(path, path);
            if (directory.declared) throw refusal(path, "the path is there twice.");
            directory.declared = true;
            return;
        }
        if (content.length > MAX_FILE_BYTES) {
            throw refusal(path, `a file of ${content.length} bytes, and 4 GiB - 1 is the most.`);
        }
        const { parent, name } = this.parentOf(path, path);
        const there = parent.children.get(name);
        if (there?.content !== undefined) throw refusal(path, "the path is there twice.");
        if (there !== undefined) throw refusal(path, "it is both a file and a directory.");
        const file = this.addChild(parent, name, path, path);
        file.content = content;
    }

    private directoryAt(path: string, entryPath: string): Draft {
        const known = this.directories.get(path);
        if (known !== undefined && path !== "") return known;
        const { parent, name } = this.parentOf(path, entryPath);
        if (parent.children.has(name)) {
            const isItself = path === entryPath;
            throw refusal(
                entryPath,
                isItself ? "it is both a file and a directory." : "it needs a directory where another entry is a file.",
            );
        }
        const directory = this.addChild(parent, name, path, entryPath);
        this.directories.set(path, directory);
        if (this.directories.size > MAX_DIRECTORIES) {
            throw refusal(entryPath, `more than ${MAX_DIRECTORIES} directories.`);
        }
        return directory;
    }

    private parentOf(path: string, entryPath: string): { readonly parent: Draft; readonly name: string } {
        const slash = path.lastIndexOf("/");
        if (slash === -1) return { parent: this.root, name: path };
        return { parent: this.directoryAt(path.slice(0, slash), entryPath), name: path.slice(slash + 1) };
    }

    private addChild(parent: Draft, name: string, path: string, entryPath: string): Draft {
        const child = makeDraft(name);
        const problem = nameProblem(name, child.bytes.length);
        if (problem !== undefined) throw refusal(entryPath, problem);
        this.entries += 1;
        this.pathCharacters += path.length;
        if (this.entries > MAX_ENTRIES) throw refusal(entryPath, `more than ${MAX_ENTRIES} files and directories.`);
        if (this.pathCharacters > MAX_PATH_CHARACTERS) {
            throw refusal(entryPath, `paths of more than ${MAX_PATH_CHARACTERS} characters, all of them together.`);
        }
        parent.children.set(name, child);
        return child;
    }
}

const compareBytes = (left: Uint8Array, right: Uint8Array): number => {
    const shared = Math.min(left.length, right.length);
    for (let index = 0; index < shared; index += 1) {
        const difference = (left[index] ?? 0) - (right[index] ?? 0);
        if (difference !== 0) return difference;
    }
    return left.length - right.length;
};

const isEmpty = (parent: Draft): boolean =>
    [...parent.children.values()].some((child) => child.content?.length === 0 || isEmpty(child));

/**
 * The tree of all entries: equal for equal entries, whatever their order. Throws what can't be represented.
 * Empty files share one empty sector at the start of the data, so that every extent lies inside the volume.
 */
export const growTree = (entries: Iterable<ImageEntry>): Tree => {
    const drafts = new DraftTree();
    for (const entry of entries) drafts.add(entry);
    const files: File[] = [];
    let next = isEmpty(drafts.root) ? 1 : 0;
    const placed = ({ name, bytes }: Draft, content: Uint8Array): File => {
        const file: File = { kind: "file", name, bytes, content, sector: content.length === 0 ? 0 : next };
        next += sectorsFor(content.length);
        files.push(file);
        return file;
    };
    const grown = ({ name, bytes, children }: Draft): Directory => {
        const sorted = [...children.values()].sort((left, right) => compareBytes(left.bytes, right.bytes));
        const nodes = sorted.map((child) =>
            child.content === undefined ? grown(child) : placed(child, child.content),
        );
        const directories = nodes.reduce((count, node) => count + (node.kind === "directory" ? 1 : 0), 0);
        return { kind: "directory", name, bytes, children: nodes, links: 2 + directories };
    };
    return { root: grown(drafts.root), files, dataSectors: next };
};
