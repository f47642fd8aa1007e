import type { Untrusted } from "../../bytes/untrusted.ts";
import { fault } from "../error.ts";
import type { FoundRecord } from "./record.ts";
import { entriesOf, type FoundEntry, numberIn, SIGNATURE, type SystemUseSource } from "./system-use.ts";
import { decodeText } from "./text.ts";

/** What Rock Ridge says about a record (RRIP 4.1), and zisofs, which extends it. */
export interface PosixAttributes {
    /** Undefined: the plain identifier is the name. */
    readonly name: string | undefined;
    /** POSIX mode; undefined if the record has none. */
    readonly mode: number | undefined;
    /** Sector of the relocated directory that this record represents (CL). */
    readonly movedTo: number | undefined;
    /** Whether it appears elsewhere instead (RE). */
    readonly isRelocated: boolean;
    /** Whether the content is a table of a sparse file's parts (SF). */
    readonly isSparse: boolean;
    /** The entry that says how the content is compressed (ZF). */
    readonly compressed: FoundEntry | undefined;
}

const MAX_NAME_BYTES = 255;

/** NM without its two flags for `.` and `..`; their records have fixed identifiers. */
const nameIn = (image: Untrusted, { offset, size }: FoundEntry): Uint8Array =>
    image.slice(offset + Math.min(5, size), Math.max(0, size - 5), "a name");

const joined = (parts: readonly Uint8Array[]): string | undefined => {
    const [first] = parts;
    if (first === undefined) return undefined;
    const size = parts.reduce((total, part) => total + part.length, 0);
    if (size > MAX_NAME_BYTES) throw fault.read(`a name has ${size} bytes; the limit is ${MAX_NAME_BYTES}.`);
    return decodeText(parts.length === 1 ? first : Uint8Array.from(parts.flatMap((part) => [...part])));
};

/** Reads one record's attributes. */
export const readPosixAttributes = ({ systemUse, end }: FoundRecord, source: SystemUseSource): PosixAttributes => {
    const { image } = source;
    const names: Uint8Array[] = [];
    let mode: number | undefined;
    let movedTo: number | undefined;
    let isRelocated = false;
    let isSparse = false;
    let compressed: FoundEntry | undefined;
    for (const entry of entriesOf(systemUse, end, source)) {
        switch (entry.signature) {
            case SIGNATURE.NM:
                names.push(nameIn(image, entry));
                break;
            case SIGNATURE.PX:
                mode = numberIn(image, entry, 4, "a POSIX mode");
                break;
            case SIGNATURE.CL:
                movedTo = numberIn(image, entry, 4, "a relocated directory");
                break;
            case SIGNATURE.RE:
                isRelocated = true;
                break;
            case SIGNATURE.SF:
                isSparse = true;
                break;
            case SIGNATURE.ZF:
                compressed = entry;
                break;
        }
    }
    return { name: joined(names), mode, movedTo, isRelocated, isSparse, compressed };
};

/** SUSP 5.3. The number of bytes that every system use field skips; undefined if the root doesn't declare SUSP. */
export const readSharing = (image: Untrusted, { systemUse, end }: FoundRecord): number | undefined => {
    if (systemUse + 7 > end) return undefined;
    const [high = 0, low = 0, size, , first, second, skipped] = image.slice(
        systemUse,
        7,
        "the root's system use field",
    );
    const isDeclared = high * 0x100 + low === SIGNATURE.SP;
    return isDeclared && size === 7 && first === 0xbe && second === 0xef ? skipped : undefined;
};
