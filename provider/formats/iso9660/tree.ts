import { type Draft, draftTree } from "../entries/draft.ts";
import type { ImageEntry } from "../entries/entry.ts";
import { reservedProblem, surrogateProblem } from "../entries/names.ts";
import { fault } from "./error.ts";
import { sectorsFor } from "./sectors.ts";

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

/** Linux's isofs cuts longer names at the end of an NM entry, although other file systems allow 255 bytes. */
const MAX_NAME_BYTES = 253;
/** Data Length has 32 bits (ECMA-119 9.1.4). */
const MAX_FILE_BYTES = 0xffff_ffff;
/** Parent Directory Number has 16 bits (ECMA-119 9.4.4). */
const MAX_DIRECTORIES = 0xffff;

const nameProblem = (name: string): string | undefined => {
    const reserved = reservedProblem(name);
    if (reserved !== undefined) return reserved;
    if (name.includes("\0")) return "a name contains a NUL character.";
    const surrogate = surrogateProblem(name);
    if (surrogate !== undefined) return surrogate;
    const size = Buffer.byteLength(name);
    return size > MAX_NAME_BYTES ? `a name has ${size} bytes; the limit is ${MAX_NAME_BYTES}.` : undefined;
};

const sizeProblem = (size: number): string | undefined =>
    size > MAX_FILE_BYTES ? `the file has ${size} bytes; the limit is 4 GiB - 1.` : undefined;

const hasEmptyFile = ({ children }: Draft): boolean =>
    [...children.values()].some((child) => child.content?.length === 0 || hasEmptyFile(child));

const utf8 = new TextEncoder();

/**
 * The tree of all entries: equal for equal entries in any order. Throws if an entry can't be represented.
 * Empty files share one empty sector at the start of the data, so that every extent is inside the volume.
 */
export const growTree = (entries: Iterable<ImageEntry>): Tree => {
    const root = draftTree(entries, { fault, nameProblem, sizeProblem, maxDirectories: MAX_DIRECTORIES });
    const files: File[] = [];
    let next = hasEmptyFile(root) ? 1 : 0;
    const placed = (name: string, bytes: Uint8Array, content: Uint8Array): File => {
        const file: File = { kind: "file", name, bytes, content, sector: content.length === 0 ? 0 : next };
        next += sectorsFor(content.length);
        files.push(file);
        return file;
    };
    const grown = ({ name, children }: Draft, bytes: Uint8Array): Directory => {
        const nodes = Array.from(children.values(), (draft) => ({ draft, bytes: utf8.encode(draft.name) }))
            .sort((left, right) => Buffer.compare(left.bytes, right.bytes))
            .map(({ draft, bytes: own }) =>
                draft.content === undefined ? grown(draft, own) : placed(draft.name, own, draft.content),
            );
        const directories = nodes.filter(({ kind }) => kind === "directory").length;
        return { kind: "directory", name, bytes, children: nodes, links: 2 + directories };
    };
    return { root: grown(root, utf8.encode("")), files, dataSectors: next };
};
