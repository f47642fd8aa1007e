import type { Input } from "@pulumi/pulumi";
import type { ImageFormat } from "../../provider/model/inputs.ts";

/** The kind of image. */
export interface ImageArgs {
    /**
     * File system of the image: `iso9660`, with Rock Ridge and Joliet, or `vfat`, a FAT16 of 64 MiB like Nova's. The
     * default of `device` depends on it.
     *
     * @default "iso9660"
     */
    readonly format?: Input<ImageFormat> | undefined;
    /**
     * Label by which guests find the drive: `config-2` or `CONFIG-2`. With `metadataVersions: []`, any 1 to 16
     * printable ASCII characters.
     *
     * @default "config-2"
     */
    readonly label?: Input<string> | undefined;
    /**
     * Size of a `vfat` image in bytes, including zeros; a multiple of 4096 from 2,129,920 to 2,147,471,360. The host
     * only stores the used part. An `iso9660` image is as large as its content needs, and doesn't support `size`.
     *
     * @default 67108864, Nova's 64 MiB
     */
    readonly size?: Input<number> | undefined;
}
