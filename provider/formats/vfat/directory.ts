import { at, record } from "../bytes/record.ts";
import { type Field, padded, u8, u16le, u32le, zeros } from "../bytes/scalar.ts";
import { ENTRY_SIZE } from "./geometry.ts";

/** UTF-16 units of a long name in one entry. */
export const UNITS_PER_ENTRY = 13;

/** The bits of DIR_Attr. */
export const ATTRIBUTE = { label: 0x08, directory: 0x10, archive: 0x20, longName: 0x0f } as const;
/** Marks the entry with the end of a long name, which comes first. */
export const LAST_LONG_ENTRY = 0x40;

/** 1 January 1980, FAT's first day: images don't depend on a clock or a zone. */
const DATE = (1 << 5) | 1;

const utf8 = new TextEncoder();

/** What an entry refers to. */
export interface Target {
    /** 0 for an empty file and for the root. */
    readonly cluster: number;
    /** Bytes of a file; 0 for everything else. */
    readonly size: number;
}

/** The FAT specification's directory entry. `name` has up to 11 characters; the last three are the extension. */
export const shortEntry = (name: string, attributes: number, { cluster, size }: Target): Field =>
    record("directory entry", ENTRY_SIZE, 0, [
        at(0, padded(name, 11)), // DIR_Name
        at(11, u8(attributes)), // DIR_Attr
        at(12, zeros(1)), // DIR_NTRes
        at(13, u8(0)), // DIR_CrtTimeTenth
        at(14, u16le(0)), // DIR_CrtTime
        at(16, u16le(DATE)), // DIR_CrtDate
        at(18, u16le(DATE)), // DIR_LstAccDate
        at(20, u16le(0)), // DIR_FstClusHI
        at(22, u16le(0)), // DIR_WrtTime
        at(24, u16le(DATE)), // DIR_WrtDate
        at(26, u16le(cluster)), // DIR_FstClusLO
        at(28, u32le(size)), // DIR_FileSize
    ]);

/** The checksum of an alias's 11 bytes, which ties a long name to it. */
export const aliasChecksum = (alias: Uint8Array): number =>
    alias.reduce((sum, byte) => (((sum & 1) << 7) + (sum >>> 1) + byte) & 0xff, 0);

/** Some units of a long name. A zero ends it; ones pad the rest. */
const units = (name: string, first: number, count: number): Field => ({
    size: 2 * count,
    write: (target, offset) => {
        for (let index = 0; index < count; index += 1) {
            const position = first + index;
            const filler = position === name.length ? 0 : 0xffff;
            const unit = position < name.length ? name.charCodeAt(position) : filler;
            target[offset + 2 * index] = unit;
            target[offset + 2 * index + 1] = unit >>> 8;
        }
    },
});

const longEntry = (name: string, order: number, checksum: number, isLast: boolean): Field => {
    const first = (order - 1) * UNITS_PER_ENTRY;
    return record("long directory entry", ENTRY_SIZE, 0, [
        at(0, u8(order | (isLast ? LAST_LONG_ENTRY : 0))), // LDIR_Ord
        at(1, units(name, first, 5)), // LDIR_Name1
        at(11, u8(ATTRIBUTE.longName)), // LDIR_Attr
        at(12, zeros(1)), // LDIR_Type
        at(13, u8(checksum)), // LDIR_Chksum
        at(14, units(name, first + 5, 6)), // LDIR_Name2
        at(26, zeros(2)), // LDIR_FstClusLO
        at(28, units(name, first + 11, 2)), // LDIR_Name3
    ]);
};

/** Entries that a long name needs besides the short one. */
export const longEntryCount = (name: string): number => Math.ceil(name.length / UNITS_PER_ENTRY);

/** The entries of a long name, which directly precede the short one: the end of the name first. */
export const longEntries = (name: string, alias: string): readonly Field[] => {
    const count = longEntryCount(name);
    const checksum = aliasChecksum(utf8.encode(alias));
    return Array.from({ length: count }, (_nothing, index) => longEntry(name, count - index, checksum, index === 0));
};
