import { chunksOf, type Source } from "../bytes/source.ts";
import type { Content } from "./content.ts";

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
/**
 * Most files that share one content, and how many times as large as the image all files together can be: hard links
 * share content, and so do images that would fill a disk when extracted.
 */
export const MAX_SHARING = 16;

/** A file to write, or a directory that exists even if it is empty. */
export interface Entry {
    /** Path inside the image, with `/` between the names and none at the start. */
    readonly path: string;
    /** Absent: a directory. */
    readonly content?: Content;
}

/** An entry in memory. */
export interface ImageEntry extends Entry {
    /** Path inside the image, with `/` between the names and none at the start. */
    readonly path: string;
    /** Absent: a directory. */
    readonly content?: Uint8Array;
}

/** A file of an image. Its content is read on request: tens of thousands of views would take megabytes. */
export class FoundFile {
    /** Names with `/` between them. */
    public readonly path: string;
    public readonly size: number;
    /** Where it starts in the image. Files that start at one place are the same. Undefined for a copy. */
    public readonly place: number | undefined;
    /** The image, or a copy of a fragmented or compressed file. */
    readonly #source: Source;

    public constructor(path: string, source: Source, place: number | undefined, size: number) {
        this.path = path;
        this.#source = source;
        this.place = place;
        this.size = size;
    }

    /** All bytes of the file; a part of an image in memory. */
    public get content(): Uint8Array {
        return this.#source.read(this.place ?? 0, this.size);
    }

    /** The bytes in order, a piece at a time. A piece is valid until the next one is taken. */
    public chunks(buffer?: Uint8Array): Generator<Uint8Array> {
        return chunksOf(this.#source, this.place ?? 0, this.size, buffer);
    }
}
