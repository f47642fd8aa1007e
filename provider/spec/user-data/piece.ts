import type { RawInputs } from "../../model/inputs.ts";
import type { Problem } from "../../model/problem.ts";
import { isBare } from "../image.ts";
import { isGzip, isMime } from "./beginning.ts";
import { type Content, contentsOf, type Form } from "./content.ts";
import { unpack } from "./gunzip.ts";
import { boundaryOf } from "./mime/headers.ts";
import { type Message, readMessage } from "./mime/message.ts";
import { decodeBody, encodingOf } from "./mime/transfer-encoding.ts";

/**
 * A text as a guest's first-boot program sees it. Before that, the program decompresses the content, splits it if it is
 * a MIME message, decodes the transfer encoding of each part, and decompresses a part whose type says so.
 */
export interface Piece {
    /** The path of the content in the inputs. */
    readonly path: string;
    /** The place in the content, e.g. `part 2`; empty if the piece is all of it. */
    readonly place: string;
    readonly form: Form | "gzip" | "mime";
    readonly bytes: Uint8Array;
    /** The declared type; undefined if there is none. */
    readonly type: string | undefined;
    /** If the guest reads it as MIME: its transfer encoding in lower case. */
    readonly encoding?: string;
    /** How cloud-init merges it into earlier parts, if a header says so. */
    readonly mergeType?: string;
    /** The step that failed; the bytes are those before it. */
    readonly failure?: "damaged" | "too-large" | "too-complex" | "no-boundary" | "no-parts" | "not-gzip";
}

/** The types of compressed parts: DECOMP_TYPES in cloudinit/user_data.py. */
const COMPRESSED =
    /^application\/(?:gzip|gzip-compressed|gzipped|x-compress|x-compressed|x-gunzip|x-gzip|x-gzip-compressed)$/;

/** The text of UTF-8 bytes. */
const textOf = (bytes: Uint8Array): string | undefined => {
    try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        return undefined;
    }
};

const unpacked = (piece: Piece): Piece => {
    const { kind, ...found } = unpack(piece.bytes);
    if (kind !== "bytes") return { ...piece, failure: kind };
    return { ...piece, ...found, form: "gzip" };
};

/** `_extract_mergers` in cloudinit/handlers/cloud_config.py. */
const mergeTypeOf = (headers: Message["headers"]): Pick<Piece, "mergeType"> => {
    const mergeType = headers.get("merge-type") || headers.get("x-merge-type");
    return mergeType ? { mergeType } : {};
};

const ofLeaf = (piece: Piece, { headers, type }: Message, body: string): Piece => {
    const leaf: Piece = {
        ...piece,
        form: "mime",
        bytes: decodeBody(headers, body),
        type,
        encoding: encodingOf(headers),
        ...mergeTypeOf(headers),
    };
    if (!COMPRESSED.test(type)) return leaf;
    return isGzip(leaf.bytes) ? { ...unpacked(leaf), type: undefined } : { ...leaf, failure: "not-gzip" };
};

const placeIn = (place: string, index: number): string =>
    place === "" ? `part ${index + 1}` : `${place}.${index + 1}`;

const ofMessage = (piece: Piece, message: Message): readonly Piece[] => {
    const { body } = message;
    if (typeof body === "string") return [ofLeaf(piece, message, body)];
    if (body.length === 0) {
        return [{ ...piece, failure: boundaryOf(message.headers) === undefined ? "no-boundary" : "no-parts" }];
    }
    return body.flatMap((part, index) => ofMessage({ ...piece, place: placeIn(piece.place, index) }, part));
};

/** `convert_string` of cloudinit/user_data.py. */
const ofMime = (piece: Piece): readonly Piece[] => {
    const text = isMime(piece.bytes) ? textOf(piece.bytes) : undefined;
    if (text === undefined) return [piece];
    const message = readMessage(text);
    if (message === undefined) return [{ ...piece, failure: "too-complex" }];
    // It only contains the words, or white space precedes its headers.
    const isWhole = typeof message.body === "string" && message.headers.size === 0;
    return isWhole ? [{ ...piece, encoding: "" }] : ofMessage(piece, message);
};

const ofContent = (content: Content): readonly Piece[] => {
    const piece: Piece = { ...content, place: "" };
    // This package writes all parts into one MIME message, so a part isn't read as a message again.
    if (content.form === "part") return [piece];
    const plain = isGzip(piece.bytes) ? unpacked(piece) : piece;
    return plain.failure === undefined ? ofMime(plain) : [plain];
};

/** All known pieces of a drive's user data and vendor data; none if it has no metadata. */
export const piecesOf = (inputs: RawInputs): readonly Piece[] =>
    isBare(inputs) ? [] : contentsOf(inputs).flatMap(ofContent);

/** Whether a guest chooses what handles a piece by its beginning: TYPE_NEEDED in cloudinit/user_data.py. */
export const isGuessed = ({ type, failure }: Piece): boolean =>
    failure === undefined && (type === undefined || type === "text/plain" || type === "text/x-not-multipart");

/** A problem with a piece. A reason that starts with a place of its own continues the piece's. */
export const problemIn = ({ path, place }: Piece, reason: string): Problem => {
    if (place === "") return { path, reason };
    return { path, reason: `${place}${/^(line|item) /.test(reason) ? "," : ""} ${reason}` };
};
