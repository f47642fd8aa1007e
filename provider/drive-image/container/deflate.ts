/**
 * Compression whose output is the same everywhere. That of Node's zlib isn't: it differs between versions and between
 * processors, and a change of bytes is a change of a resource to Pulumi, at worst a machine made anew. So it is done by
 * a library in JavaScript.
 */
import { gzipSync, zlibSync } from "fflate";
import { zeroChunks } from "../../formats/bytes/zeros.ts";
import type { DriveImage } from "../../image/write.ts";

const LEVEL = 6;

/** Data in the zlib format, RFC 1950. */
export const deflateZlib = (data: Uint8Array): Uint8Array => zlibSync(data, { level: LEVEL });

/** A whole image in the gzip format, RFC 1952, without a name and a time. */
export const gzip = ({ chunks, size, used }: DriveImage): Uint8Array => {
    const whole = new Uint8Array(Buffer.concat([...chunks, ...zeroChunks(size - used)]));
    return gzipSync(whole, { level: LEVEL, mtime: 0 });
};
