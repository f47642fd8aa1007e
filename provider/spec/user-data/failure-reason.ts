import type { Piece } from "./piece.ts";

const NOTHING = "so guests find nothing in it";

/** The words for each step that can fail: what is wrong with the bytes, and what a guest makes of them. */
const REASONS: Readonly<Record<NonNullable<Piece["failure"]>, string>> = {
    damaged: "starts like gzip but is damaged, so guests can't decompress it",
    "too-large": "is larger than 16 MiB when decompressed",
    "too-complex": "has too many MIME parts",
    "no-boundary": `is a MIME message without a boundary, ${NOTHING}; add one to its Content-Type: multipart/mixed; boundary="…"`,
    "no-parts": `is a MIME message in which no line is its boundary, ${NOTHING}; start each part with a line of two dashes and the boundary`,
    // _handle_error in cloudinit/user_data.py raises an exception.
    "not-gzip":
        "is declared as gzip data but isn't, so cloud-init fails and reads none of the user data; set its Content-Type",
};

/** Why a step of reading a piece failed; undefined if none did. Shows nothing of the piece, which is secret. */
export const failureReason = ({ failure }: Piece): string | undefined =>
    failure === undefined ? undefined : REASONS[failure];
