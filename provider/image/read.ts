import { type Iso9660Contents, readIso9660 } from "../formats/iso9660/index.ts";
import { readVfat } from "../formats/vfat/index.ts";

/** The contents of an image of either format. */
export interface ImageContents {
    readonly format: "iso9660" | "vfat";
    readonly label: string;
    /** Empty for a VFAT image, which has no field for one. */
    readonly publisher: string;
    /** The source of the names: an extension of ISO 9660, or VFAT's own long names. */
    readonly names: Iso9660Contents["names"] | "vfat";
    readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
    readonly directories: readonly string[];
    /** Symbolic links and devices. */
    readonly others: readonly string[];
}

/** The two bytes that end a boot sector. ISO images, whose first 16 sectors are the system's, rarely have them. */
const hasBootSignature = (bytes: Uint8Array): boolean => bytes[510] === 0x55 && bytes[511] === 0xaa;

/** ECMA-119 8.1.2: the standard identifier in the first volume descriptor. */
const hasStandardIdentifier = (bytes: Uint8Array): boolean =>
    Buffer.from(bytes.subarray(0x8001, 0x8006)).toString("latin1") === "CD001";

/** Reads an image from any source; throws an error for which `isImageError` is true if it can't. */
export const readImage = (bytes: Uint8Array): ImageContents => {
    if (hasStandardIdentifier(bytes) || !hasBootSignature(bytes)) return { format: "iso9660", ...readIso9660(bytes) };
    return { format: "vfat", publisher: "", names: "vfat", others: [], ...readVfat(bytes) };
};

/** How much of an image `readLabel` needs: the system area of ISO 9660 and the first volume descriptor. */
export const LABEL_AREA: number = 17 * 2048;

const LABEL_BYTES = { iso9660: [0x8028, 32], fat16: [43, 11], fat32: [71, 11] } as const;

/** A FAT32 boot sector has no 16-bit table size. The extended part of the other two starts 28 bytes earlier. */
const isFat32 = (bytes: Uint8Array): boolean => bytes[22] === 0 && bytes[23] === 0;

/** The label at the start of an image without its padding; empty if the image has neither format. */
export const readLabel = (bytes: Uint8Array): string => {
    const fat = isFat32(bytes) ? LABEL_BYTES.fat32 : LABEL_BYTES.fat16;
    const isIso = hasStandardIdentifier(bytes);
    if (!isIso && !hasBootSignature(bytes)) return "";
    const [offset, length] = isIso ? LABEL_BYTES.iso9660 : fat;
    return Buffer.from(bytes.subarray(offset, offset + length))
        .toString("latin1")
        .replace(/[ \0]+$/, "");
};
