import { zeroChunks } from "../../formats/bytes/chunks.ts";
import type { Content } from "../../formats/entries/content.ts";
import type { DriveImage } from "../../image/write.ts";

/** A file of a disk format. Equal images give equal bytes. */
export interface ContainerFile {
    /** Bytes of the file. */
    readonly size: number;
    /** Bytes of the disk in it; a multiple of 512. */
    readonly virtualSize: number;
    /** All bytes of the file, in order. The image's chunks are never copied. */
    readonly chunks: readonly Content[];
}

/** Bytes. */
export const SECTOR = 512;

export const MIB = 1_048_576;

export const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/**
 * Bytes of the disk for an image. Azure accepts only whole MiB, and only those sizes have a geometry that matches the
 * size, in VHD as well as in VMDK. So readers that use the geometry see the same disk.
 */
export const diskSizeOf = ({ size }: DriveImage): number => roundUp(size, MIB);

/** All bytes of the disk for an image. */
export const diskOf = (image: DriveImage): readonly Content[] => [
    ...image.chunks,
    ...zeroChunks(diskSizeOf(image) - image.used),
];
