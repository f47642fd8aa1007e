import { at, encode, record } from "../../../formats/bytes/record.ts";
import { filled, text, u8, u16le, u32le, u64le, zeros } from "../../../formats/bytes/scalar.ts";
import { SECTOR } from "../file.ts";

/** Sectors of a grain, the unit that is compressed, or omitted if it is all zero. */
export const GRAIN_SECTORS = 128;
/** Entries of a grain table. */
export const TABLE_ENTRIES = 512;
/** Sectors reserved for the descriptor, as by other writers. */
const DESCRIPTOR_SECTORS = 20;
/** Sectors before the first grain, which is aligned like a grain. */
export const OVERHEAD: number = GRAIN_SECTORS;

/** Offsets in a header of the fields that its reader needs. */
export const HEADER = { flags: 8, capacity: 12, grainSize: 20, tableEntries: 44, directory: 56 } as const;

const VERSION = 3;
/** Line ends can be tested (bit 0), grains are compressed (16), and markers precede them (17). */
const FLAGS = 0x0003_0001;
const DEFLATE = 1;

/** Sector of the grain directory; the header has "at the end", since only the footer contains the number. */
type DirectoryPlace = number | "at the end";

/** The header of a sparse extent, which is also its footer: VMware's `SparseExtentHeader`. */
export const sparseHeader = (capacity: number, directory: DirectoryPlace): Uint8Array =>
    encode(
        record("sparse extent header", SECTOR, 0, [
            at(0, text("KDMV")), // magicNumber
            at(4, u32le(VERSION)), // version
            at(8, u32le(FLAGS)), // flags
            at(12, u64le(capacity)), // capacity
            at(20, u64le(GRAIN_SECTORS)), // grainSize
            at(28, u64le(1)), // descriptorOffset
            at(36, u64le(DESCRIPTOR_SECTORS)), // descriptorSize
            at(44, u32le(TABLE_ENTRIES)), // numGTEsPerGT
            at(48, u64le(0)), // rgdOffset: no redundant directory
            at(56, directory === "at the end" ? filled(8, 0xff) : u64le(directory)), // gdOffset
            at(64, u64le(OVERHEAD)), // overHead
            at(72, u8(0)), // uncleanShutdown
            at(73, text("\n")), // singleEndLineChar
            at(74, text(" ")), // nonEndLineChar
            at(75, text("\r\n")), // doubleEndLineChar1, doubleEndLineChar2
            at(77, u16le(DEFLATE)), // compressAlgorithm
            at(79, zeros(433)), // pad
        ]),
    );

/** Precedes a compressed grain: its first sector on the disk, and its compressed size. */
export const grainMarker = (firstSector: number, compressedSize: number): Uint8Array =>
    encode(
        record("grain marker", 12, 0, [
            at(0, u64le(firstSector)), // lba
            at(8, u32le(compressedSize)), // size
        ]),
    );

const MARKERS = { grainTable: 1, grainDirectory: 2, footer: 3 } as const;

/** Precedes metadata of that many sectors. */
export const metadataMarker = (kind: keyof typeof MARKERS, sectors: number): Uint8Array =>
    encode(
        record("metadata marker", SECTOR, 0, [
            at(0, u64le(sectors)), // numSectors
            at(8, u32le(0)), // size: not a grain
            at(12, u32le(MARKERS[kind])), // type
            at(16, zeros(496)), // pad
        ]),
    );

/** A marker of zeros, which ends the file. */
export const END_OF_STREAM: Uint8Array = new Uint8Array(SECTOR);

/** A grain table or a grain directory: sector numbers of 32 bits each. */
export const sectorTable = (sectors: readonly number[]): Uint8Array => {
    const table = new DataView(new ArrayBuffer(sectors.length * 4));
    for (const [index, sector] of sectors.entries()) table.setUint32(index * 4, sector, true);
    return new Uint8Array(table.buffer);
};
