import { at, encode, record } from "../bytes/record.ts";
import { bytes, type Field, filled, padded, text, u8, u16both, u32be, u32both, u32le, zeros } from "../bytes/scalar.ts";
import { noVolumeDate } from "./dates.ts";
import { ucs2 } from "./names.ts";
import { SECTOR } from "./sectors.ts";

/** Where the two path tables of a hierarchy are. */
export interface PathTables {
    /** Bytes of each. */
    readonly size: number;
    readonly typeL: number;
    readonly typeM: number;
}

/** The volume as both descriptors describe it. */
export interface Volume {
    readonly label: string;
    readonly publisher: string;
    readonly sectors: number;
    /** 17 bytes (ECMA-119 8.4.26.1). */
    readonly date: Field;
}

/** The project's name without a version: an upgrade mustn't change images. */
const APPLICATION = "PULUMI-CONFIG-DRIVE";
const SYSTEM = "LINUX";

/** How the two descriptors differ. */
interface Dialect {
    readonly name: string;
    readonly type: number;
    readonly escapeSequences: string;
    readonly text: (value: string, size: number) => Field;
}

/** UCS-2 padded with spaces; a field of odd length ends with a zero byte. */
const wide = (value: string, size: number): Field => {
    const units = Math.floor(size / 2);
    if (value.length > units)
        throw new RangeError(`a text of ${value.length} units doesn't fit into a field of ${units}`);
    const encoded = new Uint8Array(size);
    encoded.set(ucs2(value.padEnd(units, " ")));
    return bytes(encoded);
};

const primary: Dialect = { name: "primary volume descriptor", type: 1, escapeSequences: "", text: padded };
/** `%/E`: UCS-2 level 3. */
const joliet: Dialect = { name: "supplementary volume descriptor", type: 2, escapeSequences: "%/E", text: wide };

/** ECMA-119 8.4 and 8.5, which differ in two fields. Positions count from 1, as in the standard. */
const descriptor = (dialect: Dialect, volume: Volume, tables: PathTables, root: Field): Field =>
    record(dialect.name, SECTOR, 1, [
        at(1, u8(dialect.type)), // Volume Descriptor Type
        at(2, text("CD001")), // Standard Identifier
        at(7, u8(1)), // Volume Descriptor Version
        at(8, u8(0)), // Unused; in a supplementary descriptor Volume Flags
        at(9, dialect.text(SYSTEM, 32)), // System Identifier
        at(41, dialect.text(volume.label, 32)), // Volume Identifier
        at(73, zeros(8)), // Unused
        at(81, u32both(volume.sectors)), // Volume Space Size
        at(89, text(dialect.escapeSequences.padEnd(32, "\0"))), // Unused; in a supplementary descriptor Escape Sequences
        at(121, u16both(1)), // Volume Set Size
        at(125, u16both(1)), // Volume Sequence Number
        at(129, u16both(SECTOR)), // Logical Block Size
        at(133, u32both(tables.size)), // Path Table Size
        at(141, u32le(tables.typeL)), // Location of Occurrence of Type L Path Table
        at(145, u32le(0)), // Location of Optional Occurrence of Type L Path Table
        at(149, u32be(tables.typeM)), // Location of Occurrence of Type M Path Table
        at(153, u32be(0)), // Location of Optional Occurrence of Type M Path Table
        at(157, root), // Directory Record for Root Directory
        at(191, dialect.text("", 128)), // Volume Set Identifier
        at(319, dialect.text(volume.publisher, 128)), // Publisher Identifier
        at(447, dialect.text("", 128)), // Data Preparer Identifier
        at(575, dialect.text(APPLICATION, 128)), // Application Identifier
        at(703, dialect.text("", 37)), // Copyright File Identifier
        at(740, dialect.text("", 37)), // Abstract File Identifier
        at(777, dialect.text("", 37)), // Bibliographic File Identifier
        at(814, volume.date), // Volume Creation Date and Time
        at(831, volume.date), // Volume Modification Date and Time
        at(848, noVolumeDate), // Volume Expiration Date and Time
        at(865, volume.date), // Volume Effective Date and Time
        at(882, u8(1)), // File Structure Version
        at(883, zeros(1)), // Reserved
        at(884, filled(512, 0x20)), // Application Use
        at(1396, zeros(653)), // Reserved
    ]);

/** ECMA-119 8.4. Primary volume descriptor. */
export const primaryVolume = (volume: Volume, tables: PathTables, root: Field): Uint8Array =>
    encode(descriptor(primary, volume, tables, root));

/** ECMA-119 8.5. Supplementary volume descriptor, here Joliet's. */
export const jolietVolume = (volume: Volume, tables: PathTables, root: Field): Uint8Array =>
    encode(descriptor(joliet, volume, tables, root));

/** ECMA-119 8.3. Volume descriptor set terminator. */
export const terminator = (): Uint8Array =>
    encode(
        record("volume descriptor set terminator", SECTOR, 1, [
            at(1, u8(255)), // Volume Descriptor Type
            at(2, text("CD001")), // Standard Identifier
            at(7, u8(1)), // Volume Descriptor Version
            at(8, zeros(2041)), // Reserved
        ]),
    );
