import type { Untrusted } from "../../bytes/untrusted.ts";
import { fault } from "../error.ts";
import { SECTOR, sectorsFor } from "../sectors.ts";

/** A directory record as it was found (ECMA-119 9.1). */
export interface FoundRecord {
    readonly sector: number;
    readonly size: number;
    readonly flags: number;
    readonly interleaved: boolean;
    readonly identifier: Uint8Array;
    /** Offset of its system use field in the image. */
    readonly systemUse: number;
    /** Offset of the first byte after it. */
    readonly end: number;
}

/** File flags (ECMA-119 9.1.6). */
export const DIRECTORY_FLAG = 0x02;
export const ASSOCIATED_FLAG = 0x04;
export const MULTI_EXTENT_FLAG = 0x80;

const FIXED_PART = 33;
const WHAT = "a directory record";

/** Reads one record of `length` bytes; the positions are those of ECMA-119 9.1 less one. */
export const readRecord = (image: Untrusted, offset: number, length: number): FoundRecord => {
    const extendedAttributes = image.u8(offset + 1, WHAT);
    const identifierSize = image.u8(offset + 32, WHAT);
    if (FIXED_PART + identifierSize > length) {
        throw fault.read(`a file identifier has ${identifierSize} bytes, but its directory record only ${length}.`);
    }
    const systemUseAt = FIXED_PART + identifierSize + (identifierSize % 2 === 0 ? 1 : 0);
    return {
        sector: image.u32both(offset + 2, "an extent's location") + extendedAttributes,
        size: image.u32both(offset + 10, "an extent's size"),
        flags: image.u8(offset + 25, WHAT),
        interleaved: image.u8(offset + 26, WHAT) !== 0 || image.u8(offset + 27, WHAT) !== 0,
        identifier: image.slice(offset + FIXED_PART, identifierSize, "a file identifier"),
        systemUse: offset + Math.min(systemUseAt, length),
        end: offset + length,
    };
};

/** The records of a directory, `.` and `..` first (ECMA-119 6.8.1). */
export function* recordsOf(image: Untrusted, sector: number, size: number, what: string): Generator<FoundRecord> {
    const start = sector * SECTOR;
    image.check(start, size, what);
    const end = start + size;
    let offset = start;
    while (offset < end) {
        const length = image.u8(offset, WHAT);
        if (length === 0) {
            offset = sectorsFor(offset + 1) * SECTOR;
            continue;
        }
        if (length <= FIXED_PART) throw fault.read(`a directory record has only ${length} bytes.`);
        if ((offset % SECTOR) + length > SECTOR) throw fault.read("a directory record crosses the end of a sector.");
        if (offset + length > end) throw fault.read("a directory record crosses the end of its directory.");
        yield readRecord(image, offset, length);
        offset += length;
    }
}
