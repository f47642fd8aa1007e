import { gunzip } from "../../formats/bytes/decompress.ts";

/** The same limit as for uncompressed user data. */
const LARGEST = 16 * 1024 * 1024;

/** The content of gzip data, unless it is larger than 16 MiB or damaged. */
export type Unpacked =
    | { readonly kind: "bytes"; readonly bytes: Uint8Array }
    | { readonly kind: "too-large" }
    | { readonly kind: "damaged" };

/** Decompresses gzip data up to the limit. */
export const unpack = (bytes: Uint8Array): Unpacked => {
    const found = gunzip(bytes, LARGEST);
    if (found === "damaged") return { kind: "damaged" };
    return found === "too large" ? { kind: "too-large" } : { kind: "bytes", bytes: found };
};
