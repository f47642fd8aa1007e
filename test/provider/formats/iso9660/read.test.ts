import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Iso9660Error, readIso9660, writeIso9660 } from "../../../../provider/formats/iso9660/index.ts";
import {
    chainedImage,
    directoriesImage,
    endlessImage,
    multiExtentImage,
    sharedDirectoryImage,
    sharingImage,
} from "./absurd.ts";
import { file, wholeOf } from "./trees.ts";

const SECTOR = 2048;
/** Sectors of the image below: 19–22 path tables, 23 the root, 24 `a`, 25 `a/b`, 26–28 the same in Joliet, 29 continuations. */
const ROOT = 23;
const A = 24;
const CONTINUATIONS = 29;
const DATA = 30;

const tree = [file("a/b/c", "deep"), file("a/hello.txt", "hello"), file(`a/${"long".repeat(50)}`, "x"), file("e", "")];
const valid = wholeOf(writeIso9660(tree, { label: "config-2", publisher: "Nova" }));

const tryReading = (image: Uint8Array): string => {
    try {
        const { files } = readIso9660(image);
        return files.map(({ path }) => path).join();
    } catch (error) {
        if (error instanceof Iso9660Error) return error.message;
        throw error;
    }
};

/** The image with a record changed: `edit` gets a view that starts at the record. */
const withRecord = (sector: number, index: number, edit: (record: DataView) => void): Uint8Array => {
    const image = valid.slice();
    let offset = sector * SECTOR;
    for (let skipped = 0; skipped < index; skipped += 1) offset += image[offset] ?? 0;
    edit(new DataView(image.buffer, offset));
    return image;
};

const setExtent = (record: DataView, sector: number, size: number): void => {
    record.setUint32(2, sector, true);
    record.setUint32(6, sector);
    record.setUint32(10, size, true);
    record.setUint32(14, size);
};

describe("readIso9660", () => {
    it("reads the contents", () => {
        const { files, ...rest } = readIso9660(valid);
        expect(files.map(({ path, content }) => [path, new TextDecoder().decode(content)])).toEqual([
            ["a/b/c", "deep"],
            ["a/hello.txt", "hello"],
            [`a/${"long".repeat(50)}`, "x"],
            ["e", ""],
        ]);
        expect(rest).toEqual({
            label: "config-2",
            publisher: "Nova",
            size: valid.length,
            names: "rock-ridge",
            directories: ["a", "a/b"],
            others: [],
        });
    });

    it("joins a file of several contiguous extents", () => {
        const content = new TextEncoder().encode(`${"x".repeat(SECTOR)}hello`);
        const { files } = readIso9660(multiExtentImage(content));
        expect(files.map((found) => [found.path, Buffer.from(found.content)])).toEqual([["BIG", Buffer.from(content)]]);
    });

    it("reads a directory at each of its paths", () => {
        const { files, directories } = readIso9660(sharedDirectoryImage(["A", "B"], 1));
        expect(directories).toEqual(["A", "B"]);
        expect(files.map(({ path }) => path)).toEqual(["A/0", "B/0"]);
    });

    it("rejects directories that multiply a small image's entries, or its directories' bytes", () => {
        const names = Array.from({ length: 1000 }, (_nothing, index) => `${index}`);
        expect(tryReading(sharedDirectoryImage(names, 1000))).toMatch(/^read ISO 9660 image: it has more than 65536 /);
        expect(tryReading(sharedDirectoryImage(names, 0, 20 * SECTOR))).toMatch(
            /all directories together have more than 33554432 bytes\.$/,
        );
    });

    it("reads files that share their content up to 1 GiB, whatever the image's size", () => {
        const names = Array.from({ length: 1024 }, (_nothing, index) => `${index}`);
        const read = (count: number): number => readIso9660(sharingImage(names.slice(0, count), 2 ** 20)).files.length;
        expect(read(1024)).toBe(1024);
        expect(() => readIso9660(sharingImage([...names, "x"], 2 ** 20))).toThrow(
            /all files together are more than 16 times as large as the image\.$/,
        );
    });

    it("follows continuations of continuations", () => {
        expect(tryReading(chainedImage("here"))).toBe("here");
    });

    it("rejects endless Rock Ridge names", () => {
        expect(tryReading(endlessImage(1))).toBe("read ISO 9660 image: a record has more than 32 continuation areas.");
    });

    it("returns contents that are parts of the image", () => {
        const [first] = readIso9660(valid).files;
        expect(first?.content.buffer).toBe(valid.buffer);
    });

    it("reads an image that is longer than its volume", () => {
        const longer = new Uint8Array(valid.length + 123_456);
        longer.set(valid);
        expect(readIso9660(longer).size).toBe(valid.length);
    });

    it.each<[string, string, Uint8Array]>([
        ["nothing", "it has no primary volume descriptor, so it isn't an ISO 9660 image.", new Uint8Array(0)],
        ["zeros", "it has no primary volume descriptor, so it isn't an ISO 9660 image.", new Uint8Array(100_000)],
        [
            "something short",
            "it has no primary volume descriptor, so it isn't an ISO 9660 image.",
            new Uint8Array(SECTOR * 16 + 100).fill(1),
        ],
        [
            "a truncated image",
            "the volume has 69632 bytes, but the image only 69631: it is truncated.",
            valid.subarray(0, valid.length - 1),
        ],
        [
            "blocks of another size",
            "its logical blocks have 512 bytes instead of 2048.",
            (() => {
                const image = valid.slice();
                image.set([0, 2, 2, 0], 16 * SECTOR + 128);
                return image;
            })(),
        ],
        [
            "byte orders that disagree",
            "the two byte orders of an extent's size disagree.",
            withRecord(A, 3, (record) => record.setUint32(10, 4, true)),
        ],
        [
            "a record over the end of a sector",
            "a directory record crosses the end of a sector.",
            withRecord(A, 0, (record) => {
                const sector = new Uint8Array(record.buffer, record.byteOffset, SECTOR);
                for (let offset = 0; offset < SECTOR; offset += 102) sector.copyWithin(offset, 0, 102);
            }),
        ],
        [
            "a record that is too short",
            "a directory record has only 20 bytes.",
            withRecord(A, 2, (record) => record.setUint8(0, 20)),
        ],
        [
            "an identifier longer than its record",
            "a file identifier has 250 bytes, but its directory record only 108.",
            withRecord(A, 2, (record) => record.setUint8(32, 250)),
        ],
        [
            "a file behind the end",
            "its content should end at byte 2048000005, but the image has only 69632: it is truncated.",
            withRecord(A, 3, (record) => setExtent(record, 1_000_000, 5)),
        ],
        [
            "a file that is too large",
            "its content should end at byte 4295028735, but the image has only 69632: it is truncated.",
            withRecord(A, 3, (record) => setExtent(record, DATA, 0xffff_ffff)),
        ],
        [
            "a directory behind the end",
            "a directory should end at byte 8796093022208, but only 69632 bytes exist.",
            withRecord(A, 2, (record) => setExtent(record, 0xffff_ffff, SECTOR)),
        ],
        [
            "a directory that is too large",
            "the directory is larger than the image.",
            withRecord(A, 2, (record) => setExtent(record, 26, 0xffff_f800)),
        ],
        [
            "a directory that contains itself",
            "the directory contains itself.",
            withRecord(A, 2, (record) => setExtent(record, A, SECTOR)),
        ],
        [
            "a directory that contains the root",
            "the directory contains itself.",
            withRecord(A, 2, (record) => setExtent(record, ROOT, SECTOR)),
        ],
        [
            "a directory that overlaps another",
            "its bytes overlap those of another entry.",
            directoriesImage({ sector: 0, size: 2 * SECTOR }, { sector: 1, size: SECTOR }),
        ],
        [
            "a directory with two sizes",
            "its bytes overlap those of another entry.",
            directoriesImage({ sector: 0, size: 2 * SECTOR }, { sector: 0, size: SECTOR }),
        ],
        [
            "a file that overlaps a directory",
            "its bytes overlap those of another entry.",
            withRecord(A, 3, (record) => setExtent(record, A, SECTOR)),
        ],
        [
            "files that overlap",
            "its bytes overlap those of another entry.",
            withRecord(A, 3, (record) => setExtent(record, DATA + 1, SECTOR * 2)),
        ],
        [
            "an interleaved file",
            "the file is interleaved, which isn't supported.",
            withRecord(A, 3, (record) => record.setUint8(26, 1)),
        ],
        [
            "a file without its last extent",
            "a file in it lacks its last extent.",
            withRecord(A, 4, (record) => record.setUint8(25, 0x80)),
        ],
        [
            "a file with scattered extents",
            "a file in it has extents that aren't contiguous.",
            withRecord(A, 3, (record) => record.setUint8(25, 0x80)),
        ],
        [
            "a continuation area that crosses the end of its sector",
            "a continuation area crosses the end of a sector.",
            (() => {
                const image = valid.slice();
                const at = image.lastIndexOf(0x43, (A + 1) * SECTOR - 1);
                new DataView(image.buffer, at).setUint32(12, 2040, true);
                new DataView(image.buffer, at).setUint32(16, 2040);
                return image;
            })(),
        ],
        [
            "the same name twice",
            "the path exists twice.",
            withRecord(A, 3, (record) => {
                const bytes = new Uint8Array(record.buffer, record.byteOffset, SECTOR - (record.byteOffset % SECTOR));
                const size = record.getUint8(0);
                bytes.copyWithin(size, 0, size).fill(0, 2 * size);
            }),
        ],
    ])("rejects %s", (_name, reason, image) => {
        const message = tryReading(image);
        expect(message).toMatch(/^read .*ISO 9660 image: /);
        expect(message.slice(message.indexOf("image: ") + 7)).toBe(reason);
    });

    it.each(["../../pwd", "..", ".", "", "a\0"])("rejects the name %j", (name) => {
        const image = valid.slice();
        const nameEntry = Buffer.from(image.buffer).lastIndexOf("NM", A * SECTOR + 500);
        image[nameEntry + 2] = 5 + name.length;
        image.fill(0, nameEntry + 5, nameEntry + 14);
        image.set(new TextEncoder().encode(name), nameEntry + 5);
        expect(tryReading(image)).toMatch(/^read ".*" from ISO 9660 image: no file can have this name\.$/);
    });

    it("rejects every truncated image", () => {
        for (let size = 0; size < valid.length; size += 97) {
            expect(() => readIso9660(valid.subarray(0, size))).toThrow(Iso9660Error);
        }
    });

    it("returns contents or an error after any change of a few bytes", () => {
        const change = fc.tuple(fc.nat({ max: DATA * SECTOR - 16 * SECTOR }), fc.nat({ max: 255 }));
        fc.assert(
            fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
                const image = valid.slice();
                for (const [offset, value] of changes) image[16 * SECTOR + offset] = value;
                tryReading(image);
            }),
            { numRuns: 5000 },
        );
    });

    it("returns contents or an error for every flipped bit in descriptors and directories", () => {
        const image = valid.slice();
        for (const sector of [16, 17, 19, ROOT, A, A + 1, CONTINUATIONS]) {
            for (let bit = 0; bit < 700 * 8; bit += 3) {
                const offset = sector * SECTOR + (bit >> 3);
                const before = image[offset] ?? 0;
                image[offset] = before ^ (1 << (bit & 7));
                tryReading(image);
                image[offset] = before;
            }
        }
    });
});
