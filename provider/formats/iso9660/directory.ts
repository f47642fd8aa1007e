import { at, constant, record, sequence } from "../bytes/record.ts";
import { bytes, type Field, u8, u16both, u32both, zeros } from "../bytes/scalar.ts";
import { recordDate } from "./dates.ts";
import { type Extent, SECTOR, sectorsFor, withinSector } from "./sectors.ts";

const DIRECTORY_FLAG = 2;
const FIXED_PART = 33;

const even = (size: number): number => size + (size % 2);

/** Bytes of a record before its system use field (ECMA-119 9.1.12). */
export const identifiedSize = (identifier: Uint8Array): number => even(FIXED_PART + identifier.length);

/** Bytes of a record (ECMA-119 9.1.1): an even number. */
export const recordSize = (identifier: Uint8Array, systemUse: Field): number =>
    even(identifiedSize(identifier) + systemUse.size);

/** Bytes of a directory with records of those sizes, `.` and `..` first: a whole number of sectors. */
export const directorySize = (sizes: Iterable<number>): number => {
    let used = 0;
    for (const size of sizes) used = withinSector(used, size) + size;
    return sectorsFor(used) * SECTOR;
};

const nothing: Field = zeros(0);
const PADDING: readonly Field[] = [nothing, zeros(1)];

/** ECMA-119 9.1.12 and 9.4.6. Pads that many bytes to an even number. */
export const padding = (size: number): Field => PADDING[size % 2] ?? nothing;

/** ECMA-119 9.1.7 to 9.1.9: no file is interleaved, and there is one volume. */
const oneRun: Field = constant(
    record("directory record, how it is recorded", 6, 27, [
        at(27, u8(0)), // File Unit Size
        at(28, u8(0)), // Interleave Gap Size
        at(29, u16both(1)), // Volume Sequence Number
    ]),
);

/** ECMA-119 9.1. */
export const directoryRecord = (
    kind: "file" | "directory",
    identifier: Uint8Array,
    extent: Extent,
    systemUse: Field = nothing,
): Field => {
    const size = recordSize(identifier, systemUse);
    const head = record("directory record", FIXED_PART, 1, [
        at(1, u8(size)), // Length of Directory Record
        at(2, u8(0)), // Extended Attribute Record Length
        at(3, u32both(extent.sector)), // Location of Extent
        at(11, u32both(extent.size)), // Data Length
        at(19, recordDate), // Recording Date and Time
        at(26, u8(kind === "directory" ? DIRECTORY_FLAG : 0)), // File Flags
        at(27, oneRun), // File Unit Size, Interleave Gap Size, Volume Sequence Number
        at(33, u8(identifier.length)), // Length of File Identifier
    ]);
    return sequence([
        head,
        bytes(identifier), // File Identifier
        padding(FIXED_PART + identifier.length), // Padding Field
        systemUse, // System Use
        padding(systemUse.size),
    ]);
};

/** ECMA-119 6.8.1.1. Writes records so that none crosses the end of a sector; `target` must be zero there. */
export const writeRecords = (records: Iterable<Field>, target: Uint8Array, start: number): void => {
    let used = 0;
    for (const field of records) {
        const offset = withinSector(used, field.size);
        field.write(target, start + offset);
        used = offset + field.size;
    }
};
