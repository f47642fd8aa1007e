/** One part of a multi-part user data, ready to be written. */
export interface MimePart {
    readonly content: string;
    /** A bare media type, without parameters. */
    readonly contentType: string;
    readonly filename: string | undefined;
    readonly mergeType: string | undefined;
}

// Every part's body is base64 and no header starts with dashes, so no line of a part can equal this boundary.
const BOUNDARY = "config-drive-part";

/** The type cloud-init reads from the start of a part; longer beginnings come before their prefixes. */
const BEGINNINGS: readonly (readonly [beginning: string, contentType: string])[] = [
    ["## template: jinja", "text/jinja2"],
    ["#cloud-boothook", "text/cloud-boothook"],
    ["#cloud-config-archive", "text/cloud-config-archive"],
    ["#cloud-config-jsonp", "text/cloud-config-jsonp"],
    ["#cloud-config", "text/cloud-config"],
    ["#include-once", "text/x-include-once-url"],
    ["#include", "text/x-include-url"],
    ["#part-handler", "text/part-handler"],
    ["#!", "text/x-shellscript"],
];

/** The media type for the start of a text; `text/plain` if it isn't a known one. */
export const typeOf = (content: string): string => {
    const start = content.trimStart().slice(0, 32).toLowerCase();
    return BEGINNINGS.find(([beginning]) => start.startsWith(beginning))?.[1] ?? "text/plain";
};

/** RFC 2231 4: percent-encoded UTF-8; RFC 2045 5.1 allows only these characters in a bare token. */
const encoded = (name: string): string =>
    Array.from(new TextEncoder().encode(name), (byte) => {
        const character = String.fromCharCode(byte);
        return /[\w.-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    }).join("");

const disposition = (name: string): string =>
    /^[\w. -]+$/.test(name) ? `attachment; filename="${name}"` : `attachment; filename*=utf-8''${encoded(name)}`;

const headersOf = (part: MimePart): readonly string[] => [
    `Content-Type: ${part.contentType}${/^text\//i.test(part.contentType) ? '; charset="utf-8"' : ""}`,
    "MIME-Version: 1.0",
    "Content-Transfer-Encoding: base64",
    ...(part.filename === undefined ? [] : [`Content-Disposition: ${disposition(part.filename)}`]),
    ...(part.mergeType === undefined ? [] : [`Merge-Type: ${part.mergeType}`]),
];

/** RFC 2045 6.8: lines of at most 76 characters. */
const wrapped = (base64: string): string => base64.replace(/.{76}(?=.)/g, "$&\n");

const writePart = (part: MimePart): string =>
    [`--${BOUNDARY}`, ...headersOf(part), "", wrapped(Buffer.from(part.content).toString("base64")), ""].join("\n");

/**
 * Writes parts as one MIME message, RFC 2046 5.1.3; equal parts give equal bytes. Lines end with a bare LF, which every
 * reader of user data accepts.
 */
export const writeMultipart = (parts: readonly MimePart[]): Uint8Array => {
    const head = [`Content-Type: multipart/mixed; boundary="${BOUNDARY}"`, "MIME-Version: 1.0", "", ""].join("\n");
    return new TextEncoder().encode(`${head}${parts.map(writePart).join("")}--${BOUNDARY}--\n`);
};
