import type { ImageFile } from "../image/read.ts";
import type { JsonObject } from "../model/inputs.ts";
import { isJsonObject } from "../spec/json.ts";
import { textOf } from "../tree/documents.ts";
import { excessOf, MAX_DOCUMENT } from "./excess.ts";

/** A JSON object in a file of an image, or why it can't be read. */
export type ReadDocument = { readonly document: JsonObject; readonly bytes: Uint8Array } | { readonly reason: string };

const parse = (bytes: Uint8Array): unknown => {
    try {
        const value: unknown = JSON.parse(textOf(bytes) ?? "");
        return value;
    } catch {
        return undefined;
    }
};

/** Reads a document of an image. It isn't trusted, so a large one isn't parsed. */
export const readDocument = (file: Pick<ImageFile, "size" | "content">): ReadDocument => {
    if (file.size > MAX_DOCUMENT) return { reason: `is larger than ${MAX_DOCUMENT} bytes` };
    // Read on request, and so not before its size is known to be small.
    const bytes = file.content;
    const document = parse(bytes);
    if (document === undefined || !isJsonObject(document)) return { reason: "isn't a JSON object" };
    const reason = excessOf(document);
    return reason === undefined ? { document, bytes } : { reason };
};
