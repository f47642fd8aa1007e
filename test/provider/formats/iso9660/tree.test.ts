import { describe, expect, it } from "vitest";
import {
    type ImageEntry,
    Iso9660Error,
    readIso9660,
    writeIso9660,
} from "../../../../provider/formats/iso9660/index.ts";
import { growTree } from "../../../../provider/formats/iso9660/tree.ts";
import { file, wholeOf } from "./trees.ts";

/** The rejected path and the reason; the message has both. */
const problemOf = (entries: Iterable<ImageEntry>): readonly (string | undefined)[] => {
    try {
        writeIso9660(entries, { label: "config-2" });
    } catch (error) {
        if (!(error instanceof Iso9660Error)) throw error;
        expect(error.message).toMatch(/^write ".*": .*\.$/);
        return [error.path, error.message.slice(error.message.lastIndexOf('": ') + 3)];
    }
    return [];
};

describe("growTree", () => {
    it("makes the directories that paths imply", () => {
        const { root } = growTree([file("b/c"), file("a"), { path: "b/d" }]);
        expect(root.links).toBe(3);
        expect(root.children.map(({ name, kind }) => [name, kind])).toEqual([
            ["a", "file"],
            ["b", "directory"],
        ]);
    });

    it("sorts by the bytes of UTF-8, not by UTF-16", () => {
        const { root } = growTree([file("\u{1f642}"), file("\ufb00"), file("a"), file("B")]);
        expect(root.children.map(({ name }) => name)).toEqual(["B", "a", "\ufb00", "\u{1f642}"]);
    });

    it("accepts a directory that is declared and has files, in either order", () => {
        expect(problemOf([{ path: "a" }, file("a/b")])).toEqual([]);
        expect(problemOf([file("a/b"), { path: "a" }])).toEqual([]);
    });

    it("gives equal contents the same sectors, and others sectors of their own", () => {
        const same = Buffer.from("same");
        const entries: readonly ImageEntry[] = [
            { path: "a", content: same },
            { path: "b/c", content: same },
            file("b/d", "same"),
            file("b/e", "else"),
            file("z", ""),
        ];
        const { root, contents, dataSectors } = growTree(entries);
        const [a, b, z] = root.children;
        expect(contents).toEqual([
            { content: same, sector: 1 },
            { content: entries[3]?.content, sector: 2 },
        ]);
        expect(a).toMatchObject({ sector: 1 });
        expect(b).toMatchObject({ children: [{ sector: 1 }, { sector: 1 }, { sector: 2 }] });
        expect(z).toMatchObject({ sector: 0 });
        expect(dataSectors).toBe(3);
        expect(growTree(entries.toReversed()).contents).toEqual(contents);
    });

    it("stores a content again once as many files share it as readers allow", () => {
        const content = new Uint8Array(100_000).fill(7);
        const entries = Array.from({ length: 40 }, (_nothing, index) => ({ path: `${index}`, content }));
        expect(growTree(entries).contents).toHaveLength(3);
        expect(readIso9660(wholeOf(writeIso9660(entries, { label: "config-2" }))).files).toHaveLength(40);
    });

    it("reads each of 60,000 contents of one size once", () => {
        const entries = Array.from({ length: 60_000 }, (_nothing, index) => file(`${index}`, `${index}`.padStart(99)));
        const { contents, dataSectors } = growTree(entries);
        expect([contents.length, dataSectors]).toEqual([60_000, 60_000]);
    });

    it.each<[string, string, readonly ImageEntry[]]>([
        ["", "a name is empty. Separate names with a single /, and put none at either end.", [file("")]],
        ["", "a name is empty. Separate names with a single /, and put none at either end.", [{ path: "" }]],
        ["/a", "a name is empty. Separate names with a single /, and put none at either end.", [file("/a")]],
        ["a/", "a name is empty. Separate names with a single /, and put none at either end.", [{ path: "a/" }]],
        ["a//b", "a name is empty. Separate names with a single /, and put none at either end.", [file("a//b")]],
        ["a/./b", "the name . means the directory itself or its parent.", [file("a/./b")]],
        ["../etc/passwd", "the name .. means the directory itself or its parent.", [file("../etc/passwd")]],
        ["a\0b", "a name contains a NUL character.", [file("a\0b")]],
        ["a/\ud83d", "a name contains half a surrogate pair, which isn't valid Unicode.", [file("a/\ud83d")]],
        [`a/${"é".repeat(127)}`, "a name has 254 bytes; the limit is 253.", [file(`a/${"é".repeat(127)}`)]],
        [`${"abc/".repeat(1023)}abcd`, "the path is longer than 4095 bytes.", [file(`${"abc/".repeat(1023)}abcd`)]],
        ["a/b", "the path exists twice.", [file("a/b"), file("a/b")]],
        ["a", "the path exists twice.", [{ path: "a" }, { path: "a" }]],
        ["a/b", "another entry declares one of its parent directories as a file.", [file("a"), file("a/b")]],
        ["a", "it is both a file and a directory.", [file("a/b"), file("a")]],
        ["a", "it is both a file and a directory.", [file("a"), { path: "a" }]],
    ])("rejects %j because of %s", (path, reason, entries) => {
        expect(problemOf(entries)).toEqual([path, reason]);
    });

    it("rejects a file of 4 GiB", () => {
        expect(problemOf([{ path: "big", content: new Uint8Array(2 ** 32) }])).toEqual([
            "big",
            "the file has 4294967296 bytes; the limit is 4 GiB - 1.",
        ]);
    });

    it("rejects more directories than path tables can number", () => {
        const entries = Array.from({ length: 65_535 }, (_nothing, index) => ({ path: `d/${index}` }));
        expect(problemOf(entries)).toEqual(["d/65533", "the tree has more than 65535 directories."]);
    });

    it("rejects more entries than readers accept, and no fewer", () => {
        const entries = Array.from({ length: 65_536 }, (_nothing, index) => file(`${index}`, ""));
        expect(readIso9660(wholeOf(writeIso9660(entries, { label: "config-2" }))).files).toHaveLength(65_536);
        expect(problemOf([...entries, file("one more")])).toEqual([
            "one more",
            "the tree has more than 65536 files and directories.",
        ]);
        expect(problemOf([...entries.slice(1), file("one/more")])).toEqual([
            "one/more",
            "the tree has more than 65536 files and directories.",
        ]);
    });

    it("rejects longer paths than readers accept, and no shorter ones", () => {
        const directory = "d".repeat(199);
        const entries = Array.from({ length: 16_383 }, (_nothing, index) =>
            file(`${directory}/${String(index).padStart(56, "0")}`, ""),
        );
        const last = file("l".repeat(4 * 1024 * 1024 - 199 - 16_383 * 256), "");
        expect(readIso9660(wholeOf(writeIso9660([...entries, last], { label: "config-2" }))).files).toHaveLength(
            16_384,
        );
        expect(problemOf([...entries, last, file("x", "")])).toEqual([
            "x",
            "all paths together have more than 4194304 characters.",
        ]);
    });

    it("keeps control characters and very long names out of the message", () => {
        const write = (path: string) => () => writeIso9660([file(path)], { label: "config-2" });
        expect(write("\u001b[2J\u009b/\n\u2028/..")).toThrow(
            String.raw`write "\u001b[2J\u009b/\n\u2028/..": the name .. means the directory itself or its parent.`,
        );
        expect(write("x".repeat(4000))).toThrow(`write "${"x".repeat(300)}…": a name has 4000 bytes`);
    });
});
