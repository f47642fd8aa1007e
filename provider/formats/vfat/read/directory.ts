import { Untrusted } from "../../bytes/untrusted.ts";
import { ATTRIBUTE } from "../directory.ts";
import { fault } from "../error.ts";
import { ENTRY_SIZE } from "../geometry.ts";
import { LongName } from "./long-name.ts";
import { decodeShort } from "./short-text.ts";

/** A directory entry as it was found, other than `.` and `..`. */
export interface FoundEntry {
    readonly kind: "file" | "directory" | "label";
    readonly name: string;
    readonly cluster: number;
    readonly size: number;
}

const WHAT = "a directory entry";
const DELETED = 0xe5;
/** Replaces a first byte 0xE5, which would mean: deleted. */
const STAND_IN = 0x05;
const ATTRIBUTE_BITS = 0x3f;
/** DIR_NTRes: the parts of a short name in lower case. */
const LOWER_BASE = 0x08;
const LOWER_EXTENSION = 0x10;

const lower = (text: string, isLower: boolean): string => (isLower ? text.toLowerCase() : text);

const unescaped = (raw: Uint8Array): Uint8Array =>
    raw[0] === STAND_IN ? Uint8Array.of(DELETED, ...raw.subarray(1)) : raw;

const shortName = (raw: Uint8Array, cases: number): string => {
    const name = unescaped(raw);
    const base = lower(decodeShort(name.subarray(0, 8)), (cases & LOWER_BASE) !== 0);
    const extension = lower(decodeShort(name.subarray(8)), (cases & LOWER_EXTENSION) !== 0);
    return extension === "" ? base : `${base}.${extension}`;
};

const isSelfOrParent = (raw: Uint8Array): boolean => /^\.{1,2} *$/.test(String.fromCharCode(...raw));

const readEntry = (
    directory: Untrusted,
    offset: number,
    longName: LongName,
    hasHighWords: boolean,
): FoundEntry | undefined => {
    const raw = directory.slice(offset, 11, WHAT);
    const attributes = directory.u8(offset + 11, WHAT);
    const long = longName.take(raw);
    const high = hasHighWords ? directory.u16le(offset + 20, WHAT) : 0;
    const cluster = high * 0x1_0000 + directory.u16le(offset + 26, WHAT);
    const size = directory.u32le(offset + 28, WHAT);
    if ((attributes & ATTRIBUTE.label) !== 0) {
        const isLabel = (attributes & ATTRIBUTE.directory) === 0;
        return isLabel ? { kind: "label", name: decodeShort(unescaped(raw)), cluster, size } : undefined;
    }
    const kind = (attributes & ATTRIBUTE.directory) === 0 ? "file" : "directory";
    if (kind === "directory" && isSelfOrParent(raw)) return undefined;
    return { kind, name: long ?? shortName(raw, directory.u8(offset + 12, WHAT)), cluster, size };
};

/** The entries of a directory up to the first unused one. */
export function* entriesOf(bytes: Uint8Array, hasHighWords: boolean): Generator<FoundEntry> {
    const directory = new Untrusted(bytes, fault.read);
    const longName = new LongName();
    for (let offset = 0; offset + ENTRY_SIZE <= directory.size; offset += ENTRY_SIZE) {
        const first = directory.u8(offset, WHAT);
        if (first === 0) return;
        if (first === DELETED) {
            longName.forget();
            continue;
        }
        if ((directory.u8(offset + 11, WHAT) & ATTRIBUTE_BITS) === ATTRIBUTE.longName) {
            longName.add(directory, offset);
            continue;
        }
        const entry = readEntry(directory, offset, longName, hasHighWords);
        if (entry !== undefined) yield entry;
    }
}
