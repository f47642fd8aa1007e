import { gzip } from "../formats/bytes/compress.ts";
import { type DriveImage, sha256Of, wholeImage } from "../image/write.ts";
import { IMAGE_ENDINGS } from "../model/volume-name.ts";
import type { ContainerFile } from "./container/file.ts";
import { writeVhd } from "./container/vhd.ts";
import { writeFlatVmdk } from "./container/vmdk/monolithic-flat.ts";
import { writeStreamOptimizedVmdk } from "./container/vmdk/stream-optimized.ts";
import type { FileOptions } from "./options.ts";

/** A file whose name is derived from its content. */
export interface NamedFile extends ContainerFile {
    readonly name: string;
    /** Hex SHA-256 of its bytes. */
    readonly sha256: string;
}

/** As many hex digits as a UUID: different contents never get the same name. */
const NAME_DIGITS = 32;

const named = (file: ContainerFile, ending: string): NamedFile => {
    const sha256 = sha256Of(file.chunks);
    return { ...file, sha256, name: `config-drive-${sha256.slice(0, NAME_DIGITS)}${ending}` };
};

/** The descriptor contains the name of the disk, so its digest covers both. */
const flatVmdk = (image: DriveImage): readonly [NamedFile, NamedFile] => {
    const { extent, describe } = writeFlatVmdk(image);
    const disk = named(extent, "-flat.vmdk");
    return [named(describe(disk.name), ".vmdk"), disk];
};

/** Puts an image into its files; the first is the one to open. */
export const filesOf = (
    image: DriveImage,
    { format, subformat }: FileOptions,
): readonly [NamedFile, ...(readonly NamedFile[])] => {
    switch (format) {
        case "iso9660":
        case "vfat":
            return [
                named({ size: image.size, virtualSize: image.size, chunks: wholeImage(image) }, IMAGE_ENDINGS[format]),
            ];
        case "vhd":
            return [named(writeVhd(image), ".vhd")];
        case "vmdk":
            if (subformat === "monolithicFlat") return flatVmdk(image);
            return [named(writeStreamOptimizedVmdk(image), ".vmdk")];
    }
};

/** The bare file system, gzipped and in base64. */
export const base64gzipOf = (image: DriveImage): string =>
    Buffer.from(gzip(Buffer.concat(wholeImage(image)))).toString("base64");
