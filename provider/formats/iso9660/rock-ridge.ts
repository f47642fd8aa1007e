import { at, constant, type PlacedField, record, sequence } from "../bytes/record.ts";
import { bytes, type Field, text, u8, u32both } from "../bytes/scalar.ts";
import type { ContinuationAreas, ContinuationPlace } from "./continuation.ts";
import { recordDate } from "./dates.ts";
import type { Directory, Node } from "./tree.ts";

/** A directory record's length is one byte and even (ECMA-119 9.1.1, 9.1.13). */
const MAX_RECORD = 254;
const CONTINUATION_ENTRY = 28;
const NAME_HEADER = 5;

/** NM flag CONTINUE (RRIP 4.1.4). */
const CONTINUE = 1;
/** Bits of RR: the other entries of a record (RRIP 1.09). */
const HAS_ATTRIBUTES = 0x01;
const HAS_NAME = 0x08;
const HAS_DATES = 0x80;

/** POSIX modes as `genisoimage -r` sets them: everybody can read, nobody can write. */
const DIRECTORY_MODE = 0o040555;
const FILE_MODE = 0o100444;

/** Signature words of SUSP 5 and RRIP 4.1, encoded once: every record has some. */
const SIGNATURES = {
    CE: text("CE"),
    ER: text("ER"),
    NM: text("NM"),
    PX: text("PX"),
    RR: text("RR"),
    SP: text("SP"),
    TF: text("TF"),
};

/** SUSP 4. Positions count from 1, as in the standard. */
const entry = (signature: keyof typeof SIGNATURES, size: number, fields: readonly PlacedField[]): Field =>
    record(signature, size, 1, [
        at(1, SIGNATURES[signature]), // Signature Word
        at(3, u8(size)), // Length
        at(4, u8(1)), // System Use Entry Version
        ...fields,
    ]);

/** SUSP 5.1. The system use field continues elsewhere. */
const sectorOf = (place: ContinuationPlace): Field => ({
    size: 8,
    write: (target, start) => u32both(place.sector()).write(target, start),
});

const continuationEntry = (place: ContinuationPlace): Field =>
    entry("CE", CONTINUATION_ENTRY, [
        at(5, sectorOf(place)), // Block Location of Continuation Area
        at(13, u32both(place.offset)), // Offset to Start of Continuation Area
        at(21, u32both(place.size)), // Length of Continuation Area
    ]);

/** SUSP 5.3. Declares, in the root's own record, that this volume follows SUSP. */
const sharingEntry: Field = entry("SP", 7, [
    at(5, u8(0xbe)), // Check Byte
    at(6, u8(0xef)), // Check Byte
    at(7, u8(0)), // Bytes Skipped
]);

const EXTENSION_ID = "RRIP_1991A";
const EXTENSION_DESCRIPTOR = "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS";
const EXTENSION_SOURCE =
    "PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN PRIMARY VOLUME DESCRIPTOR FOR CONTACT INFORMATION.";

/** SUSP 5.5, with the texts of RRIP 4.3. */
const extensionEntry: Field = entry("ER", 237, [
    at(5, u8(EXTENSION_ID.length)), // Identifier Length
    at(6, u8(EXTENSION_DESCRIPTOR.length)), // Descriptor Length
    at(7, u8(EXTENSION_SOURCE.length)), // Source Length
    at(8, u8(1)), // Extension Version
    at(9, text(EXTENSION_ID)), // Extension Identifier
    at(19, text(EXTENSION_DESCRIPTOR)), // Extension Descriptor
    at(103, text(EXTENSION_SOURCE)), // Extension Source
]);

/** RRIP 1.09's index of a record's entries. Later versions dropped it, but some readers need it. */
const indexEntry = (flags: number): Field =>
    entry("RR", 5, [
        at(5, u8(flags)), // Flags
    ]);

/**
 * RRIP 4.1.1, in the form of RRIP 1.09, without a serial number. Linux derives a file's inode number from the place of
 * its directory record, so files that share content are different inodes, each with one link: tar, cp -a and rsync -H
 * copy each of them. With a higher link count they would search for links that don't exist.
 */
const attributesEntry = (mode: number, links: number): Field =>
    entry("PX", 36, [
        at(5, u32both(mode)), // POSIX File Mode
        at(13, u32both(links)), // POSIX File Links
        at(21, u32both(0)), // POSIX File User ID
        at(29, u32both(0)), // POSIX File Group ID
    ]);

/** RRIP 4.1.6. */
const datesEntry: Field = constant(
    entry("TF", 26, [
        at(5, u8(0x0e)), // Flags: modify, access, attributes, 7 bytes each
        at(6, recordDate), // Modify
        at(13, recordDate), // Access
        at(20, recordDate), // Attributes
    ]),
);

/** RRIP 4.1.4. */
const nameEntry = (flags: number, name: Uint8Array): Field =>
    entry("NM", NAME_HEADER + name.length, [
        at(5, u8(flags)), // Flags
        at(6, bytes(name)), // Name Content
    ]);

const ownIndex: Field = constant(indexEntry(HAS_ATTRIBUTES | HAS_DATES));
const childIndex: Field = constant(indexEntry(HAS_ATTRIBUTES | HAS_NAME | HAS_DATES));
const fileEntries: Field = constant(sequence([childIndex, attributesEntry(FILE_MODE, 1), datesEntry]));

const directoryAttributes = (directory: Directory): Field => attributesEntry(DIRECTORY_MODE, directory.links);

/** System use field of a directory's `.` and `..`: only attributes and dates. */
export const directorySystemUse = (directory: Directory): Field =>
    sequence([ownIndex, directoryAttributes(directory), datesEntry]);

/** System use field of the root's `.`: it declares SUSP and Rock Ridge, whose long texts go to a continuation area. */
export const rootSystemUse = (root: Directory, areas: ContinuationAreas): Field =>
    sequence([
        sharingEntry,
        ownIndex,
        directoryAttributes(root),
        datesEntry,
        continuationEntry(areas.add(extensionEntry)),
    ]);

/** System use field of a child's record after its first `identified` bytes: as much of the name as fits. */
export const childSystemUse = (node: Node, identified: number, areas: ContinuationAreas): Field => {
    const entries = node.kind === "file" ? fileEntries : sequence([childIndex, directoryAttributes(node), datesEntry]);
    const room = MAX_RECORD - identified - entries.size - NAME_HEADER;
    if (node.bytes.length <= room) return sequence([entries, nameEntry(0, node.bytes)]);
    const here = room - CONTINUATION_ENTRY;
    const rest = areas.add(nameEntry(0, node.bytes.subarray(here)));
    return sequence([entries, nameEntry(CONTINUE, node.bytes.subarray(0, here)), continuationEntry(rest)]);
};
