/** One file of the drive. */
export interface TreeFile {
    /** Path inside the image, with `/` between names and none at the start; one at the end makes it an empty directory. */
    readonly path: string;
    readonly content: Uint8Array;
    /** Whether a secret input went into the content: then neither its bytes nor its digest may be shown. */
    readonly secret: boolean;
}

/** Every file of the drive, each path once, sorted by the bytes of its path. */
export type FileTree = readonly TreeFile[];

/** Orders texts by their UTF-8 bytes, whatever the locale. */
export const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
