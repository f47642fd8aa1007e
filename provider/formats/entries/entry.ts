/*
 * Limits of writers and readers alike: more than any drive needs, few enough to keep in memory. Limits that a standard
 * sets are beside the fields that set them.
 */

/** Most entries of one image, files and directories together. */
export const MAX_ENTRIES = 65_536;
/** Most characters of all paths together, in UTF-16 units. */
export const MAX_PATH_CHARACTERS: number = 4 * 1024 * 1024;
/** Linux's PATH_MAX without its final NUL: a longer path can't be opened. */
export const MAX_PATH = 4095;
/** Most bytes of all files whose content a reader has to copy, since it isn't a part of the image as it is. */
export const MAX_COPIED: number = 16 * 1024 * 1024;

/** A file to write, or a directory that exists even if it is empty. */
export interface ImageEntry {
    /** Path inside the image, with `/` between the names and none at the start. */
    readonly path: string;
    /** Absent: a directory. */
    readonly content?: Uint8Array;
}

/** A file of an image. Its content is cut out on request: tens of thousands of views would take megabytes. */
export class FoundFile {
    /** Names with `/` between them. */
    public readonly path: string;
    /** The image, or a copy of a fragmented or compressed file. */
    readonly #source: Uint8Array;
    readonly #start: number;
    readonly #size: number;

    public constructor(path: string, source: Uint8Array, start: number, size: number) {
        this.path = path;
        this.#source = source;
        this.#start = start;
        this.#size = size;
    }

    /** All bytes of the file; a part of the source. */
    public get content(): Uint8Array {
        return this.#source.subarray(this.#start, this.#start + this.#size);
    }
}
