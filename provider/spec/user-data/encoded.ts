import { ignitionOf } from "../intended-guest.ts";
import { isBinary, isGzip, isMime, isRecognised } from "./beginning.ts";
import { unpack } from "./gunzip.ts";
import type { Piece } from "./piece.ts";

/** An encoding around a content. */
type Layer = "base64" | "gzip data";

/** More layers than any mistake makes. */
const MOST_LAYERS = 5;

const LETTERS = /^[A-Za-z0-9+/=\s]+$/;

/** The bytes of a text that is base64, with or without line ends; undefined for any other text. */
const insideBase64 = (bytes: Uint8Array): Uint8Array | undefined => {
    // Most texts aren't base64; the first characters show that.
    if (!LETTERS.test(Buffer.from(bytes.subarray(0, 128)).toString("latin1"))) return undefined;
    const text = Buffer.from(bytes).toString("latin1").replaceAll(/\s/g, "");
    if (text.length < 16 || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
    return new Uint8Array(Buffer.from(text, "base64"));
};

/** Whether bytes are a text in base64. */
export const isBase64Text = (bytes: Uint8Array): boolean => insideBase64(bytes) !== undefined;

const insideGzip = (bytes: Uint8Array): Uint8Array | undefined => {
    const found = unpack(bytes);
    return found.kind === "bytes" ? found.bytes : undefined;
};

/** A content inside layers of encodings; the outermost layer is the first. */
interface Encoded {
    readonly layers: readonly Layer[];
    readonly isIgnition: boolean;
}

/** A content that guests would recognise, with the layers around it; undefined for any other. */
const recognise = (bytes: Uint8Array, layers: readonly Layer[]): Encoded | undefined => {
    if (layers.length === 0 || isBinary(bytes)) return undefined;
    const text = Buffer.from(bytes).toString("utf8");
    const isIgnition = ignitionOf(text) !== undefined;
    return isIgnition || isRecognised(text) || isMime(bytes) ? { layers, isIgnition } : undefined;
};

const decode = (bytes: Uint8Array): Encoded | undefined => {
    const layers: Layer[] = [];
    let inside = bytes;
    while (layers.length < MOST_LAYERS) {
        const layer = isGzip(inside) ? "gzip data" : "base64";
        const next = layer === "base64" ? insideBase64(inside) : insideGzip(inside);
        if (next === undefined) return recognise(inside, layers);
        layers.push(layer);
        inside = next;
    }
    return undefined;
};

/** The types that cloud-init itself handles. A part of another type is for a handler that can decode it. */
const HANDLED =
    /^text\/(?:plain|x-not-multipart|cloud-config(?:-archive|-jsonp)?|x-shellscript(?:-per-\w+)?|cloud-boothook|part-handler|jinja2|x-include(?:-once)?-url)$/i;

/** The encoding that was undone to get a piece. */
const outerLayer = ({ form, encoding }: Piece): readonly Layer[] => {
    if (form === "gzip") return ["gzip data"];
    return form === "bytes" || encoding === "base64" ? ["base64"] : [];
};

/** What to do about a piece that is base64, given all layers around its content. */
const remedyFor = ({ form }: Piece, { layers, isIgnition }: Encoded): string => {
    if (isIgnition && layers.includes("gzip data"))
        return "use the text itself, since Ignition doesn't decompress either";
    const isTwice = layers.filter((layer) => layer === "base64").length > 1;
    if (form === "text" && isTwice) return "encode it only once and pass { base64: … }";
    if (form === "text") return `pass { base64: … } for the bytes${layers.length === 1 ? ", or the text itself" : ""}`;
    if (isTwice) return "encode it only once";
    if (form !== "mime") return "use the text itself";
    const type = layers.length > 1 ? ' and "Content-Type: application/gzip"' : "";
    return `add "Content-Transfer-Encoding: base64"${type} to the part`;
};

/** Why Ignition can't use a config, which it only reads as the whole user data and as text. */
export const wrappedIgnitionReason = ({ form, bytes, failure }: Piece): string | undefined => {
    if (failure !== undefined || form === "text" || form === "bytes") return undefined;
    if (ignitionOf(Buffer.from(bytes).toString("utf8")) === undefined) return undefined;
    if (form === "vendor") return "is an Ignition config, and Ignition doesn't read vendor data; set userData to it";
    return form === "gzip"
        ? "is gzip data of an Ignition config, and Ignition doesn't decompress it; use the text itself"
        : "is an Ignition config in a MIME message, which Ignition doesn't read; set userData to the config alone";
};

/**
 * Why guests can't use a piece that is encoded: they don't decode base64 by themselves, and they decompress only once.
 * Only a reason if a guest would recognise the content, since appliances read other encoded files.
 */
export const encodedReason = (piece: Piece): string | undefined => {
    if (piece.failure !== undefined || !HANDLED.test(piece.type ?? "text/plain")) return undefined;
    const inner = decode(piece.bytes);
    if (inner === undefined) return undefined;
    if (inner.layers[0] === "base64") {
        const layers = [...outerLayer(piece), ...inner.layers];
        return `is ${layers.join(" of ")}, which guests don't decode; ${remedyFor(piece, { ...inner, layers })}`;
    }
    return piece.form === "mime"
        ? 'is gzip data, which guests only decompress in a part with "Content-Type: application/gzip"; set that type'
        : "is gzip data inside gzip data, and guests decompress it only once; compress it only once";
};
