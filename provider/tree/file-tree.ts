/** One file of the drive. */
export interface TreeFile {
    /** Path inside the image, with `/` between names and none at the start; one at the end makes it an empty directory. */
    readonly path: string;
    readonly content: Uint8Array;
    /**
     * What went into the content: of a secret, neither the bytes nor a digest may be shown; nothing but what is plain; or
     * nothing at all, so that the file is the same on every drive.
     */
    readonly holds: "secret" | "plain" | "nothing";
}

/** Every file of the drive, each path once, sorted by the bytes of its path. */
export type FileTree = readonly TreeFile[];

/** Orders texts by their UTF-8 bytes, whatever the locale. */
export const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
