import { Gunzip } from "fflate";

/** As much as the rules of user data take for sensible. */
const LARGEST = 16 * 1024 * 1024;

/** Deflate makes at most 1032 bytes of one, RFC 1951: no step gives more than 8 MiB. */
const STEP = 8 * 1024;

/** What is inside bytes that begin as gzip: nothing beyond 16 MiB, nothing where they are damaged. */
export type Unpacked =
    | { readonly kind: "bytes"; readonly bytes: Uint8Array }
    | { readonly kind: "too-large" }
    | { readonly kind: "damaged" };

/** Unpacks bytes that begin as gzip, without ever having much more than the limit in memory. */
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
