import { Gunzip } from "fflate";

/** The same limit as for uncompressed user data. */
const LARGEST = 16 * 1024 * 1024;

/** Deflate expands one byte to at most 1032, RFC 1951, so one step produces at most 8 MiB. */
const STEP = 8 * 1024;

/** The content of gzip data, unless it is larger than 16 MiB or damaged. */
export type Unpacked =
    | { readonly kind: "bytes"; readonly bytes: Uint8Array }
    | { readonly kind: "too-large" }
    | { readonly kind: "damaged" };

/** Decompresses gzip data without ever keeping much more than the limit in memory. */
export const unpack = (bytes: Uint8Array): Unpacked => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const gunzip = new Gunzip((chunk) => {
        chunks.push(chunk);
        size += chunk.length;
    });
    try {
        for (let at = 0; at < bytes.length && size <= LARGEST; at += STEP) {
            gunzip.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
        }
    } catch {
        return { kind: "damaged" };
    }
    return size > LARGEST ? { kind: "too-large" } : { kind: "bytes", bytes: Buffer.concat(chunks) };
};
