import { MAX_COPIED, MAX_ENTRIES, MAX_SHARING } from "../../entries/entry.ts";
import { fault } from "../error.ts";
import { SECTOR } from "../sectors.ts";
import { Extents } from "./extents.ts";

/** Files of no more bytes together may share content as often as they like: no disk is too small for them. */
const ALWAYS_FINE = 2 ** 30;
/** Most bytes of all directories: each entry has a record, and can be a directory itself. */
const MAX_DIRECTORY_BYTES = MAX_ENTRIES * 2 * SECTOR;
/** A small image may share its directories until they have that many bytes. */
const SHARED_DIRECTORY_BYTES = 32 * 1024 * 1024;

/** What an image may cost its reader: no more than a multiple of the image's size. */
export class Allowance {
    readonly #imageSize: number;
    readonly #extents = new Extents();
    #continued = 0;
    #contents = 0;
    #copied = 0;
    #directoryBytes = 0;

    public constructor(imageSize: number) {
        this.#imageSize = imageSize;
    }

    /** A directory. Several paths may lead to one, as they do in `genisoimage -f`'s images of symbolic links. */
    public directory(path: string, start: number, size: number): void {
        if (size > this.#imageSize) throw fault.readAt(path, "the directory is larger than the image.");
        this.#directoryBytes += size;
        const most = Math.min(Math.max(this.#imageSize, SHARED_DIRECTORY_BYTES), MAX_DIRECTORY_BYTES);
        if (this.#directoryBytes > most) {
            throw fault.readAt(path, `all directories together have more than ${most} bytes.`);
        }
        this.#extents.addDirectory(path, start, size);
    }

    /** A file's content. */
    public content(path: string, start: number, size: number): void {
        if (size === 0) return;
        this.#count(path, size);
        this.#extents.addFile(path, start, size);
    }

    /** The content of a compressed file once it is decompressed. */
    public copy(path: string, size: number): void {
        this.#count(path, size);
        this.#copied += size;
        if (this.#copied > MAX_COPIED) {
            throw fault.readAt(
                path,
                `compressed files of more than ${MAX_COPIED} bytes would have to be decompressed.`,
            );
        }
    }

    /** A continuation area: a reader never has to read the same byte twice. */
    public continuation(size: number): void {
        this.#continued += size;
        if (this.#continued > this.#imageSize) {
            throw fault.read("the continuation areas together are larger than the image.");
        }
    }

    #count(path: string, size: number): void {
        this.#contents += size;
        if (this.#contents > Math.max(MAX_SHARING * this.#imageSize, ALWAYS_FINE)) {
            throw fault.readAt(path, `all files together are more than ${MAX_SHARING} times as large as the image.`);
        }
    }

    /** Once all are known: two extents are apart, or the same, of two files or of two directories. */
    public checkOverlaps(): void {
        this.#extents.checkOverlaps();
    }
}
