import type { Content } from "../entries/content.ts";
import { type Draft, draftTree } from "../entries/draft.ts";
import { type Entry, MAX_SHARING } from "../entries/entry.ts";
import { reservedProblem, surrogateProblem } from "../entries/names.ts";
import { fault } from "./error.ts";
import { sectorsFor } from "./sectors.ts";
import { keysOf } from "./sharing.ts";

export interface File {
    readonly kind: "file";
    readonly name: string;
    /** The name in UTF-8. */
    readonly bytes: Uint8Array;
    readonly content: Content;
    /** First sector of the content, counted from the start of the data area. Files with equal contents share it. */
    readonly sector: number;
}

/** A content with its place. */
export interface PlacedContent extends Pick<File, "content" | "sector"> {}

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
    /** Each stored content once, in the order of their sectors; without the empty one. */
    readonly contents: readonly PlacedContent[];
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

const contentsIn = function* ({ children }: Draft): Generator<Content> {
    for (const child of children.values()) {
        if (child.content === undefined) yield* contentsIn(child);
        else yield child.content;
    }
};

/** Allots sectors to contents. Equal contents get the same ones, as in the images of genisoimage -cache-inodes. */
class Allotment {
    public readonly contents: PlacedContent[] = [];
    public sectors: number;
    readonly #keys: ReadonlyMap<Content, unknown>;
    readonly #shared = new Map<unknown, { readonly sector: number; files: number }>();

    public constructor(root: Draft) {
        this.#keys = keysOf(contentsIn(root));
        this.sectors = hasEmptyFile(root) ? 1 : 0;
    }

    /** The first sector of a file's content. */
    public place(content: Content): number {
        if (content.length === 0) return 0;
        const key = this.#keys.get(content);
        const shared = this.#shared.get(key);
        if (shared !== undefined && shared.files < MAX_SHARING) {
            shared.files += 1;
            return shared.sector;
        }
        const sector = this.sectors;
        this.sectors += sectorsFor(content.length);
        this.contents.push({ content, sector });
        this.#shared.set(key, { sector, files: 1 });
        return sector;
    }
}

const utf8 = new TextEncoder();

/**
 * The tree of all entries: equal for equal entries in any order. Throws if an entry can't be represented. Equal contents
 * are stored once. Empty files share one empty sector at the start of the data, so that every extent is inside the
 * volume.
 */
export const growTree = (entries: Iterable<Entry>): Tree => {
    const root = draftTree(entries, { fault, nameProblem, sizeProblem, maxDirectories: MAX_DIRECTORIES });
    const allotment = new Allotment(root);
    const grown = ({ name, children }: Draft, bytes: Uint8Array): Directory => {
        const nodes = Array.from(children.values(), (draft) => ({ draft, bytes: utf8.encode(draft.name) }))
            .sort((left, right) => Buffer.compare(left.bytes, right.bytes))
            .map(({ draft, bytes: own }): Node => {
                const { content } = draft;
                if (content === undefined) return grown(draft, own);
                return { kind: "file", name: draft.name, bytes: own, content, sector: allotment.place(content) };
            });
        const directories = nodes.filter(({ kind }) => kind === "directory").length;
        return { kind: "directory", name, bytes, children: nodes, links: 2 + directories };
    };
    return { root: grown(root, utf8.encode("")), contents: allotment.contents, dataSectors: allotment.sectors };
};
