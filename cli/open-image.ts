import { type ImageContents, readImage } from "../provider/image/read.ts";
import { isImageError } from "../provider/image/write.ts";
import type { Problem } from "../provider/model/problem.ts";
import { nameOf } from "./io/source.ts";

export type { ImageContents } from "../provider/image/read.ts";

/** An image's contents, or why it can't be read. */
export type Opened =
    | { readonly ok: true; readonly contents: ImageContents }
    | { readonly ok: false; readonly problem: Problem };

/** Reads an image from any source. It isn't trusted. */
export const openImage = (bytes: Uint8Array, path: string): Opened => {
    try {
        return { ok: true, contents: readImage(bytes) };
    } catch (error) {
        if (!isImageError(error)) throw error;
        return { ok: false, problem: { path: nameOf(path), reason: error.message } };
    }
};
