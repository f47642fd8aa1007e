import { gzip } from "../../formats/bytes/compress.ts";

/** A text, compressed with gzip if that makes it shorter even in base64; otherwise the text unchanged. */
export const shortened = (text: string): string | { readonly base64: string } => {
    const plain = new TextEncoder().encode(text);
    const base64 = Buffer.from(gzip(plain)).toString("base64");
    return base64.length < plain.length ? { base64 } : text;
};
