import { MAX_COPIED } from "../../entries/entry.ts";
import { fault } from "../error.ts";
import { Extents } from "./extents.ts";

/** How often files may share content: hard links do, and so do images that would fill a disk when extracted. */
const MAX_SHARING = 16;

/** What an image may cost its reader: no more than a multiple of the image's size. */
export class Allowance {
    readonly #imageSize: number;
    readonly #extents = new Extents();
    readonly #directories = new Set<number>();
    #continued = 0;
    #contents = 0;
    #copied = 0;
    #directoryBytes = 0;

    public constructor(imageSize: number) {
        this.#imageSize = imageSize;
    }

    /** A directory is entered once: a second time is a loop. */
    public directory(path: string, start: number, size: number): void {
        if (this.#directories.has(start)) throw fault.readAt(path, "the directory can be reached in two ways.");
        this.#directories.add(start);
        this.#directoryBytes += size;
        if (this.#directoryBytes > this.#imageSize) {
            throw fault.readAt(path, "the directories together are larger than the image.");
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
        if (this.#contents > MAX_SHARING * this.#imageSize) {
            throw fault.readAt(path, `all files together are more than ${MAX_SHARING} times as large as the image.`);
        }
    }

    /** Once all are known: two extents are apart, or they are the same content of two files. */
    public checkOverlaps(): void {
        this.#extents.checkOverlaps();
    }
}
