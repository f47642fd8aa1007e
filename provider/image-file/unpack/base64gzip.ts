import { gunzip } from "../../formats/bytes/decompress.ts";
import { type Source, sourceOf, startOf } from "../../formats/bytes/source.ts";
import type { Unpacked } from "./unpacked.ts";

/** The first three bytes of every gzip file (RFC 1952 2.3.1) in base64. */
const GZIP = "H4sI";
/** Ironic accepts drives of 64 MiB. */
const MAX_TEXT = 128 * 1024 * 1024;
const MAX_IMAGE = 256 * 1024 * 1024;

/** A gzipped image in base64, the form of OpenStack's bare-metal service. Undefined if the file isn't that. */
export const unpackBase64Gzip = (source: Source): Unpacked | undefined => {
    const start = Buffer.from(startOf(source, 64)).toString("latin1").trimStart();
    if (!start.startsWith(GZIP)) return undefined;
    const what = "is a gzipped image in base64";
    if (source.size > MAX_TEXT) return { kind: "problem", reason: `${what} of more than ${MAX_TEXT} bytes` };
    const text = Buffer.from(source.read(0, source.size)).toString("latin1");
    if (/[^A-Za-z0-9+/=\s]/.test(text)) return { kind: "problem", reason: `${what}, but has other characters too` };
    const image = gunzip(Buffer.from(text, "base64"), MAX_IMAGE);
    if (image === "damaged") return { kind: "problem", reason: `${what}, but damaged or truncated` };
    if (image === "too large") return { kind: "problem", reason: `${what} that has more than ${MAX_IMAGE} bytes` };
    return { kind: "image", container: "base64+gzip", source: sourceOf(image) };
};
