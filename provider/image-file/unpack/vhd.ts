import { partOf, type Source } from "../../formats/bytes/source.ts";
import { FIXED, FOOTER_SIZE } from "../container/vhd.ts";
import type { Unpacked } from "./unpacked.ts";

const COOKIE = "conectix";

/** A fixed VHD: the disk and then its footer. Undefined if the file has no footer of that kind. */
export const unpackVhd = (source: Source): Unpacked | undefined => {
    const size = source.size - FOOTER_SIZE;
    if (size < 0) return undefined;
    const footer = source.read(size, FOOTER_SIZE);
    if (Buffer.from(footer.subarray(0, COOKIE.length)).toString("latin1") !== COOKIE) return undefined;
    const view = new DataView(footer.buffer, footer.byteOffset, footer.byteLength);
    // Other disks start with a copy of their footer, by which they are recognised.
    if (view.getUint32(60) !== FIXED) return undefined;
    const declared = view.getBigUint64(48);
    if (declared !== BigInt(size)) {
        return {
            kind: "problem",
            reason: `is a VHD disk of ${declared} bytes, but the file has ${size}: it is truncated`,
        };
    }
    return { kind: "image", container: "vhd", source: partOf(source, 0, size) };
};
