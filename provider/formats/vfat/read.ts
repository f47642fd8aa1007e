import type { FoundFile } from "../bytes/found-file.ts";
import { damageAt } from "./error.ts";
import { type FatType, readBootSector } from "./read/boot-sector.ts";
import { Untrusted } from "./read/bytes.ts";
import { Walk } from "./read/walk.ts";

/** What is in an image. Paths have `/` between the names and none at the start. */
export interface VfatContents {
    /** The label by which guests find the volume: the root directory's, else the boot sector's. */
    readonly label: string;
    /** Serial number as Linux shows it, `1a2b-3c4d` in upper case; empty where there is none. */
    readonly serial: string;
    readonly type: FatType;
    /** Bytes of the volume by its own account; the image may be longer. */
    readonly size: number;
    /**
     * Files, sorted by path. The contents are parts of the image where they lie in one piece, else copies; an image
     * that asks for more than 16 MiB of copies is refused.
     */
    readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
    /** Directories but the root, sorted. */
    readonly directories: readonly string[];
}

const byPath = (left: string, right: string): number => {
    if (left === right) return 0;
    return left < right ? -1 : 1;
};

const serialText = (serial: number): string =>
    serial
        .toString(16)
        .toUpperCase()
        .padStart(8, "0")
        .replace(/^.{4}/, (high) => `${high}-`);

/** No two entries have one path. Few images have many files and many other entries: the set stays small. */
const checkUnique = (sorted: readonly FoundFile[], rest: readonly string[]): void => {
    const others = new Set<string>();
    const isTwice = (path: string): boolean => {
        const before = others.size;
        return others.add(path).size === before;
    };
    const twice =
        rest.find(isTwice) ??
        sorted.find(({ path }, index) => path === sorted[index + 1]?.path || others.has(path))?.path;
    if (twice !== undefined) throw damageAt(twice, "the path is there twice.");
};

/**
 * Reads a FAT12, FAT16 or FAT32 image, with or without long names, that anybody may have made. The image isn't trusted:
 * no cluster is read twice, and what it asks for is bounded by its size.
 *
 * @throws VfatError on anything that can't be believed: cut off, looping, cross-linked, absurd.
 */
export const readVfat = (bytes: Uint8Array): VfatContents => {
    const image = new Untrusted(bytes);
    const volume = readBootSector(image);
    const walk = new Walk(image, volume);
    walk.run();
    const { label, files, directories } = walk.found;
    files.sort((left, right) => byPath(left.path, right.path));
    directories.sort(byPath);
    checkUnique(files, directories);
    return {
        label: label === undefined || label === "NO NAME" ? volume.label : label,
        serial: volume.serial === undefined ? "" : serialText(volume.serial),
        type: volume.type,
        size: volume.size,
        files,
        directories,
    };
};
