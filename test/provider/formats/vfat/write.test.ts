import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
    type ImageEntry,
    readVfat,
    VfatError,
    type VfatOptions,
    writeVfat,
} from "../../../../provider/formats/vfat/index.ts";
import { annotated, dump } from "../bytes/annotated.ts";
import { expectedOf, fatName, fatTreesOf, file, SMALL, SMALLEST, wholeOf } from "./trees.ts";

const label = "config-2";
const digestOf = (entries: readonly ImageEntry[], size = SMALL): string => {
    const hash = createHash("sha256");
    for (const chunk of writeVfat(entries, { label, size }).chunks) hash.update(chunk);
    return hash.digest("hex");
};

const drive: readonly ImageEntry[] = [
    file("openstack/latest/meta_data.json", '{"uuid": "83679162-1378-4288-a2d4-70e13ec132aa"}'),
    file("openstack/latest/user_data", "#cloud-config\n"),
    file("openstack/2018-08-27/meta_data.json", "{}"),
    file("openstack/content/0000", "x".repeat(5000)),
    file("ec2/latest/meta-data.json", "{}"),
    file("empty", ""),
    { path: "nothing/here" },
];

const shuffled = fatTreesOf(fatName).chain((entries) =>
    fc.tuple(fc.constant(entries), fc.shuffledSubarray([...entries], { minLength: entries.length })),
);

const serialOf = (entries: readonly ImageEntry[], options: Partial<VfatOptions> = {}): string =>
    readVfat(wholeOf(writeVfat(entries, { label, size: SMALL, ...options }))).serial;

describe("writeVfat", () => {
    it("writes every tree so that its own reader returns it", () => {
        fc.assert(
            fc.property(fatTreesOf(fatName), fc.constantFrom(SMALL, 2 * SMALL, 4 * SMALL), (entries, size) => {
                const contents = readVfat(wholeOf(writeVfat(entries, { label, size })));
                const expected = expectedOf(entries);
                expect(contents).toMatchObject({ label, type: "FAT16" });
                expect(new Map(contents.files.map(({ path, content }) => [path, Buffer.from(content)]))).toEqual(
                    new Map([...expected.files].map(([path, content]) => [path, Buffer.from(content)])),
                );
                expect(new Set(contents.directories)).toEqual(expected.directories);
            }),
            { numRuns: 200 },
        );
    });

    it("writes equal bytes for equal entries in any order", () => {
        fc.assert(
            fc.property(shuffled, ([entries, others]) => {
                expect(digestOf(others)).toBe(digestOf(entries));
            }),
            { numRuns: 100 },
        );
    });

    it("always writes these bytes for this drive", () => {
        expect(digestOf(drive, 64 * 1024 * 1024)).toMatchInlineSnapshot(
            `"5ce877b1704fe27c3e98d528891c2d3cdbf06e986674875e4e766f4c624713c3"`,
        );
    });

    it("makes 64 MiB with little of it in memory", () => {
        const { size, chunks, used } = writeVfat(drive, { label });
        expect(size).toBe(67_108_864);
        expect(chunks.reduce((total, { length }) => total + length, 0)).toBe(used);
        // 149,504 bytes of metadata; 2048 each for 8 directories and 4 files, 6144 for the largest file.
        expect(used).toBe(149_504 + 8 * 2048 + 4 * 2048 + 6144);
    });

    it("returns contents without copying them and pads clusters from one buffer", () => {
        const content = new Uint8Array(10_000).fill(7);
        const { chunks } = writeVfat(
            [
                { path: "a", content },
                { path: "b", content },
            ],
            { label },
        );
        expect(chunks.filter((chunk) => chunk === content)).toHaveLength(2);
        expect(chunks[2]?.buffer).toBe(chunks[4]?.buffer);
    });

    it("writes two equal FATs", () => {
        const [head = new Uint8Array(0)] = writeVfat(drive, { label }).chunks;
        const fats = [4, 132].map((sector) => Buffer.from(head.subarray(sector * 512, (sector + 128) * 512)));
        expect(fats[0]).toEqual(fats[1]);
        expect(fats[0]?.subarray(0, 4)).toEqual(Buffer.of(0xf8, 0xff, 0xff, 0xff));
    });

    it("writes the label's entry, and a directory's own and its parent's", () => {
        const [head = new Uint8Array(0)] = writeVfat([file("A/B/C")], { label }).chunks;
        const dates = "00 00 21 00 21 00 00 00 00 00 21 00 // all dates: 1980-01-01 00:00:00";
        const root = annotated(`
            63 6f 6e 66 69 67 2d 32 20*3     // DIR_Name: "config-2"
            08 00 00                         // DIR_Attr: label
            ${dates}
            00 00 00*4                       // DIR_FstClusLO, DIR_FileSize
            41 20*7 20*3                     // DIR_Name: "A"
            10 00 00                         // DIR_Attr: directory
            ${dates}
            02 00 00*4                       // DIR_FstClusLO, DIR_FileSize
            00*32                            // the end
        `);
        expect(dump(head.subarray(260 * 512, 260 * 512 + 96))).toBe(dump(root));
        const b = annotated(`
            2e 20*10                         // DIR_Name: "."
            10 00 00                         // DIR_Attr: directory
            ${dates}
            03 00 00*4                       // DIR_FstClusLO: itself
            2e 2e 20*9                       // DIR_Name: ".."
            10 00 00                         // DIR_Attr: directory
            ${dates}
            02 00 00*4                       // DIR_FstClusLO: A
            43 20*7 20*3                     // DIR_Name: "C"
            20 00 00                         // DIR_Attr: archive
            ${dates}
            04 00 05 00 00 00                // DIR_FstClusLO, DIR_FileSize
            00*32                            // the end
        `);
        expect(dump(head.subarray(149_504 + 2048, 149_504 + 2048 + 128))).toBe(dump(b));
        // In a directory of the root the parent has no cluster.
        expect(dump(head.subarray(149_504 + 32 + 26, 149_504 + 64))).toBe(dump(annotated("00*6")));
    });

    it("gives different volumes different serial numbers", () => {
        expect(serialOf(drive)).toMatch(/^[0-9A-F]{4}-[0-9A-F]{4}$/);
        expect(serialOf(drive)).toBe(serialOf(drive.toReversed()));
        expect(serialOf(drive)).not.toBe(serialOf(drive.slice(1)));
        expect(serialOf(drive)).not.toBe(serialOf(drive, { label: "cidata" }));
        expect(serialOf([file("a", "1")])).not.toBe(serialOf([file("a", "12")]));
    });

    it("reveals nothing about contents in the serial number", () => {
        expect(serialOf([file("password", "secret")])).toBe(serialOf([file("password", "terces")]));
    });

    it("writes directories of thousands of entries and trees of hundreds of levels", () => {
        const wide = Array.from({ length: 4000 }, (_nothing, index) =>
            file(`wide/${index}${" é".repeat(index % 120)}`),
        );
        const deep = file(`${"d/".repeat(500)}end`);
        const contents = readVfat(wholeOf(writeVfat([...wide, deep], { label })));
        expect(contents.files).toHaveLength(4001);
        expect(contents.directories).toHaveLength(501);
    });

    it("fills an image to its last byte", () => {
        const content = new Uint8Array(4093 * 512).fill(1);
        const { used, size } = writeVfat([{ path: "a", content }], { label, size: SMALLEST });
        expect(used).toBe(size);
        const [found] = readVfat(wholeOf(writeVfat([{ path: "a", content }], { label, size: SMALLEST }))).files;
        expect(found?.content).toHaveLength(content.length);
    });

    it("fills the root directory to its last entry", () => {
        const names = Array.from({ length: 511 }, (_nothing, index) => file(`F${index}`));
        expect(readVfat(wholeOf(writeVfat(names, { label, size: SMALL }))).files).toHaveLength(511);
    });

    it.each<[string, string, readonly ImageEntry[]]>([
        [
            "F99",
            "its directory is full: the limit is 512 entries. Long names take one entry per 13 characters; move some of the files into directories.",
            Array.from({ length: 512 }, (_nothing, index) => file(`F${index}`)),
        ],
        [
            "d/9999",
            "its directory is full: the limit is 65536 entries. Spread the files over more directories.",
            Array.from({ length: 65_535 }, (_nothing, index) => file(`d/${index}`, "")),
        ],
        [
            "b",
            "it doesn't fit into a file system of 67108864 bytes. Set a larger `size`.",
            [file("a"), { path: "b", content: new Uint8Array(32_694 * 2048 + 1) }],
        ],
        [
            "d/926",
            "it doesn't fit into a file system of 67108864 bytes. Set a larger `size`.",
            Array.from({ length: 33_000 }, (_nothing, index) => ({ path: `d/${index}` })),
        ],
    ])("rejects %j because of %s", (path, reason, entries) => {
        const error = new VfatError(`write "${path}": ${reason}`, path);
        expect(() => writeVfat(entries, { label })).toThrow(error);
    });

    it("rejects more entries than readers accept, and no fewer", () => {
        const entries = Array.from({ length: 65_535 }, (_nothing, index) => file(`${index % 2}/${index}`, ""));
        const size = 256 * 1024 * 1024;
        expect(() => writeVfat(entries.slice(0, -1).concat(file("x")), { label, size })).toThrow(
            new VfatError('write "x": the tree has more than 65536 files and directories.', "x"),
        );
        expect(readVfat(wholeOf(writeVfat(entries.slice(0, -1), { label, size }))).files).toHaveLength(65_534);
    });

    it("writes the label verbatim", () => {
        for (const kept of ["config-2", "CONFIG-2", "cidata", "a b", "~!@#$%^&()_"]) {
            const image = wholeOf(writeVfat([], { label: kept, size: SMALL }));
            expect(readVfat(image).label).toBe(kept);
            expect(new TextDecoder().decode(image.subarray(43, 54))).toBe(kept.padEnd(11));
        }
    });

    it.each([
        ["the label is empty.", ""],
        ['label "config-2-abc" has 12 characters; the limit is 11.', "config-2-abc"],
        ['label "Größe" contains a character that FAT forbids.', "Größe"],
        ['label "a:b" contains a character that FAT forbids.', "a:b"],
        [String.raw`label "a\nb" contains a character that FAT forbids.`, "a\nb"],
        ['label " a" starts or ends with a space, which FAT uses as padding.', " a"],
        ['label "a " starts or ends with a space, which FAT uses as padding.', "a "],
        ['label "NO NAME" means in FAT that the volume has no label.', "NO NAME"],
    ])("rejects because %s", (reason, refused) => {
        expect(() => writeVfat([], { label: refused })).toThrow(
            expect.objectContaining({ name: "VfatError", message: `write VFAT image: ${reason}`, path: "" }),
        );
    });
});
