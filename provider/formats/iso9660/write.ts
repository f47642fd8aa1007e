import { fingerprint } from "../bytes/fingerprint.ts";
import { type Content, isBytes } from "../entries/content.ts";
import type { Entry, ImageEntry } from "../entries/entry.ts";
import { quoted } from "../entries/error.ts";
import { ContinuationAreas } from "./continuation.ts";
import { volumeDate } from "./dates.ts";
import { fault } from "./error.ts";
import { type Hierarchy, type Origins, planJoliet, planPrimary, rootRecord, writeHierarchy } from "./hierarchy.ts";
import { type PathTableType, pathTable, pathTableSize } from "./path-table.ts";
import { SECTOR, sectorsFor } from "./sectors.ts";
import { growTree, type PlacedContent, type Tree } from "./tree.ts";
import { jolietVolume, type PathTables, primaryVolume, terminator, type Volume } from "./volume.ts";

export interface Iso9660Options {
    /** Volume identifier, by which guests find the drive: at most 16 characters and 32 bytes of UTF-8, used verbatim. */
    readonly label: string;
    /** Publisher identifier: at most 64 characters and 128 bytes of UTF-8. @default nothing */
    readonly publisher?: string;
}

/** A file system image in memory. */
export interface Image {
    /** Bytes, a multiple of 4096: QEMU rejects other sizes on storage with blocks of 4 KiB. */
    readonly size: number;
    /** The image in order, equal file contents once. File contents are the caller's own buffers, never copies. */
    readonly chunks: readonly Uint8Array[];
}

/** The same with files on disk as parts of it. */
export interface LaidOutImage {
    /** Bytes, a multiple of 4096. */
    readonly size: number;
    readonly chunks: readonly Content[];
}

/** The sectors before are the system's (ECMA-119 6.2.1). */
const PRIMARY_SECTOR = 16;
const JOLIET_SECTOR = 17;
const TERMINATOR_SECTOR = 18;
const PATH_TABLE_SECTOR = 19;
const IMAGE_BLOCK = 4096;

const utf8 = new TextEncoder();

/** A text that both descriptors can store and that readers return unchanged. */
const checkText = (option: string, value: string, units: number): void => {
    const refuse = (reason: string): never => {
        throw fault.write(`${option} ${quoted(value)} ${reason}`);
    };
    if (/\p{Control}|\p{Surrogate}|[\u{10000}-\u{10ffff}]/u.test(value)) {
        refuse("contains a character that UCS-2 can't encode or terminals can't show.");
    }
    if (value.length > units) refuse(`has ${value.length} characters; the limit is ${units}.`);
    if (utf8.encode(value).length > 2 * units) refuse(`is longer than ${2 * units} bytes in UTF-8.`);
    if (value.endsWith(" ")) refuse("ends with a space, which ISO 9660 uses as padding.");
};

interface Part {
    readonly hierarchy: Hierarchy;
    readonly origins: Origins;
    readonly tables: PathTables;
}

/** Lays out one hierarchy's path tables and directories, given the start of each. */
const part = (hierarchy: Hierarchy, tablesAt: number, origins: Origins): Part => {
    const size = pathTableSize(hierarchy);
    return { hierarchy, origins, tables: { size, typeL: tablesAt, typeM: tablesAt + sectorsFor(size) } };
};

interface Layout {
    readonly areas: ContinuationAreas;
    /** First sector of the continuation areas. */
    readonly continuation: number;
    readonly primary: Part;
    readonly joliet: Part;
    /** First sector of the file contents. */
    readonly data: number;
    readonly size: number;
}

/**
 * Descriptors, path tables, directories, continuation areas, data. libarchive, with which cloudbase-init reads an image
 * on a disk, reads in one direction: it rejects a continuation area before the directory that refers to it, or after the
 * file's own data (register_CE in archive_read_support_format_iso9660.c).
 */
const layOut = (tree: Tree): Layout => {
    const areas = new ContinuationAreas();
    const primary = planPrimary(tree.root, areas);
    const joliet = planJoliet(tree.root);
    const jolietTables = PATH_TABLE_SECTOR + 2 * sectorsFor(pathTableSize(primary));
    const primaryStart = jolietTables + 2 * sectorsFor(pathTableSize(joliet));
    const jolietStart = primaryStart + sectorsFor(primary.size);
    const continuation = jolietStart + sectorsFor(joliet.size);
    areas.startAt(continuation);
    const data = continuation + areas.size / SECTOR;
    return {
        areas,
        continuation,
        primary: part(primary, PATH_TABLE_SECTOR, { hierarchy: primaryStart, data }),
        joliet: part(joliet, jolietTables, { hierarchy: jolietStart, data }),
        data,
        size: Math.ceil(((data + tree.dataSectors) * SECTOR) / IMAGE_BLOCK) * IMAGE_BLOCK,
    };
};

const writePart = ({ hierarchy, origins, tables }: Part, target: Uint8Array): void => {
    const writeTable = (type: PathTableType, sector: number): void =>
        pathTable(type, origins.hierarchy, hierarchy).write(target, sector * SECTOR);
    writeTable("L", tables.typeL);
    writeTable("M", tables.typeM);
    writeHierarchy(hierarchy, origins, target);
};

/** Everything before the file contents. */
const writeHead = (layout: Layout, options: Iso9660Options): Uint8Array => {
    const { areas, primary, joliet } = layout;
    const head = new Uint8Array(layout.data * SECTOR);
    areas.toField().write(head, layout.continuation * SECTOR);
    writePart(primary, head);
    writePart(joliet, head);
    const volume: Volume = {
        label: options.label,
        publisher: options.publisher ?? "",
        sectors: layout.size / SECTOR,
        date: volumeDate(fingerprint(utf8.encode(options.label), head)),
    };
    const root = ({ hierarchy, origins }: Part) => rootRecord(hierarchy, origins);
    head.set(primaryVolume(volume, primary.tables, root(primary)), PRIMARY_SECTOR * SECTOR);
    head.set(jolietVolume(volume, joliet.tables, root(joliet)), JOLIET_SECTOR * SECTOR);
    head.set(terminator(), TERMINATOR_SECTOR * SECTOR);
    return head;
};

/** The contents, each padded to a whole sector, and the end of the image. */
const dataChunks = (contents: readonly PlacedContent[], start: number, size: number): readonly Content[] => {
    const blank = new Uint8Array(IMAGE_BLOCK);
    const chunks: Content[] = [];
    let used = 0;
    const fillTo = (offset: number): void => {
        if (offset > used) chunks.push(blank.subarray(0, offset - used));
        used = offset;
    };
    for (const { sector, content } of contents) {
        fillTo(sector * SECTOR);
        chunks.push(content);
        used += content.length;
    }
    fillTo(size - start);
    return chunks;
};

/** As `writeIso9660`, with entries whose contents are in files on disk. Reads none of them. */
export const layOutIso9660 = (entries: Iterable<Entry>, options: Iso9660Options): LaidOutImage => {
    if (options.label === "") throw fault.write("the label is empty.");
    checkText("label", options.label, 16);
    checkText("publisher", options.publisher ?? "", 64);
    const tree = growTree(entries);
    const layout = layOut(tree);
    const head = writeHead(layout, options);
    return { size: layout.size, chunks: [head, ...dataChunks(tree.contents, head.length, layout.size)] };
};

/**
 * An ISO 9660 image with Rock Ridge and Joliet: a pure function of the set of entries and the options. It doesn't depend
 * on a clock, a time zone, a locale, the machine or the order of the entries.
 *
 * @throws Iso9660Error, before anything is written, if an entry or option can't be represented; the message names it.
 *
 * @example
 * const { chunks } = writeIso9660([{ path: "openstack/latest/meta_data.json", content }], { label: "config-2" });
 */
export const writeIso9660 = (entries: Iterable<ImageEntry>, options: Iso9660Options): Image => {
    const { size, chunks } = layOutIso9660(entries, options);
    return { size, chunks: chunks.filter(isBytes) };
};
