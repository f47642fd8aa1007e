import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ImageEntry, readIso9660, writeIso9660 } from "../../../../provider/formats/iso9660/index.ts";
import { anyName, expectedOf, file, treesOf, wholeOf } from "./trees.ts";

const label = "config-2";
const digestOf = (entries: readonly ImageEntry[]): string =>
    createHash("sha256")
        .update(wholeOf(writeIso9660(entries, { label })))
        .digest("hex");

const drive: readonly ImageEntry[] = [
    file("openstack/latest/meta_data.json", '{"uuid": "83679162-1378-4288-a2d4-70e13ec132aa"}'),
    file("openstack/latest/user_data", "#cloud-config\n"),
    file("openstack/2018-08-27/meta_data.json", "{}"),
    file("openstack/content/0000", "x".repeat(5000)),
    file("ec2/latest/meta-data.json", "{}"),
    file("empty", ""),
    { path: "nothing/here" },
];

describe("writeIso9660", () => {
    it("writes every tree so that its own reader returns it", () => {
        fc.assert(
            fc.property(treesOf(anyName), (entries) => {
                const image = writeIso9660(entries, { label });
                const contents = readIso9660(wholeOf(image));
                const expected = expectedOf(entries);
                expect(contents.label).toBe(label);
                expect(contents.size).toBe(image.size);
                expect(contents.names).toBe("rock-ridge");
                expect(new Map(contents.files.map(({ path, content }) => [path, Buffer.from(content)]))).toEqual(
                    new Map([...expected.files].map(([path, content]) => [path, Buffer.from(content)])),
                );
                expect(new Set(contents.directories)).toEqual(expected.directories);
            }),
            { numRuns: 300 },
        );
    });

    it("writes equal bytes for equal entries in any order", () => {
        const shuffled = treesOf(anyName).chain((entries) =>
            fc.tuple(fc.constant(entries), fc.shuffledSubarray([...entries], { minLength: entries.length })),
        );
        fc.assert(
            fc.property(shuffled, ([entries, others]) => {
                expect(digestOf(others)).toBe(digestOf(entries));
            }),
            { numRuns: 100 },
        );
    });

    it("always writes these bytes for this drive", () => {
        expect(digestOf(drive)).toMatchInlineSnapshot(
            `"42ee79916ba9d6213989eb92b06735b9d1c87ee06570d8d4d007511492df043f"`,
        );
    });

    it("makes sizes that are multiples of 4096 and reports them correctly", () => {
        for (let count = 0; count < 5; count += 1) {
            const { size, chunks } = writeIso9660([file("a", "x".repeat(2048 * count))], { label });
            expect(size % 4096).toBe(0);
            expect(chunks.reduce((total, { length }) => total + length, 0)).toBe(size);
        }
    });

    it("returns contents without copying them", () => {
        const content = new Uint8Array(10_000).fill(7);
        const { chunks } = writeIso9660([{ path: "a", content }], { label });
        expect(chunks.some((chunk) => chunk === content)).toBe(true);
    });

    it("writes both views of the tree: the plain one with Rock Ridge, and Joliet", () => {
        const image = wholeOf(writeIso9660([file("🙂 long name with ümlauts.txt", "hi"), file("a/b", "")], { label }));
        const withoutRockRidge = image.slice();
        withoutRockRidge.set([0, 0], withoutRockRidge.indexOf(0x53, 2048 * 23 + 34));
        const joliet = readIso9660(withoutRockRidge);
        expect(joliet.names).toBe("joliet");
        expect(joliet.files.map(({ path }) => path)).toEqual(["_ long name with ümlauts.txt", "a/b"]);
        withoutRockRidge[2048 * 17] = 3;
        const plain = readIso9660(withoutRockRidge);
        expect(plain.names).toBe("plain");
        expect(plain.files.map(({ path }) => path)).toEqual(["__long_name_with__mlauts.txt", "a/b"]);
    });

    it("points Joliet's .. at the real parent", () => {
        const image = wholeOf(writeIso9660([{ path: "a/b" }], { label }));
        const [root, a, b] = [26, 27, 28].map((sector) => new DataView(image.buffer, sector * 2048, 2048));
        expect(root?.getUint32(34 + 2, true)).toBe(26);
        expect(a?.getUint32(34 + 2, true)).toBe(26);
        expect(b?.getUint32(34 + 2, true)).toBe(27);
    });

    it("gives different volumes different dates, and so different UUIDs", () => {
        const dateOf = (entries: readonly ImageEntry[], name = label): string =>
            new TextDecoder().decode(wholeOf(writeIso9660(entries, { label: name })).subarray(33_581, 33_597));
        expect(dateOf(drive)).toMatch(/^19800101[0-2][0-9][0-5][0-9][0-5][0-9][0-9]{2}$/);
        expect(dateOf(drive)).toBe(dateOf(drive.toReversed()));
        expect(dateOf(drive)).not.toBe(dateOf(drive.slice(1)));
        expect(dateOf(drive)).not.toBe(dateOf(drive, "cidata"));
    });

    it("writes directories of thousands of entries and trees of hundreds of levels", () => {
        const wide = Array.from({ length: 4000 }, (_nothing, index) =>
            file(`wide/${index} ${"é".repeat(index % 120)}`),
        );
        const deep = file(`${"d/".repeat(500)}end`);
        const contents = readIso9660(wholeOf(writeIso9660([...wide, deep], { label })));
        expect(contents.files).toHaveLength(4001);
        expect(contents.directories).toHaveLength(501);
    });

    it("writes the label and the publisher verbatim", () => {
        const options = { label: "Größe-Ωя", publisher: "OpenStack Compute 2024.1" };
        expect(readIso9660(wholeOf(writeIso9660([], options)))).toMatchObject(options);
    });

    it.each([
        ["the label is empty.", { label: "" }],
        [`label "${"c".repeat(17)}" has 17 characters; the limit is 16.`, { label: "c".repeat(17) }],
        ['label "漢漢漢漢漢漢漢漢漢漢漢" is longer than 32 bytes in UTF-8.', { label: "漢".repeat(11) }],
        ["label \"🙂\" contains a character that UCS-2 can't encode or terminals can't show.", { label: "🙂" }],
        [
            String.raw`label "a\nb" contains a character that UCS-2 can't encode or terminals can't show.`,
            { label: "a\nb" },
        ],
        ['label "config-2 " ends with a space, which ISO 9660 uses as padding.', { label: "config-2 " }],
        [`publisher "${"p".repeat(65)}" has 65 characters; the limit is 64.`, { label, publisher: "p".repeat(65) }],
    ])("rejects because %s", (reason, options) => {
        expect(() => writeIso9660([], options)).toThrow(
            expect.objectContaining({ name: "Iso9660Error", message: `write ISO 9660 image: ${reason}`, path: "" }),
        );
    });
});
