import { encode, sequence } from "../../../../provider/formats/bytes/record.ts";
import { bytes, type Field, text, u8, u32both, u32le, zeros } from "../../../../provider/formats/bytes/scalar.ts";
import { volumeDate } from "../../../../provider/formats/iso9660/dates.ts";
import { directoryRecord, directorySize, writeRecords } from "../../../../provider/formats/iso9660/directory.ts";
import type { Extent } from "../../../../provider/formats/iso9660/sectors.ts";
import { primaryVolume, terminator } from "../../../../provider/formats/iso9660/volume.ts";

const SECTOR = 2048;
/** The first sector after the descriptors in `imageOf`. */
export const FIRST_SECTOR = 18;

const self = Uint8Array.of(0);
const parent = Uint8Array.of(1);

/** A record with a name; only the kind distinguishes a file from a directory. */
export const recordOf = (name: string, kind: "file" | "directory", extent: Extent, systemUse?: Field): Field =>
    directoryRecord(kind, new TextEncoder().encode(name), extent, systemUse);

/** The bytes of a directory that starts at a sector. */
export const directoryOf = (sector: number, records: readonly Field[], rootSystemUse?: Field): Uint8Array => {
    const sizeOfOwn = directoryRecord("directory", self, { sector, size: 0 }, rootSystemUse).size;
    const size = directorySize([sizeOfOwn, 34, ...records.map((record) => record.size)]);
    const target = new Uint8Array(size);
    const own = directoryRecord("directory", self, { sector, size }, rootSystemUse);
    writeRecords([own, directoryRecord("directory", parent, { sector, size }), ...records], target, 0);
    return target;
};

/** An image that declares any size for its root directory; the chunks follow the descriptors. */
export const imageOf = (parts: readonly Uint8Array[], root: Extent): Uint8Array => {
    const used = parts.reduce((total, part) => total + part.length, 0);
    const sectors = FIRST_SECTOR + Math.ceil(used / SECTOR);
    const image = new Uint8Array(sectors * SECTOR);
    const volume = { label: "config-2", publisher: "", sectors, date: volumeDate(0) };
    const rootRecord = directoryRecord("directory", self, root);
    image.set(primaryVolume(volume, { size: 10, typeL: FIRST_SECTOR, typeM: FIRST_SECTOR }, rootRecord), 16 * SECTOR);
    image.set(terminator(), 17 * SECTOR);
    let offset = FIRST_SECTOR * SECTOR;
    for (const part of parts) {
        image.set(part, offset);
        offset += part.length;
    }
    return image;
};

/** A file in two contiguous extents. */
export const multiExtentImage = (content: Uint8Array): Uint8Array => {
    const directory = directoryOf(FIRST_SECTOR, [
        recordOf("BIG", "file", { sector: FIRST_SECTOR + 1, size: SECTOR }),
        recordOf("BIG", "file", { sector: FIRST_SECTOR + 2, size: content.length - SECTOR }),
    ]);
    // MULTI-EXTENT (ECMA-119 9.1.6), in the third record, after `.` and `..`.
    directory[34 + 34 + 25] = 0x80;
    return imageOf([directory, content], { sector: FIRST_SECTOR, size: SECTOR });
};

/** SUSP 5.3. */
const sharing = bytes(Uint8Array.of(0x53, 0x50, 7, 1, 0xbe, 0xef, 0));
/** SUSP 5.1. */
const continuation = (sector: number): Field =>
    sequence([text("CE"), u8(28), u8(1), u32both(sector), u32both(0), u32both(28)]);

/** A plain file in the root for each name, all with the same content. */
export const sharingImage = (names: readonly string[], size: number): Uint8Array => {
    const shape = names.map((name) => recordOf(name, "file", { sector: 0, size }));
    const data = FIRST_SECTOR + directoryOf(FIRST_SECTOR, shape).length / SECTOR;
    const root = directoryOf(
        FIRST_SECTOR,
        names.map((name) => recordOf(name, "file", { sector: data, size })),
    );
    return imageOf([root, new Uint8Array(size)], { sector: FIRST_SECTOR, size: root.length });
};

/** An image of empty directories at places after the root's. */
export const directoriesImage = (...places: readonly Extent[]): Uint8Array => {
    const records = places.map(({ sector, size }, index) =>
        recordOf(`${index}`, "directory", { sector: FIRST_SECTOR + 1 + sector, size }),
    );
    const end = Math.max(...places.map(({ sector, size }) => sector * SECTOR + size));
    return imageOf([directoryOf(FIRST_SECTOR, records), new Uint8Array(end)], { sector: FIRST_SECTOR, size: SECTOR });
};

/** A directory in the root for each name, all of them the same one, with that many empty files and that many bytes. */
export const sharedDirectoryImage = (names: readonly string[], files: number, bytes = 0): Uint8Array => {
    const refer = (sector: number, size: number): readonly Field[] =>
        names.map((name) => recordOf(name, "directory", { sector, size }));
    const inner = (sector: number): Uint8Array =>
        directoryOf(
            sector,
            Array.from({ length: files }, (_nothing, index) => recordOf(`${index}`, "file", { sector: 0, size: 0 })),
        );
    const shared = FIRST_SECTOR + directoryOf(FIRST_SECTOR, refer(0, 0)).length / SECTOR;
    const padded = new Uint8Array(Math.max(bytes, inner(shared).length));
    padded.set(inner(shared));
    const root = directoryOf(FIRST_SECTOR, refer(shared, padded.length));
    return imageOf([root, padded], { sector: FIRST_SECTOR, size: root.length });
};

/** What a ZF entry says of a compressed file. */
export interface Compressed {
    readonly algorithm?: string;
    readonly headerSize?: number;
    readonly blockBits?: number;
    readonly size: number;
}

const zf = ({ algorithm = "pz", headerSize = 16, blockBits = 15, size }: Compressed): Field =>
    sequence([text("ZF"), u8(16), u8(1), text(algorithm), u8(headerSize / 4), u8(blockBits), u32both(size)]);

/** An image with one file, under any system use field. */
export const systemUseImage = (name: string, stored: Uint8Array, systemUse: Field): Uint8Array => {
    const record = recordOf(name, "file", { sector: FIRST_SECTOR + 1, size: stored.length }, systemUse);
    const root = directoryOf(FIRST_SECTOR, [record], sharing);
    return imageOf([root, stored], { sector: FIRST_SECTOR, size: root.length });
};

/** An image with one file that is said to be compressed with zisofs. */
export const compressedImage = (stored: Uint8Array, compressed: Compressed): Uint8Array =>
    systemUseImage("packed", stored, zf(compressed));

/** What zisofs stores of a file: its header, the places of its blocks, and the blocks. */
export const packed = (size: number, blocks: readonly Uint8Array[], blockBits = 15): Uint8Array => {
    const header = [0x37, 0xe4, 0x53, 0x96, 0xc9, 0xdb, 0xd6, 0x07];
    const fixed = sequence([bytes(Uint8Array.from(header)), u32le(size), u8(4), u8(blockBits), zeros(2)]);
    let next = 16 + 4 * (blocks.length + 1);
    const places = [next, ...blocks.map(({ length }) => (next += length))];
    return encode(sequence([fixed, ...places.map(u32le), ...blocks.map(bytes)]));
};

/** Nested directories, one per sector. */
export const deepImage = (levels: number): Uint8Array => {
    const parts = Array.from({ length: levels }, (_nothing, level) => {
        const sector = FIRST_SECTOR + level;
        return directoryOf(sector, [recordOf("d", "directory", { sector: sector + 1, size: SECTOR })]);
    });
    const last = directoryOf(FIRST_SECTOR + levels, []);
    return imageOf([...parts, last], { sector: FIRST_SECTOR, size: SECTOR });
};

/** A root directory that claims to be larger than any image. */
export const hugeRootImage = (): Uint8Array =>
    imageOf([directoryOf(FIRST_SECTOR, [])], { sector: FIRST_SECTOR, size: 0xffff_f800 });

/** Files that share their continuation areas, each of which can continue in another, given by its number. */
const continuedImage = (files: number, areas: (first: number) => readonly Field[]): Uint8Array => {
    const records = (area: number): readonly Field[] =>
        Array.from({ length: files }, (_nothing, index) =>
            recordOf(`${index}`, "file", { sector: 0, size: 0 }, continuation(area)),
        );
    const first = FIRST_SECTOR + directoryOf(FIRST_SECTOR, records(0), sharing).length / SECTOR;
    const root = directoryOf(FIRST_SECTOR, records(first), sharing);
    const sectors = areas(first).map((area) => {
        const sector = new Uint8Array(SECTOR);
        area.write(sector, 0);
        return sector;
    });
    return imageOf([root, ...sectors], { sector: FIRST_SECTOR, size: root.length });
};

/** Files with endless system use fields: one continuation area that continues in itself. */
export const endlessImage = (files: number): Uint8Array => continuedImage(files, (first) => [continuation(first)]);

/** A file whose name comes after three continuations (RRIP 4.1.4). */
export const chainedImage = (name: string): Uint8Array =>
    continuedImage(1, (first) => [
        continuation(first + 1),
        continuation(first + 2),
        sequence([text("NM"), u8(5 + name.length), u8(1), u8(0), text(name)]),
    ]);
