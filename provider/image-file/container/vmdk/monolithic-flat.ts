import type { DriveImage } from "../../../image/write.ts";
import { type ContainerFile, diskOf, diskSizeOf, SECTOR } from "../file.ts";
import { descriptorOf } from "./descriptor.ts";

/** A disk in two files, as in VMware's Virtual Disk Format 5.0. */
export interface FlatVmdk {
    /** The plain disk. */
    readonly extent: ContainerFile;
    /** The file to open, which refers to the extent next to it by name. */
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
