import { isImageError } from "../provider/image.ts";
import { type Iso9660Contents, readIso9660 } from "../provider/iso9660/index.ts";
import type { Problem } from "../provider/spec/problem.ts";
import { readVfat } from "../provider/vfat/index.ts";
import { nameOf } from "./source.ts";

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

/** What is in an image, or why it can't be read. */
export type Opened =
    | { readonly ok: true; readonly contents: ImageContents }
    | { readonly ok: false; readonly problem: Problem };

/** The two bytes that end a boot sector; an ISO image, whose first 16 sectors are for the system, rarely has them. */
const hasBootSignature = (bytes: Uint8Array): boolean => bytes[510] === 0x55 && bytes[511] === 0xaa;

/** ECMA-119 8.1.2: the standard identifier in the first volume descriptor. */
const hasStandardIdentifier = (bytes: Uint8Array): boolean =>
    Buffer.from(bytes.subarray(0x8001, 0x8006)).toString("latin1") === "CD001";

const read = (bytes: Uint8Array): ImageContents => {
    if (hasStandardIdentifier(bytes) || !hasBootSignature(bytes)) return { format: "iso9660", ...readIso9660(bytes) };
    return { format: "vfat", publisher: "", names: "vfat", others: [], ...readVfat(bytes) };
};

/** Reads an image that anybody may have made. */
export const openImage = (bytes: Uint8Array, path: string): Opened => {
    try {
        return { ok: true, contents: read(bytes) };
    } catch (error) {
        if (!isImageError(error)) throw error;
        return { ok: false, problem: { path: nameOf(path), reason: error.message } };
    }
};
