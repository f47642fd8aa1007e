import type { Input } from "@pulumi/pulumi";
import type { ImageFormat } from "../../provider/model/inputs.ts";

/** What kind of image the drive is. */
export interface ImageArgs {
    /**
     * File system of the image: `iso9660`, with Rock Ridge and Joliet, or `vfat`, a FAT16 of 64 MiB as Nova's. `device`
     * goes by it.
     *
     * @default "iso9660"
     */
    readonly format?: Input<ImageFormat> | undefined;
    /**
     * Label by which guests find the drive: `config-2` or `CONFIG-2`. With `metadataVersions: []` any 1 to 16 printable
     * ASCII characters.
     *
     * @default "config-2"
     */
    readonly label?: Input<string> | undefined;
    /**
     * Bytes of a `vfat` image, zeros included; a multiple of 4096 from 2,129,920 to 2,147,471,360. The host keeps only
     * what is used of it. An `iso9660` image is as large as it has to be, and takes no size.
     *
     * @default 67108864, which are Nova's 64 MiB
     */
    readonly size?: Input<number> | undefined;
}
