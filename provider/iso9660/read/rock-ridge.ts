import { damage } from "../error.ts";
import { decodeText } from "./bytes.ts";
import { entriesOf, type FoundEntry, type SystemUseSource } from "./system-use.ts";

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
const nameIn = ({ found }: FoundEntry): Uint8Array => (found.size > 5 ? found.bytes.subarray(5) : new Uint8Array(0));

const joined = (parts: readonly Uint8Array[]): string | undefined => {
    if (parts.length === 0) return undefined;
    const size = parts.reduce((total, part) => total + part.length, 0);
    if (size > MAX_NAME_BYTES) throw damage(`a name of ${size} bytes, and ${MAX_NAME_BYTES} is the most.`);
    return decodeText(Uint8Array.from(parts.flatMap((part) => [...part])));
};

/** Reads the entries that matter here of one record. */
export const readPosixAttributes = (systemUse: Uint8Array, source: SystemUseSource): PosixAttributes => {
    const names: Uint8Array[] = [];
    let mode: number | undefined;
    let movedTo: number | undefined;
    let isRelocated = false;
    for (const entry of entriesOf(systemUse, source)) {
        if (entry.signature === "NM") names.push(nameIn(entry));
        if (entry.signature === "PX") mode = entry.found.u32both(4, "a POSIX mode");
        if (entry.signature === "CL") movedTo = entry.found.u32both(4, "a relocated directory");
        if (entry.signature === "RE") isRelocated = true;
    }
    return { name: joined(names), mode, movedTo, isRelocated };
};

/** SUSP 5.3. The number of bytes that every system use field skips; undefined where the root doesn't announce SUSP. */
export const readSharing = (rootSystemUse: Uint8Array): number | undefined => {
    const isAnnounced = String.fromCharCode(...rootSystemUse.subarray(0, 2)) === "SP";
    const [, , size, , first, second, skipped] = rootSystemUse;
    return isAnnounced && size === 7 && first === 0xbe && second === 0xef ? skipped : undefined;
};
