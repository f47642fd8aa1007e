import type { RawInputs } from "../../model/inputs.ts";
import type { Problem } from "../../model/problem.ts";
import { isFilePath } from "../file-path.ts";
import { isBare } from "../image.ts";
import { ignitionOf } from "../intended-guest.ts";
import { fieldOf } from "../json.ts";
import type { Rule } from "../rule.ts";
import { isBinary, isGzip, isRecognised } from "./beginning.ts";
import { contentsOf } from "./content.ts";
import { encodedReason, isBase64Text, wrappedIgnitionReason } from "./encoded.ts";
import { headerReason } from "./header.ts";
import { nearMiss } from "./near-miss.ts";
import { isGuessed, type Piece, piecesOf, problemIn } from "./piece.ts";
import { garbledReason, isUnreadMime, unmarkedMimeReason, unreadMimeReason } from "./unread-mime.ts";

/** Why a piece is wrong. The reason must not quote it: user data is secret. */
type Check = (piece: Piece) => string | undefined;

/** Checks the bytes of pieces whose type depends on their beginning. */
const ofGuessed =
    (reasonFor: (bytes: Uint8Array) => string | undefined): Check =>
    (piece) =>
        isGuessed(piece) ? reasonFor(piece.bytes) : undefined;

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

/** Unicode 23.8: the byte order marks of UTF-8 and of both kinds of UTF-16. */
const MARKS: readonly (readonly number[])[] = [
    [0xef, 0xbb, 0xbf],
    [0xff, 0xfe],
    [0xfe, 0xff],
];

const hasMark = (bytes: Uint8Array): boolean => MARKS.some((mark) => mark.every((byte, at) => bytes[at] === byte));

const noMark = ofGuessed((bytes) =>
    hasMark(bytes)
        ? "starts with a byte order mark, so guests don't recognise it; save it as UTF-8 without one"
        : undefined,
);

const isSpaced = (bytes: Uint8Array): boolean => /^\s*#[ \t]+cloud-config\b/i.test(textOf(bytes.subarray(0, 256)));

const noSpace = ofGuessed((bytes) =>
    isSpaced(bytes)
        ? 'starts with "# cloud-config", so guests ignore all of it; write "#cloud-config" without the space'
        : undefined,
);

/** The form of an Ignition version. Which versions a guest supports isn't checked. */
const IGNITION = /^[23]\.\d+\.\d+(-(experimental|dev))?$/;

const ignitionVersion = ofGuessed((bytes) => {
    const ignition = ignitionOf(textOf(bytes));
    if (ignition === undefined) return undefined;
    const version = fieldOf(ignition, "version");
    if (typeof version === "string" && IGNITION.test(version)) return undefined;
    return 'is an Ignition config without a valid version; set ignition.version, e.g. to "3.4.0", or to "2.3.0" on old Flatcar';
});

const isSilent = (bytes: Uint8Array): boolean =>
    bytes.length === 0 || isGzip(bytes) || hasMark(bytes) || isSpaced(bytes) || isBinary(bytes);

const UNRECOGNISED =
    'doesn\'t start with a header guests recognise, e.g. "#cloud-config" or "#!/bin/sh"; cloud-init would ignore it';

const PATH = 'is the path of a file, not its content; pass readFileSync(path, "utf8")';

const recognised: Check = (piece) => {
    const { bytes, form } = piece;
    // Compressed data can be for a program that this package doesn't recognise.
    if (!isGuessed(piece) || form === "gzip" || isSilent(bytes) || ignitionOf(textOf(bytes)) !== undefined)
        return undefined;
    const text = textOf(bytes);
    if (isRecognised(text) || nearMiss(text) !== undefined || isUnreadMime(piece)) return undefined;
    if (isFilePath(text)) return PATH;
    return isBase64Text(bytes) ? undefined : UNRECOGNISED;
};

// Linux would search for an interpreter whose name ends in CR. cloud-init converts the line ends first.
const unixLines = ofGuessed((bytes) =>
    /^#![^\r\n]*\r\n/.test(textOf(bytes.subarray(0, 4096)))
        ? "has a #! line that ends in CR LF; cloud-init converts the line ends, but other guests can't run the script, so end lines with LF"
        : undefined,
);

const LARGEST = 16 * 1024 * 1024;

const TOO_LARGE =
    "is larger than 16 MiB; guests keep all of it in memory, some of them several times, so use files instead";

const small: Rule = {
    severity: "warning",
    find: (inputs) =>
        isBare(inputs)
            ? []
            : contentsOf(inputs)
                  .filter(({ bytes }) => bytes.length > LARGEST)
                  .map(({ path }) => ({ path, reason: TOO_LARGE })),
};

const findBy = (checks: readonly Check[], inputs: RawInputs): readonly Problem[] =>
    piecesOf(inputs).flatMap((piece) =>
        checks.flatMap((check) => {
            const reason = check(piece);
            return reason === undefined ? [] : [problemIn(piece, reason)];
        }),
    );

const isStrict = ({ strictUserData = true }: RawInputs): boolean => strictUserData === true;

const ERRORS: readonly Check[] = [noMark, noSpace, ignitionVersion];
/** Errors that `strictUserData: false` turns into warnings. */
const STRICT: readonly Check[] = [headerReason, unreadMimeReason];
const WARNINGS: readonly Check[] = [
    recognised,
    encodedReason,
    wrappedIgnitionReason,
    unmarkedMimeReason,
    garbledReason,
    unixLines,
];

/** The rules about the start of the user data, what is wrapped around it, and its size. */
export const userDataRules: readonly Rule[] = [
    { severity: "error", find: (inputs) => findBy(isStrict(inputs) ? [...ERRORS, ...STRICT] : ERRORS, inputs) },
    { severity: "warning", find: (inputs) => findBy(isStrict(inputs) ? WARNINGS : [...STRICT, ...WARNINGS], inputs) },
    small,
];
