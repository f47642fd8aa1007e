import type { Source } from "../../formats/bytes/source.ts";
import { unpackBase64Gzip } from "./base64gzip.ts";
import { ContainerError, type Unpacked } from "./unpacked.ts";
import { unpackVhd } from "./vhd.ts";
import { unpackVmdk } from "./vmdk.ts";

export { type Container, ContainerError, type Unpacked } from "./unpacked.ts";

/**
 * Opens the formats that `configDriveImage` writes besides the bare file systems. Undefined if a file has none of them.
 * The file isn't trusted. Reading the image in it can throw a `ContainerError`.
 */
export const unpack = (source: Source): Unpacked | undefined => {
    try {
        return unpackVmdk(source) ?? unpackBase64Gzip(source) ?? unpackVhd(source);
    } catch (error) {
        if (error instanceof ContainerError) return { kind: "problem", reason: error.message };
        throw error;
    }
};
