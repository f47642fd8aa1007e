import { digestOf } from "../files/contents.ts";
import { zeroChunks } from "../formats/bytes/chunks.ts";
import { gzip } from "../formats/bytes/compress.ts";
import { type DriveImage, wholeImage } from "../image/write.ts";
import { IMAGE_ENDINGS } from "../model/volume-name.ts";
import type { ContainerFile } from "./container/file.ts";
import { writeVhd } from "./container/vhd.ts";
import { writeFlatVmdk } from "./container/vmdk/monolithic-flat.ts";
import { writeStreamOptimizedVmdk } from "./container/vmdk/stream-optimized.ts";
import { readIntoMemory } from "./in-memory.ts";
import type { FileOptions } from "./options.ts";

/** A file whose name is derived from its content. */
export interface NamedFile extends ContainerFile {
    readonly name: string;
    /** Hex SHA-256 of its bytes. */
    readonly sha256: string;
}

/** As many hex digits as a UUID: different contents never get the same name. */
const NAME_DIGITS = 32;

const named = async (file: ContainerFile, ending: string): Promise<NamedFile> => {
    const sha256 = await digestOf(file.chunks);
    return { ...file, sha256, name: `config-drive-${sha256.slice(0, NAME_DIGITS)}${ending}` };
};

/** The descriptor contains the name of the disk, so its digest covers both. */
const flatVmdk = async (image: DriveImage): Promise<readonly [NamedFile, NamedFile]> => {
    const { extent, describe } = writeFlatVmdk(image);
    const disk = await named(extent, "-flat.vmdk");
    return [await named(describe(disk.name), ".vmdk"), disk];
};

const streamedVmdk = async (image: DriveImage): Promise<NamedFile> => {
    const inMemory = await readIntoMemory(image, "write a streamOptimized VMDK");
    return await named(writeStreamOptimizedVmdk(inMemory), ".vmdk");
};

/** Puts an image into its files; the first is the one to open. */
export const filesOf = async (
    image: DriveImage,
    { format, subformat }: FileOptions,
): Promise<readonly [NamedFile, ...(readonly NamedFile[])]> => {
    const { size } = image;
    switch (format) {
        case "iso9660":
        case "vfat":
            return [await named({ size, virtualSize: size, chunks: wholeImage(image) }, IMAGE_ENDINGS[format])];
        case "vhd":
            return [await named(writeVhd(image), ".vhd")];
        case "vmdk":
            return subformat === "monolithicFlat" ? await flatVmdk(image) : [await streamedVmdk(image)];
    }
};

/** The bare file system, gzipped and in base64. */
export const base64gzipOf = async (image: DriveImage): Promise<string> => {
    const { chunks } = await readIntoMemory(image, "make base64gzip");
    const zeros = zeroChunks(image.size - image.used);
    return Buffer.from(gzip(Buffer.concat([...chunks, ...zeros]))).toString("base64");
};
