import { type Iso9660Contents, Iso9660Error, readIso9660 } from "../provider/iso9660/index.ts";
import type { Problem } from "../provider/spec/problem.ts";
import { nameOf } from "./source.ts";

/** What is in an image, or why it can't be read. */
export type Opened =
    | { readonly ok: true; readonly contents: Iso9660Contents }
    | { readonly ok: false; readonly problem: Problem };

/** Reads an image that anybody may have made. */
export const openImage = (bytes: Uint8Array, path: string): Opened => {
    try {
        return { ok: true, contents: readIso9660(bytes) };
    } catch (error) {
        if (!(error instanceof Iso9660Error)) throw error;
        return { ok: false, problem: { path: nameOf(path), reason: error.message } };
    }
};
