import { createHash } from "node:crypto";
import type { ImageFormat } from "./inputs.ts";
import { writeIso9660 } from "./iso9660/index.ts";
import type { FileTree } from "./tree/file-tree.ts";

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

/** Builds the image of a drive; throws `Iso9660Error` with the path for a tree that the format can't hold. */
export const writeImage = (tree: FileTree, options: ImageOptions): DriveImage => {
    const { size, chunks } = writeIso9660(tree, { label: options.label });
    const hash = createHash("sha256");
    for (const chunk of chunks) hash.update(chunk);
    return { size, chunks, digest: hash.digest("hex") };
};
