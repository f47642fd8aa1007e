import { isBare } from "../image.ts";
import { ignitionOf } from "../intended-guest.ts";
import { fieldOf } from "../json.ts";
import type { Rule } from "../rule.ts";
import { insideBase64, isBinary, isGzip, isRecognised } from "./beginning.ts";
import { contentsOf } from "./content.ts";

/** A rule that checks the bytes of each part of the user data. The reason must not quote them: they are secret. */
const contentRule = (severity: Rule["severity"], reasonFor: (bytes: Uint8Array) => string | undefined): Rule => ({
    severity,
    find: (inputs) => {
        if (isBare(inputs)) return [];
        return contentsOf(inputs).flatMap(({ path, bytes }) => {
            const reason = reasonFor(bytes);
            return reason === undefined ? [] : [{ path, reason }];
        });
    },
});

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

/** Unicode 23.8: the byte order marks of UTF-8 and of both kinds of UTF-16. */
const MARKS: readonly (readonly number[])[] = [
    [0xef, 0xbb, 0xbf],
    [0xff, 0xfe],
    [0xfe, 0xff],
];

const hasMark = (bytes: Uint8Array): boolean => MARKS.some((mark) => mark.every((byte, at) => bytes[at] === byte));

const noMark = contentRule("error", (bytes) =>
    hasMark(bytes)
        ? "starts with a byte order mark, so guests don't recognise it; save it as UTF-8 without one"
        : undefined,
);

const isSpaced = (bytes: Uint8Array): boolean => /^\s*#[ \t]+cloud-config\b/i.test(textOf(bytes.subarray(0, 256)));

const noSpace = contentRule("error", (bytes) =>
    isSpaced(bytes)
        ? 'starts with "# cloud-config", so guests ignore all of it; write "#cloud-config" without the space'
        : undefined,
);

/** The form of an Ignition version. Which versions a guest supports isn't checked. */
const IGNITION = /^[23]\.\d+\.\d+(-(experimental|dev))?$/;

const ignitionVersion = contentRule("error", (bytes) => {
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

const ENCODED = "is base64, which guests don't decode; pass { base64: … } for the bytes, or the text itself";

const recognised = contentRule("warning", (bytes) => {
    if (isSilent(bytes) || ignitionOf(textOf(bytes)) !== undefined) return undefined;
    const text = textOf(bytes);
    if (isRecognised(text)) return undefined;
    const inside = insideBase64(text);
    if (inside === undefined) return UNRECOGNISED;
    return isRecognised(textOf(inside)) ? ENCODED : undefined;
});

// Linux would look for an interpreter whose name ends in CR.
const unixLines = contentRule("warning", (bytes) =>
    /^#![^\r\n]*\r\n/.test(textOf(bytes.subarray(0, 4096)))
        ? "has a #! line that ends in CR LF, so Linux guests can't run the script; end lines with LF"
        : undefined,
);

const LARGEST = 16 * 1024 * 1024;

const small = contentRule("warning", (bytes) =>
    bytes.length > LARGEST
        ? "is larger than 16 MiB; guests keep all of it in memory, some of them several times, so use files instead"
        : undefined,
);

/** The rules about the start of the user data and its size. */
export const userDataRules: readonly Rule[] = [noMark, noSpace, ignitionVersion, recognised, unixLines, small];
