import { type Iso9660Contents, readIso9660 } from "./iso9660/index.ts";
import { readVfat } from "./vfat/index.ts";

/** What is in an image of either format. */
export interface ImageContents {
    readonly format: "iso9660" | "vfat";
    readonly label: string;
    /** Empty on a VFAT image, which has no place for one. */
    readonly publisher: string;
    /** Where the names come from: an extension of ISO 9660, or VFAT's own long names. */
    readonly names: Iso9660Contents["names"] | "vfat";
    readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
    readonly directories: readonly string[];
    /** Symbolic links and devices. */
    readonly others: readonly string[];
}

/** The two bytes that end a boot sector; an ISO image, whose first 16 sectors are for the system, rarely has them. */
const hasBootSignature = (bytes: Uint8Array): boolean => bytes[510] === 0x55 && bytes[511] === 0xaa;

/** ECMA-119 8.1.2: the standard identifier in the first volume descriptor. */
const hasStandardIdentifier = (bytes: Uint8Array): boolean =>
    Buffer.from(bytes.subarray(0x8001, 0x8006)).toString("latin1") === "CD001";

/** Reads an image that anybody may have made; throws what `isImageError` knows for one that can't be read. */
export const readImage = (bytes: Uint8Array): ImageContents => {
    if (hasStandardIdentifier(bytes) || !hasBootSignature(bytes)) return { format: "iso9660", ...readIso9660(bytes) };
    return { format: "vfat", publisher: "", names: "vfat", others: [], ...readVfat(bytes) };
};
