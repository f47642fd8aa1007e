import { type Source, sourceOf, startOf } from "../formats/bytes/source.ts";
import type { Iso9660Contents } from "../formats/iso9660/index.ts";
import { findIso9660 } from "../formats/iso9660/read.ts";
import { findVfat } from "../formats/vfat/read.ts";

/** A file of an image. Its bytes are read on request. */
export interface ImageFile {
    readonly path: string;
    readonly size: number;
    /** Where it starts in the image: files that start at one place are the same. Undefined if they aren't stored so. */
    readonly place: number | undefined;
    /** All bytes at once. */
    readonly content: Uint8Array;
    /** The bytes in order, a piece at a time. A piece is valid until the next one is taken. */
    readonly chunks: (buffer?: Uint8Array) => Iterable<Uint8Array>;
}

/** The contents of an image of either format. */
export interface ImageContents {
    readonly format: "iso9660" | "vfat";
    readonly label: string;
    /** Empty for a VFAT image, which has no field for one. */
    readonly publisher: string;
    /** The source of the names: an extension of ISO 9660, or VFAT's own long names. */
    readonly names: Iso9660Contents["names"] | "vfat";
    readonly files: readonly ImageFile[];
    readonly directories: readonly string[];
    /** Symbolic links and devices. */
    readonly others: readonly string[];
}

/** The two bytes that end a boot sector. ISO images, whose first 16 sectors are the system's, rarely have them. */
const hasBootSignature = (bytes: Uint8Array): boolean => bytes[510] === 0x55 && bytes[511] === 0xaa;

/** ECMA-119 8.1.2: the standard identifier in the first volume descriptor. */
const hasStandardIdentifier = (bytes: Uint8Array): boolean =>
    Buffer.from(bytes.subarray(0x8001, 0x8006)).toString("latin1") === "CD001";

/** How much of an image `formatOf` and `readLabel` need: ISO 9660's system area and the first volume descriptor. */
export const LABEL_AREA: number = 17 * 2048;

/** The format of an image by its start; undefined if it has neither. */
export const formatOf = (start: Uint8Array): ImageContents["format"] | undefined => {
    if (hasStandardIdentifier(start)) return "iso9660";
    return hasBootSignature(start) ? "vfat" : undefined;
};

/**
 * Reads an image from any source; throws an error for which `isImageError` is true if it can't. It reads what it needs,
 * so the image doesn't have to be in memory.
 */
export const openImage = (source: Source): ImageContents => {
    if (formatOf(startOf(source, LABEL_AREA)) !== "vfat") return { format: "iso9660", ...findIso9660(source) };
    return { format: "vfat", publisher: "", names: "vfat", others: [], ...findVfat(source) };
};

/** Reads an image in memory. */
export const readImage = (bytes: Uint8Array): ImageContents => openImage(sourceOf(bytes));

const LABEL_BYTES = { iso9660: [0x8028, 32], fat16: [43, 11], fat32: [71, 11] } as const;

/** A FAT32 boot sector has no 16-bit table size. The extended part of the other two starts 28 bytes earlier. */
const isFat32 = (bytes: Uint8Array): boolean => bytes[22] === 0 && bytes[23] === 0;

/** The label at the start of an image without its padding; empty if the image has neither format. */
export const readLabel = (bytes: Uint8Array): string => {
    const fat = isFat32(bytes) ? LABEL_BYTES.fat32 : LABEL_BYTES.fat16;
    const format = formatOf(bytes);
    if (format === undefined) return "";
    const [offset, length] = format === "iso9660" ? LABEL_BYTES.iso9660 : fat;
    return Buffer.from(bytes.subarray(offset, offset + length))
        .toString("latin1")
        .replace(/[ \0]+$/, "");
};
