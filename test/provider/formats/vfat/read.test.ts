import { describe, expect, it } from "vitest";
import { readVfat } from "../../../../provider/formats/vfat/index.ts";
import {
    A,
    BIG_IN_ROOT,
    big,
    changed,
    DATA,
    FAT,
    HELLO,
    long,
    ROOT,
    SECTOR,
    setName,
    tryReading,
    valid,
    withEntry,
} from "./sample.ts";
import { SMALLEST } from "./trees.ts";

describe("readVfat", () => {
    it("reads the contents", () => {
        const { files, serial, ...rest } = readVfat(valid);
        expect(files.map(({ path, content }) => [path, Buffer.from(content)])).toEqual([
            ["a/b/c", Buffer.from("deep")],
            ["a/hello.txt", Buffer.from("hello")],
            [`a/${long}`, Buffer.from("x")],
            ["big", Buffer.from(big)],
            ["e", Buffer.alloc(0)],
        ]);
        expect(serial).toMatch(/^[0-9A-F]{4}-[0-9A-F]{4}$/);
        expect(rest).toEqual({ label: "config-2", type: "FAT16", size: SMALLEST, directories: ["a", "a/b"] });
    });

    it("returns contents that are parts of the image", () => {
        const [first] = readVfat(valid).files;
        expect(first?.content.buffer).toBe(valid.buffer);
    });

    it("reads an image that is longer than its volume", () => {
        const longer = new Uint8Array(valid.length + 123_456);
        longer.set(valid);
        expect(readVfat(longer).size).toBe(valid.length);
    });

    it("copies fragmented files", () => {
        const image = valid.slice();
        const view = new DataView(image.buffer);
        for (const [cluster, next] of [
            [8, 9],
            [9, 1000],
            [1000, 11],
            [11, 0xffff],
        ] as const) {
            view.setUint16(FAT + 2 * cluster, next, true);
        }
        image.copyWithin(DATA + 998 * SECTOR, DATA + 8 * SECTOR, DATA + 9 * SECTOR);
        image.fill(0, DATA + 8 * SECTOR, DATA + 9 * SECTOR);
        const found = readVfat(image).files.find(({ path }) => path === "big");
        expect(Buffer.from(found?.content ?? [])).toEqual(Buffer.from(big));
    });

    it("reads the label from the root directory, else from the boot sector", () => {
        expect(readVfat(changed(43, (label) => setName(label, "OTHER"))).label).toBe("config-2");
        const withoutEntry = withEntry(ROOT, 0, (entry) => entry.setUint8(0, 0xe5));
        expect(readVfat(withoutEntry).label).toBe("config-2");
        withoutEntry.set(new TextEncoder().encode("NO NAME    "), 43);
        expect(readVfat(withoutEntry).label).toBe("");
        withoutEntry[38] = 0;
        expect(readVfat(withoutEntry)).toMatchObject({ label: "", serial: "" });
    });

    it.each<[string, Uint8Array]>([
        ["whose checksum is another alias's", withEntry(A, HELLO, (entry) => setName(entry, "OTHER   TXT"))],
        ["that are cut short", withEntry(A, HELLO - 1, (entry) => entry.setUint8(0, 0x42))],
        ["that don't begin", withEntry(A, HELLO - 1, (entry) => entry.setUint8(0, 0x01))],
        ["of too many parts", withEntry(A, HELLO - 1, (entry) => entry.setUint8(0, 0x7f))],
        ["of part 0", withEntry(A, HELLO - 1, (entry) => entry.setUint8(0, 0x40))],
        ["that were deleted", withEntry(A, HELLO - 1, (entry) => entry.setUint8(0, 0xe5))],
        ["that leave the directory", withEntry(A, HELLO - 1, (entry) => entry.setUint16(1, 0x2f, true))],
        ["that are no text", withEntry(A, HELLO - 1, (entry) => entry.setUint16(1, 0xd83d, true))],
        ["that are empty", withEntry(A, HELLO - 1, (entry) => entry.setUint16(1, 0, true))],
    ])("falls back to the alias for long names %s", (_name, image) => {
        expect(tryReading(image)).toMatch(/^a\/(HELLO|OTHER)\.TXT,a\/b\/c,/);
    });

    it("shows short names in the case that Windows NT records, in Linux's code page", () => {
        const shown = (name: readonly number[], cases: number): string | undefined =>
            tryReading(
                withEntry(A, HELLO, (entry) => {
                    setName(entry, "        TXT");
                    for (const [index, byte] of name.entries()) entry.setUint8(index, byte);
                    entry.setUint8(12, cases);
                }),
            )
                .split(",")
                .find((path) => /^a\/[^/]+$/.test(path) && path !== `a/${long}`);
        expect(shown([0x41, 0x42], 0)).toBe("a/AB.TXT");
        expect(shown([0x41, 0x42], 0x08)).toBe("a/ab.TXT");
        expect(shown([0x41, 0x42], 0x10)).toBe("a/AB.txt");
        expect(shown([0x8e, 0x42], 0x18)).toBe("a/äb.txt");
        expect(shown([0x05, 0x42], 0)).toBe("a/σB.TXT");
    });

    it("skips deleted entries and stops at the first unused one", () => {
        const deleted = withEntry(A, HELLO, (entry) => entry.setUint8(0, 0xe5));
        expect(tryReading(deleted)).toBe(`a/b/c,a/${long},big,e`);
        const ended = withEntry(A, HELLO, (entry) => entry.setUint8(0, 0));
        expect(tryReading(ended)).toBe("a/b/c,big,e");
    });

    it("allows files to own clusters after their ends", () => {
        const shorter = withEntry(ROOT, BIG_IN_ROOT, (entry) => entry.setUint32(28, 600, true));
        expect(readVfat(shorter).files.find(({ path }) => path === "big")?.content).toHaveLength(600);
    });
});
