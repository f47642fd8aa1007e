import { gunzipSync } from "node:zlib";

/** The same limit as for uncompressed user data. */
const LARGEST = 16 * 1024 * 1024;

/** The content of gzip data, unless it is larger than 16 MiB or damaged. */
export type Unpacked =
    | { readonly kind: "bytes"; readonly bytes: Uint8Array }
    | { readonly kind: "too-large" }
    | { readonly kind: "damaged" };

/** zlib's code for an error in the data, or Node's for the limit. Anything else is a mistake of this program. */
const codeOf = (error: unknown): string | undefined =>
    error instanceof Error && "code" in error ? String(error.code) : undefined;

/** Decompresses gzip data up to the limit. Checks the checksum as Python does; fflate doesn't. */
export const unpack = (bytes: Uint8Array): Unpacked => {
    try {
        return { kind: "bytes", bytes: gunzipSync(bytes, { maxOutputLength: LARGEST }) };
    } catch (error) {
        const code = codeOf(error);
        if (code === "ERR_BUFFER_TOO_LARGE") return { kind: "too-large" };
        if (code?.startsWith("Z_")) return { kind: "damaged" };
        throw error;
    }
};
