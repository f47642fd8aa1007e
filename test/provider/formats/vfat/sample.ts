import { readVfat, VfatError, writeVfat } from "../../../../provider/formats/vfat/index.ts";
import { file, SMALLEST, wholeOf } from "./trees.ts";

/** Bytes of a sector and of a cluster. */
export const SECTOR = 512;
/** Offset of the first FAT. */
export const FAT = SECTOR;
/** Offset of the root directory. */
export const ROOT = 35 * SECTOR;
/** Offset of the first cluster, which has number 2. */
export const DATA = 67 * SECTOR;
/** Offset of directory `a`. */
export const A = DATA;
/** Index of `hello.txt` in `a`; the entry before it has its long name. */
export const HELLO = 5;
/** Index of `big` in the root. */
export const BIG_IN_ROOT = 4;

/** Name of a file in `a`. */
export const long = "long".repeat(50);
/** Content of the file with more than one cluster. */
export const big = Uint8Array.from({ length: 2000 }, (_byte, index) => index >>> 3);
const tree = [
    file("a/b/c", "deep"),
    file("a/hello.txt", "hello"),
    file(`a/${long}`, "x"),
    { path: "big", content: big },
    file("e", ""),
];
/** A valid image. Clusters 2 and 3 are `a`, 4 is `a/b`, 5 to 7 are their files, 8 to 11 `big`. */
export const valid = wholeOf(writeVfat(tree, { label: "config-2", size: SMALLEST }));

/** The paths in an image, or the error. */
export const tryReading = (image: Uint8Array): string => {
    try {
        const { files } = readVfat(image);
        return files.map(({ path }) => path).join();
    } catch (error) {
        if (error instanceof VfatError) return error.message;
        throw error;
    }
};

/** The image with something changed: `edit` gets a view that starts at `offset`. */
export const changed = (offset: number, edit: (view: DataView) => void): Uint8Array => {
    const image = valid.slice();
    edit(new DataView(image.buffer, offset));
    return image;
};
/** The image with a directory entry changed. */
export const withEntry = (directory: number, index: number, edit: (entry: DataView) => void): Uint8Array =>
    changed(directory + 32 * index, edit);
/** The image with another successor of a cluster. */
export const withNext = (cluster: number, next: number): Uint8Array =>
    changed(FAT + 2 * cluster, (entry) => entry.setUint16(0, next, true));
/** The image with a byte of its boot sector changed. */
export const withBoot = (offset: number, value: number): Uint8Array =>
    changed(offset, (view) => view.setUint8(0, value));
/** Changes an entry's alias. */
export const setName = (entry: DataView, name: string): void => {
    for (let index = 0; index < 11; index += 1) entry.setUint8(index, name.padEnd(11).charCodeAt(index));
};
