import { damage } from "../error.ts";
import { SECTOR, sectorsFor } from "../sectors.ts";
import type { Untrusted } from "./bytes.ts";

/** A directory record as it was found (ECMA-119 9.1). */
export interface FoundRecord {
    readonly sector: number;
    readonly size: number;
    readonly flags: number;
    readonly interleaved: boolean;
    readonly identifier: Uint8Array;
    readonly systemUse: Uint8Array;
}

/** File flags (ECMA-119 9.1.6). */
export const DIRECTORY_FLAG = 0x02;
export const ASSOCIATED_FLAG = 0x04;
export const MULTI_EXTENT_FLAG = 0x80;

const FIXED_PART = 33;

/** Reads one record, which fills `found`; the positions are those of ECMA-119 9.1 less one. */
export const readRecord = (found: Untrusted): FoundRecord => {
    const extendedAttributes = found.u8(1, "a directory record");
    const identifierSize = found.u8(32, "a directory record");
    const systemUseAt = FIXED_PART + identifierSize + (identifierSize % 2 === 0 ? 1 : 0);
    return {
        sector: found.u32both(2, "an extent's location") + extendedAttributes,
        size: found.u32both(10, "an extent's size"),
        flags: found.u8(25, "a directory record"),
        interleaved: found.u8(26, "a directory record") !== 0 || found.u8(27, "a directory record") !== 0,
        identifier: found.slice(FIXED_PART, identifierSize, "a file identifier"),
        systemUse: systemUseAt < found.size ? found.bytes.subarray(systemUseAt) : new Uint8Array(0),
    };
};

/** The records of a directory, `.` and `..` being the first two (ECMA-119 6.8.1). */
export function* recordsOf(directory: Untrusted): Generator<FoundRecord> {
    let offset = 0;
    while (offset < directory.size) {
        const size = directory.u8(offset, "a directory record");
        if (size === 0) {
            offset = sectorsFor(offset + 1) * SECTOR;
            continue;
        }
        if (size <= FIXED_PART) throw damage(`a directory record of ${size} bytes.`);
        if ((offset % SECTOR) + size > SECTOR) throw damage("a directory record runs over the end of a sector.");
        yield readRecord(directory.part(offset, size, "a directory record"));
        offset += size;
    }
}
