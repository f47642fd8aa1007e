import { gunzipSync, inflateSync } from "node:zlib";

/** Whether zlib refused the data. Anything else is a mistake of this program. */
const isZlibError = (error: unknown): error is Error & { readonly code: string } =>
    error instanceof Error && "code" in error && /^(Z_|ERR_BUFFER_TOO_LARGE$)/.test(String(error.code));

/**
 * Decompresses data in the zlib format (RFC 1950) that anybody can have written. Undefined unless it is intact and has
 * exactly that length. fflate, which compresses, checks no checksum, and reads a bomb to its end whatever the limit.
 */
export const inflateZlib = (data: Uint8Array, length: number): Uint8Array | undefined => {
    try {
        const inflated = inflateSync(data, { maxOutputLength: length });
        return inflated.length === length ? inflated : undefined;
    } catch (error) {
        if (isZlibError(error)) return undefined;
        throw error;
    }
};

/**
 * Decompresses data in the gzip format (RFC 1952) that anybody can have written, or says why it can't. Checks the checksum,
 * as Python does.
 */
export const gunzip = (data: Uint8Array, most: number): Uint8Array | "damaged" | "too large" => {
    try {
        return gunzipSync(data, { maxOutputLength: most });
    } catch (error) {
        if (!isZlibError(error)) throw error;
        return error.code === "ERR_BUFFER_TOO_LARGE" ? "too large" : "damaged";
    }
};
