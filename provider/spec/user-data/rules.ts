import { ignitionOf } from "../ignition.ts";
import { isBare } from "../image.ts";
import { fieldOf } from "../json.ts";
import type { Rule } from "../rule.ts";
import { insideBase64, isBinary, isGzip, isRecognised } from "./beginning.ts";
import { contentsOf } from "./content.ts";

/** A rule about each part of the user data: what it says of the part's bytes. Its reason must not quote them. */
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

/** Unicode 23.8: the marks of UTF-8 and of the two byte orders of UTF-16. */
const MARKS: readonly (readonly number[])[] = [
    [0xef, 0xbb, 0xbf],
    [0xff, 0xfe],
    [0xfe, 0xff],
];

const hasMark = (bytes: Uint8Array): boolean => MARKS.some((mark) => mark.every((byte, at) => bytes[at] === byte));

const noMark = contentRule("error", (bytes) =>
    hasMark(bytes)
        ? "begins with a byte order mark, so that guests don't know what it is; save it as UTF-8 without one"
        : undefined,
);

const isSpaced = (bytes: Uint8Array): boolean => /^\s*#[ \t]+cloud-config\b/i.test(textOf(bytes.subarray(0, 256)));

const noSpace = contentRule("error", (bytes) =>
    isSpaced(bytes)
        ? 'begins with "# cloud-config", which guests ignore with all that follows; write "#cloud-config", without the space'
        : undefined,
);

/** Ignition's own form of a version; which ones a guest takes is its own matter. */
const IGNITION = /^[23]\.\d+\.\d+(-(experimental|dev))?$/;

const ignitionVersion = contentRule("error", (bytes) => {
    const ignition = ignitionOf(textOf(bytes));
    if (ignition === undefined) return undefined;
    const version = fieldOf(ignition, "version");
    if (typeof version === "string" && IGNITION.test(version)) return undefined;
    return 'is an Ignition config without a version that Ignition knows: ignition.version must be such as "3.4.0" or, on old Flatcar, "2.3.0"';
});

const isSilent = (bytes: Uint8Array): boolean =>
    bytes.length === 0 || isGzip(bytes) || hasMark(bytes) || isSpaced(bytes) || isBinary(bytes);

const UNRECOGNISED =
    'begins with nothing that guests know, such as "#cloud-config" or "#!/bin/sh": cloud-init would ignore it';

const ENCODED = "is base64, which guests don't undo; give { base64: … } for the bytes, or the text itself";

const recognised = contentRule("warning", (bytes) => {
    if (isSilent(bytes) || ignitionOf(textOf(bytes)) !== undefined) return undefined;
    const text = textOf(bytes);
    if (isRecognised(text)) return undefined;
    const inside = insideBase64(text);
    if (inside === undefined) return UNRECOGNISED;
    return isRecognised(textOf(inside)) ? ENCODED : undefined;
});

// Linux looks for an interpreter whose name ends in CR.
const unixLines = contentRule("warning", (bytes) =>
    /^#![^\r\n]*\r\n/.test(textOf(bytes.subarray(0, 4096)))
        ? "has a #! line that ends in CR LF: Linux guests can't run the script; end lines in LF"
        : undefined,
);

const LARGEST = 16 * 1024 * 1024;

const small = contentRule("warning", (bytes) =>
    bytes.length > LARGEST
        ? "is larger than 16 MiB, all of which guests keep in memory, some of them several times; use files instead"
        : undefined,
);

/** The rules about what the user data begins with, and how much it is. */
export const userDataRules: readonly Rule[] = [noMark, noSpace, ignitionVersion, recognised, unixLines, small];
