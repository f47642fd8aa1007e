import { damage } from "../error.ts";
import { decodeText, type Untrusted } from "./bytes.ts";
import type { FoundRecord } from "./record.ts";
import { entriesOf, type FoundEntry, numberIn, SIGNATURE, type SystemUseSource } from "./system-use.ts";

/** What Rock Ridge says about a record (RRIP 4.1). */
export interface PosixAttributes {
    /** Undefined where the plain identifier has to do. */
    readonly name: string | undefined;
    /** POSIX mode; undefined where nothing is said. */
    readonly mode: number | undefined;
    /** Sector of the directory that this record stands for (CL). */
    readonly movedTo: number | undefined;
    /** Whether it is shown elsewhere instead (RE). */
    readonly isRelocated: boolean;
}

const MAX_NAME_BYTES = 255;

/** NM without its two flags for `.` and `..`; their records have fixed identifiers. */
const nameIn = (image: Untrusted, { offset, size }: FoundEntry): Uint8Array =>
    image.slice(offset + Math.min(5, size), Math.max(0, size - 5), "a name");

const joined = (parts: readonly Uint8Array[]): string | undefined => {
    const [first] = parts;
    if (first === undefined) return undefined;
    const size = parts.reduce((total, part) => total + part.length, 0);
    if (size > MAX_NAME_BYTES) throw damage(`a name of ${size} bytes, and ${MAX_NAME_BYTES} is the most.`);
    return decodeText(parts.length === 1 ? first : Uint8Array.from(parts.flatMap((part) => [...part])));
};

/** Reads the entries that matter here of one record. */
export const readPosixAttributes = ({ systemUse, end }: FoundRecord, source: SystemUseSource): PosixAttributes => {
    const { image } = source;
    const names: Uint8Array[] = [];
    let mode: number | undefined;
    let movedTo: number | undefined;
    let isRelocated = false;
    for (const entry of entriesOf(systemUse, end, source)) {
        if (entry.signature === SIGNATURE.NM) names.push(nameIn(image, entry));
        if (entry.signature === SIGNATURE.PX) mode = numberIn(image, entry, 4, "a POSIX mode");
        if (entry.signature === SIGNATURE.CL) movedTo = numberIn(image, entry, 4, "a relocated directory");
        if (entry.signature === SIGNATURE.RE) isRelocated = true;
    }
    return { name: joined(names), mode, movedTo, isRelocated };
};

/** SUSP 5.3. The number of bytes that every system use field skips; undefined where the root doesn't announce SUSP. */
export const readSharing = (image: Untrusted, { systemUse, end }: FoundRecord): number | undefined => {
    if (systemUse + 7 > end) return undefined;
    const [high = 0, low = 0, size, , first, second, skipped] = image.slice(
        systemUse,
        7,
        "the root's system use field",
    );
    const isAnnounced = high * 0x100 + low === SIGNATURE.SP;
    return isAnnounced && size === 7 && first === 0xbe && second === 0xef ? skipped : undefined;
};
