import { createHash } from "node:crypto";
import { sizeOf, zeroChunks } from "../formats/bytes/chunks.ts";
import { type Content, isBytes } from "../formats/entries/content.ts";
import type { Entry } from "../formats/entries/entry.ts";
import { Iso9660Error, layOutIso9660 } from "../formats/iso9660/index.ts";
import { layOutVfat, VfatError } from "../formats/vfat/index.ts";
import type { ImageFormat } from "../model/inputs.ts";
import type { FileTree } from "../tree/file-tree.ts";

/** A finished image: equal trees, formats and labels give equal bytes. */
export interface DriveImage {
    /** Bytes; a multiple of 4096, so that the image fits on disks with 4 KiB sectors. */
    readonly size: number;
    /** Length of the used part; from there to `size` all bytes are zero. Equals `size` in an ISO 9660 image. */
    readonly used: number;
    /** The image in order; together `used` bytes. File contents are the tree's own. */
    readonly chunks: readonly Content[];
    /**
     * Hex SHA-256 of the used bytes, in which the SHA-256 of each file on disk stands for its bytes: so a plan reads no
     * file. The bytes record the full size, so this digest alone tells images apart.
     */
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
export const wholeImage = ({ size, used, chunks }: DriveImage): readonly Content[] => [
    ...chunks,
    ...zeroChunks(size - used),
];

/** Hex SHA-256 of chunks, one after another. */
export const sha256Of = (chunks: readonly Uint8Array[]): string => {
    const hash = createHash("sha256");
    for (const chunk of chunks) hash.update(chunk);
    return hash.digest("hex");
};

/** The digest of an image, as `DriveImage` has it. */
const digestOf = (chunks: readonly Content[]): string => {
    const hash = createHash("sha256");
    for (const chunk of chunks) hash.update(isBytes(chunk) ? chunk : Buffer.from(chunk.sha256, "hex"));
    return hash.digest("hex");
};

/** Whether a part of an image is a file on disk. */
export const hasFiles = ({ chunks }: DriveImage): boolean => !chunks.every(isBytes);

/** How many of an image's bytes are in memory. */
export const memoryOf = ({ chunks }: DriveImage): number => sizeOf(chunks.filter(isBytes));

/** The tree in the form that both writers accept. */
const entriesOf = (tree: FileTree): readonly Entry[] =>
    tree.map(({ path, content }) => (path.endsWith("/") ? { path: path.slice(0, -1) } : { path, content }));

/** Writes the image of a drive. Throws an `isImageError` if the tree doesn't fit the format. */
export const writeImage = (tree: FileTree, { format, label, size: wanted }: ImageOptions): DriveImage => {
    const { size, chunks } =
        format === "vfat"
            ? layOutVfat(entriesOf(tree), { label, ...(wanted !== undefined && { size: wanted }) })
            : layOutIso9660(entriesOf(tree), { label });
    const used = sizeOf(chunks);
    return { size, used, chunks, digest: digestOf(chunks) };
};
