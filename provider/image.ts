import { createHash } from "node:crypto";
import type { ImageFormat } from "./inputs.ts";
import { Iso9660Error, writeIso9660 } from "./iso9660/index.ts";
import type { FileTree } from "./tree/file-tree.ts";
import { VfatError, writeVfat } from "./vfat/index.ts";

/** A finished image: equal trees, formats and labels give equal bytes. */
export interface DriveImage {
    /** Bytes; a multiple of 4096, so that disks with 4 KiB sectors can carry it. */
    readonly size: number;
    /** The image in order; together `size` bytes. File contents are the tree's own buffers. */
    readonly chunks: readonly Uint8Array[];
    /** Hex SHA-256 of all bytes. */
    readonly digest: string;
}

/** What tells two kinds of image apart. */
export interface ImageOptions {
    readonly format: ImageFormat;
    readonly label: string;
}

/** The ending of an image's file name. `@pulumi/libvirt` takes what ends in `.iso` for a cdrom. */
export const IMAGE_ENDINGS: Readonly<Record<ImageFormat, string>> = { iso9660: ".iso", vfat: ".img" };

/** Whether a tree can't be held by the format, or an image can't be read; the message names the path. */
export const isImageError = (error: unknown): error is Iso9660Error | VfatError =>
    error instanceof Iso9660Error || error instanceof VfatError;

const ZEROS_AT_A_TIME = 1 << 20;

/** So many zeros, all in the same buffer. */
const zeros = (size: number): readonly Uint8Array[] => {
    const block = new Uint8Array(Math.min(size, ZEROS_AT_A_TIME));
    return Array.from({ length: Math.ceil(size / ZEROS_AT_A_TIME) }, (_, index) =>
        block.subarray(0, size - index * ZEROS_AT_A_TIME),
    );
};

/** A VFAT image with the zeros that follow what is used of it: pools of block devices don't start out as zeros. */
const writeWholeVfat = (tree: FileTree, label: string): Omit<DriveImage, "digest"> => {
    const { size, used, chunks } = writeVfat(tree, { label });
    return { size, chunks: [...chunks, ...zeros(size - used)] };
};

/** Builds the image of a drive; throws what `isImageError` knows for a tree that the format can't hold. */
export const writeImage = (tree: FileTree, { format, label }: ImageOptions): DriveImage => {
    const { size, chunks } = format === "vfat" ? writeWholeVfat(tree, label) : writeIso9660(tree, { label });
    const hash = createHash("sha256");
    for (const chunk of chunks) hash.update(chunk);
    return { size, chunks, digest: hash.digest("hex") };
};
