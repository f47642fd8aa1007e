import type { Source } from "../bytes/source.ts";
import { Untrusted } from "../bytes/untrusted.ts";
import type { FoundFile } from "../entries/entry.ts";
import { fault } from "./error.ts";
import { type FatType, readBootSector } from "./read/boot-sector.ts";
import { Walk } from "./read/walk.ts";

/** The contents of an image. Paths have `/` between the names and none at the start. */
export interface VfatContents {
    /** The label by which guests find the volume: the root directory's, else the boot sector's. */
    readonly label: string;
    /** Serial number as Linux shows it, e.g. `1A2B-3C4D`; empty if it has none. */
    readonly serial: string;
    readonly type: FatType;
    /** Bytes of the volume according to its boot sector; the image can be longer. */
    readonly size: number;
    /**
     * Files, sorted by path. The contents of contiguous files are parts of the image, those of fragmented files copies;
     * an image that needs more than 16 MiB of copies is rejected.
     */
    readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
    /** Directories but the root, sorted. */
    readonly directories: readonly string[];
}

/** The same, with files that can be read piece by piece. */
export interface FoundVfat extends VfatContents {
    readonly files: readonly FoundFile[];
}

const serialText = (serial: number): string =>
    serial
        .toString(16)
        .toUpperCase()
        .padStart(8, "0")
        .replace(/^.{4}/, (high) => `${high}-`);

/**
 * Reads a FAT12, FAT16 or FAT32 image from any source, with or without long names. It doesn't trust the image: it reads
 * no cluster twice, and the image's size bounds the work.
 *
 * @throws VfatError if the image is implausible: truncated, looping, cross-linked, absurd.
 */
export const readVfat = (bytes: Uint8Array): VfatContents => findVfat(bytes);

/** Reads an image that may be in a file: its table and directories. Its files are read on request. */
export const findVfat = (bytes: Uint8Array | Source): FoundVfat => {
    const image = new Untrusted(bytes, fault.read);
    const volume = readBootSector(image);
    const walk = new Walk(image, volume);
    walk.run();
    const { label, found } = walk;
    found.sort();
    return {
        label: label === undefined || label === "NO NAME" ? volume.label : label,
        serial: volume.serial === undefined ? "" : serialText(volume.serial),
        type: volume.type,
        size: volume.size,
        files: found.files,
        directories: found.directories,
    };
};
