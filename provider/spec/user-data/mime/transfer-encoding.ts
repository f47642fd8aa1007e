import { decodeAsPython } from "../python-base64.ts";
import type { Headers } from "./headers.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** `decode_b` of Python's email/_encoded_words.py: what can't be decoded stays as it is. */
const decodeBase64 = (text: string): Uint8Array => {
    const joined = text.replaceAll(/[\r\n]/g, "");
    const padded = joined.padEnd(Math.ceil(joined.length / 4) * 4, "=");
    const isExact = /^[A-Za-z0-9+/]*={0,2}$/.test(padded);
    return decodeAsPython(isExact ? padded : joined) ?? decodeAsPython(`${joined}==`) ?? utf8(joined);
};

/** Python's `binascii.a2b_qp`. */
const decodeQuotedPrintable = (text: string): Uint8Array => {
    const bytes = utf8(text);
    const codes = Buffer.from(bytes).toString("latin1");
    const decoded = codes.replaceAll(/=(?:\n|\r[^\n]*\n?|(=)|([0-9A-Fa-f]{2})|$)/g, (_all, equals, hex) => {
        if (equals !== undefined) return "=";
        return hex === undefined ? "" : String.fromCharCode(Number.parseInt(hex, 16));
    });
    return new Uint8Array(Buffer.from(decoded, "latin1"));
};

/** The encoding a part declares, as Python compares it. */
export const encodingOf = (headers: Headers): string => (headers.get("content-transfer-encoding") ?? "").toLowerCase();

/** The bytes of a part's text: `get_payload(decode=True)` of Python's email/message.py, without uuencode. */
export const decodeBody = (headers: Headers, body: string): Uint8Array => {
    const encoding = encodingOf(headers);
    if (encoding === "base64") return decodeBase64(body);
    return encoding === "quoted-printable" ? decodeQuotedPrintable(body) : utf8(body);
};
