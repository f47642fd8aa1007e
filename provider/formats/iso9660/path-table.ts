import { at, record, sequence } from "../bytes/record.ts";
import { bytes, type Field, u8, u16be, u16le, u32be, u32le } from "../bytes/scalar.ts";
import { padding } from "./directory.ts";
import type { Hierarchy, PlannedDirectory } from "./hierarchy.ts";

/** The byte order of a path table: L is little, M is big (ECMA-119 6.9.3, 6.9.4). */
export type PathTableType = "L" | "M";

const FIXED_PART = 8;

/** ECMA-119 9.4. */
const pathTableRecord = (type: PathTableType, firstSector: number, directory: PlannedDirectory): Field => {
    const { identifier, parentNumber, extent } = directory;
    const sector = firstSector + extent.sector;
    const head = record("path table record", FIXED_PART, 1, [
        at(1, u8(identifier.length)), // Length of Directory Identifier
        at(2, u8(0)), // Extended Attribute Record Length
        at(3, type === "L" ? u32le(sector) : u32be(sector)), // Location of Extent
        at(7, type === "L" ? u16le(parentNumber) : u16be(parentNumber)), // Parent Directory Number
    ]);
    return sequence([head, bytes(identifier), padding(identifier.length)]); // Directory Identifier, Padding Field
};

/** Bytes of a path table of either type. */
export const pathTableSize = ({ directories }: Hierarchy): number =>
    directories.reduce((size, { identifier }) => size + FIXED_PART + identifier.length + (identifier.length % 2), 0);

/** ECMA-119 6.9. One path table of a hierarchy whose directories start at `firstSector`. */
export const pathTable = (type: PathTableType, firstSector: number, { directories }: Hierarchy): Field =>
    sequence(directories.map((directory) => pathTableRecord(type, firstSector, directory)));
