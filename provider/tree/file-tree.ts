import type { Content } from "../formats/entries/content.ts";

/** One file of the drive. */
export interface TreeFile {
    /** Path in the image, with `/` between names and no leading one; a trailing one means an empty directory. */
    readonly path: string;
    readonly content: Content;
    /**
     * What the content contains: a secret, so neither its bytes nor its digest can be shown; only plain values; or
     * nothing, so the file is the same on every drive.
     */
    readonly holds: "secret" | "plain" | "nothing";
}

/** Every file of the drive, each path once, sorted by the bytes of its path. */
export type FileTree = readonly TreeFile[];

/** Orders texts by their UTF-8 bytes, independently of the locale. */
export const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
