import { createHash } from "node:crypto";
import { sizeOf, zeroChunks } from "../formats/bytes/chunks.ts";
import { type ImageEntry, Iso9660Error, writeIso9660 } from "../formats/iso9660/index.ts";
import { VfatError, writeVfat } from "../formats/vfat/index.ts";
import type { ImageFormat } from "../model/inputs.ts";
import type { FileTree } from "../tree/file-tree.ts";

/** A finished image: equal trees, formats and labels give equal bytes. */
export interface DriveImage {
    /** Bytes; a multiple of 4096, so that the image fits on disks with 4 KiB sectors. */
    readonly size: number;
    /** Length of the used part; from there to `size` all bytes are zero. Equals `size` in an ISO 9660 image. */
    readonly used: number;
    /** The image in order; together `used` bytes. File contents are the tree's own buffers. */
    readonly chunks: readonly Uint8Array[];
    /** Hex SHA-256 of the used bytes. These record the full size, so their digest alone tells images apart. */
    readonly digest: string;
}

/** The kind of image to write. */
export interface ImageOptions {
    readonly format: ImageFormat;
    readonly label: string;
    /** Bytes of a VFAT image; undefined for Nova's 64 MiB. An ISO 9660 image is as large as its contents. */
    readonly size?: number | undefined;
}

/** Whether a tree doesn't fit the format, or an image can't be read. The message names the path. */
export const isImageError = (error: unknown): error is Iso9660Error | VfatError =>
    error instanceof Iso9660Error || error instanceof VfatError;

/** All bytes of an image, including the zeros after the used part. */
export const wholeImage = ({ size, used, chunks }: DriveImage): readonly Uint8Array[] => [
    ...chunks,
    ...zeroChunks(size - used),
];

/** Hex SHA-256 of chunks, one after another. */
export const sha256Of = (chunks: readonly Uint8Array[]): string => {
    const hash = createHash("sha256");
    for (const chunk of chunks) hash.update(chunk);
    return hash.digest("hex");
};

/** The tree in the form that both writers accept. */
const entriesOf = (tree: FileTree): readonly ImageEntry[] =>
    tree.map(({ path, content }) => (path.endsWith("/") ? { path: path.slice(0, -1) } : { path, content }));

/** Writes the image of a drive. Throws an `isImageError` if the tree doesn't fit the format. */
export const writeImage = (tree: FileTree, { format, label, size: wanted }: ImageOptions): DriveImage => {
    const { size, chunks } =
        format === "vfat"
            ? writeVfat(entriesOf(tree), { label, ...(wanted !== undefined && { size: wanted }) })
            : writeIso9660(entriesOf(tree), { label });
    const used = sizeOf(chunks);
    return { size, used, chunks, digest: sha256Of(chunks) };
};
