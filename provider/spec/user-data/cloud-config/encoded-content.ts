import { fieldOf, itemsOf, scalarText } from "../../json.ts";
import type { Path } from "../../path.ts";
import { quote } from "../../reason.ts";
import { unpack } from "../gunzip.ts";
import { decodeAsPython } from "../python-base64.ts";

/** A content that its declared encoding can't decode. */
export interface Undecodable {
    readonly path: Path;
    /** Continues the path, and doesn't quote the content. */
    readonly reason: string;
}

/** The steps that decode each encoding: canonicalize_extraction in cloudinit/config/cc_write_files.py. */
const STEPS: Readonly<Record<string, readonly ("base64" | "gzip")[]>> = {
    ...{ b64: ["base64"], base64: ["base64"], gz: ["gzip"], gzip: ["gzip"] },
    ...{ "gz+b64": ["base64", "gzip"], "gz+base64": ["base64", "gzip"] },
    ...{ "gzip+b64": ["base64", "gzip"], "gzip+base64": ["base64", "gzip"] },
};

const stepsOf = (encoding: unknown): readonly ("base64" | "gzip")[] => {
    const name = typeof encoding === "string" ? encoding.toLowerCase().trim() : "";
    return Object.hasOwn(STEPS, name) ? (STEPS[name] ?? []) : [];
};

const wrongGzip = (bytes: Uint8Array): string | undefined =>
    bytes.length > 0 && unpack(bytes).kind === "damaged" ? "isn't gzip data" : undefined;

const wrongBase64 = (content: string, isCompressed: boolean): string | undefined => {
    const bytes = decodeAsPython(content);
    if (bytes === undefined) return "isn't base64";
    return isCompressed && wrongGzip(bytes) !== undefined ? "isn't base64 of gzip data" : undefined;
};

/** Why a content can't be decoded. `!!binary` makes a text with a character for each byte. */
const wrongContent = (content: unknown, encoding: unknown): string | undefined => {
    if (typeof content !== "string") return undefined;
    const steps = stepsOf(encoding);
    if (steps[0] === "base64") return wrongBase64(content, steps.length > 1);
    return steps[0] === "gzip" ? wrongGzip(Buffer.from(content, "latin1")) : undefined;
};

const sizeOfGzip = (bytes: Uint8Array): number | undefined => {
    if (bytes.length === 0) return 0;
    const unpacked = unpack(bytes);
    return unpacked.kind === "bytes" ? unpacked.bytes.length : undefined;
};

/**
 * The size of a content once it is decoded: extract_contents in cloudinit/config/cc_write_files.py. Undefined if it
 * can't be decoded, or is too large to do so here.
 */
export const decodedSize = (content: unknown, encoding: unknown): number | undefined => {
    if (typeof content !== "string") return undefined;
    const steps = stepsOf(encoding);
    if (steps.length === 0) return Buffer.byteLength(content);
    const bytes = steps[0] === "base64" ? decodeAsPython(content) : Buffer.from(content, "latin1");
    return bytes === undefined || !steps.includes("gzip") ? bytes?.length : sizeOfGzip(bytes);
};

const OTHERS = "so cloud-init stops and writes neither this file nor those after it";

/** Why a content can't be decoded as its encoding says. */
type Judge = typeof wrongContent;

/** Decodes each content once: with aliases, a short text can have thousands of files with the same long one. */
const once = (): Judge => {
    const known = new Map<unknown, Map<unknown, string | undefined>>();
    return (content, encoding) => {
        const ofEncoding = known.get(encoding) ?? new Map<unknown, string | undefined>();
        known.set(encoding, ofEncoding);
        if (!ofEncoding.has(content)) ofEncoding.set(content, wrongContent(content, encoding));
        return ofEncoding.get(content);
    };
};

const inFile = (file: unknown, index: number, judge: Judge): readonly Undecodable[] => {
    const [encoding, source] = [fieldOf(file, "encoding"), fieldOf(file, "source")];
    // Newer versions only use the content if they can't fetch the source.
    const wrong = fieldOf(source, "uri") === undefined ? judge(fieldOf(file, "content"), encoding) : undefined;
    if (wrong === undefined) return [];
    const reason = `${wrong}, as its encoding ${quote(scalarText(encoding))} requires, ${OTHERS}`;
    return [{ path: ["write_files", index, "content"], reason }];
};

const inSeed = (seed: unknown): readonly Undecodable[] => {
    const encoding = fieldOf(seed, "encoding");
    const wrong = wrongContent(fieldOf(seed, "data"), encoding);
    if (wrong === undefined) return [];
    const reason = `${wrong}, as its encoding ${quote(scalarText(encoding))} requires, so cloud-init doesn't use it`;
    return [{ path: ["random_seed", "data"], reason }];
};

/** The contents in a cloud-config that guests can't decode. */
export const findUndecodable = (config: unknown): readonly Undecodable[] => {
    const judge = once();
    return [
        ...itemsOf(fieldOf(config, "write_files")).flatMap((file, index) => inFile(file, index, judge)),
        ...inSeed(fieldOf(config, "random_seed")),
    ];
};
