import { zeroChunks } from "../../formats/bytes/zeros.ts";
import type { DriveImage } from "../../image/write.ts";

/** A file of a disk format, in order; equal images give equal bytes. */
export interface ContainerFile {
    /** Bytes of the file. */
    readonly size: number;
    /** Bytes of the disk that it holds; a multiple of 512. */
    readonly virtualSize: number;
    /** All bytes of the file. What is in the image is never copied. */
    readonly chunks: readonly Uint8Array[];
}

/** Bytes. */
export const SECTOR = 512;

export const MIB = 1_048_576;

export const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/**
 * Bytes of the disk that carries an image. Azure takes whole MiB only, and only sizes of that kind have a geometry that
 * says the same as the size does, in VHD as well as in VMDK; so readers that go by geometry see the same disk.
 */
export const diskSizeOf = ({ size }: DriveImage): number => roundUp(size, MIB);

/** All bytes of the disk that carries an image. */
export const diskOf = (image: DriveImage): readonly Uint8Array[] => [
    ...image.chunks,
    ...zeroChunks(diskSizeOf(image) - image.used),
];
