import { createHash } from "node:crypto";
import { zeroChunks } from "../formats/bytes/zeros.ts";
import { type ImageEntry, Iso9660Error, writeIso9660 } from "../formats/iso9660/index.ts";
import { VfatError, writeVfat } from "../formats/vfat/index.ts";
import type { ImageFormat } from "../model/inputs.ts";
import type { FileTree } from "../tree/file-tree.ts";

/** A finished image: equal trees, formats and labels give equal bytes. */
export interface DriveImage {
    /** Bytes; a multiple of 4096, so that disks with 4 KiB sectors can carry it. */
    readonly size: number;
    /** Bytes up to the end of what is used; from there to `size` all are zeros. Of an ISO 9660 image, `size`. */
    readonly used: number;
    /** The image in order; together `used` bytes. File contents are the tree's own buffers. */
    readonly chunks: readonly Uint8Array[];
    /** Hex SHA-256 of the used bytes. They say how large the whole is, so they alone tell images apart. */
    readonly digest: string;
}

/** What tells two kinds of image apart. */
export interface ImageOptions {
    readonly format: ImageFormat;
    readonly label: string;
    /** Bytes of a VFAT image; undefined for Nova's 64 MiB. An ISO 9660 image is as large as it has to be. */
    readonly size?: number | undefined;
}

/** The ending of an image's file name. `@pulumi/libvirt` takes what ends in `.iso` for a cdrom. */
export const IMAGE_ENDINGS: Readonly<Record<ImageFormat, string>> = { iso9660: ".iso", vfat: ".img" };

/** Whether a tree can't be held by the format, or an image can't be read; the message names the path. */
export const isImageError = (error: unknown): error is Iso9660Error | VfatError =>
    error instanceof Iso9660Error || error instanceof VfatError;

/** All of an image, the zeros after what is used of it included. */
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

/** The tree as both writers take it. */
const entriesOf = (tree: FileTree): readonly ImageEntry[] =>
    tree.map(({ path, content }) => (path.endsWith("/") ? { path: path.slice(0, -1) } : { path, content }));

/** Builds the image of a drive; throws what `isImageError` knows for a tree that the format can't hold. */
export const writeImage = (tree: FileTree, { format, label, size: wanted }: ImageOptions): DriveImage => {
    const { size, chunks } =
        format === "vfat"
            ? writeVfat(entriesOf(tree), { label, ...(wanted !== undefined && { size: wanted }) })
            : writeIso9660(entriesOf(tree), { label });
    const used = chunks.reduce((total, { length }) => total + length, 0);
    return { size, used, chunks, digest: sha256Of(chunks) };
};
