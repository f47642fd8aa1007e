import type { DriveImage } from "../../../image/write.ts";
import { type ContainerFile, diskOf, diskSizeOf, SECTOR } from "../file.ts";
import { descriptorOf } from "./descriptor.ts";

/** A disk in two files. */
export interface FlatVmdk {
    /** The disk itself, as it is. */
    readonly extent: ContainerFile;
    /** The file to be opened, which finds the extent beside it by name. */
    readonly describe: (extentName: string) => ContainerFile;
}

/** An image as a VMDK of type `monolithicFlat`. */
export const writeFlatVmdk = (image: DriveImage): FlatVmdk => {
    const virtualSize = diskSizeOf(image);
    const capacity = virtualSize / SECTOR;
    return {
        extent: { size: virtualSize, virtualSize, chunks: diskOf(image) },
        describe: (fileName) => {
            const { digest } = image;
            const descriptor = descriptorOf({ createType: "monolithicFlat", capacity, fileName, digest });
            return { size: descriptor.length, virtualSize, chunks: [descriptor] };
        },
    };
};
