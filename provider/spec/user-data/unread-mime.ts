import { isMime } from "./beginning.ts";
import { failureReason } from "./failure-reason.ts";
import type { Piece } from "./piece.ts";

const NOTHING = "so guests find nothing in it";

/** Failures that keep a guest from finding parts in a message that it recognises as MIME. */
const OF_MIME: readonly Piece["failure"][] = ["no-boundary", "no-parts", "not-gzip"];

/** How a MIME message starts. */
const HEADERS = /^(?:content-type:\s*multipart\/|mime-version:)/i;

const misplacedReason = ({ form, bytes }: Piece): string | undefined => {
    const text = Buffer.from(bytes.subarray(0, 4096)).toString("latin1");
    if (!HEADERS.test(text.trimStart())) return undefined;
    if (form === "part" || form === "mime") {
        return "is a MIME message inside a part, which guests don't read; move its parts to the outer message";
    }
    return /^\s/.test(text) ? `has white space before its MIME headers, ${NOTHING}; remove it` : undefined;
};

/** Why guests find nothing in a MIME message. */
export const unreadMimeReason = (piece: Piece): string | undefined => {
    if (piece.failure === undefined) return misplacedReason(piece);
    return OF_MIME.includes(piece.failure) ? failureReason(piece) : undefined;
};

/** Why cloud-init doesn't read a text as MIME. cloudbase-init and Flatcar's coreos-cloudinit do. */
export const unmarkedMimeReason = ({ form, bytes, failure }: Piece): string | undefined => {
    const text = Buffer.from(bytes.subarray(0, 4096)).toString("latin1");
    if (failure !== undefined || form === "part" || form === "mime" || isMime(bytes) || !HEADERS.test(text))
        return undefined;
    return 'is a MIME message without MIME-Version at its start, so cloud-init finds nothing in it; add "MIME-Version: 1.0" as its first line';
};

/** Whether a piece is a MIME message that cloud-init doesn't read as one. */
export const isUnreadMime = (piece: Piece): boolean =>
    unreadMimeReason(piece) !== undefined || unmarkedMimeReason(piece) !== undefined;

/** Why characters get lost: Python treats a message as ASCII and ignores its charset. */
export const garbledReason = ({ form, bytes, encoding, failure }: Piece): string | undefined => {
    if (failure !== undefined || encoding === undefined || /^(?:base64|quoted-printable)$/.test(encoding))
        return undefined;
    if (bytes.every((byte) => byte < 0x80)) return undefined;
    return form === "mime"
        ? 'has characters outside ASCII, which cloud-init garbles in MIME, or it drops the part; encode the part and add "Content-Transfer-Encoding: base64"'
        : 'contains "MIME-Version:" near its start, so cloud-init reads it as a MIME message and garbles characters outside ASCII; remove these words or pass only ASCII';
};
