import { describe, expect, it } from "vitest";
import {
    type ImageEntry,
    Iso9660Error,
    readIso9660,
    writeIso9660,
} from "../../../../provider/formats/iso9660/index.ts";
import { growTree } from "../../../../provider/formats/iso9660/tree.ts";
import { file, wholeOf } from "./trees.ts";

/** The path that is refused and why; the message has both. */
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

    it("accepts a directory that is named and has files, in either order", () => {
        expect(problemOf([{ path: "a" }, file("a/b")])).toEqual([]);
        expect(problemOf([file("a/b"), { path: "a" }])).toEqual([]);
    });

    it.each<[string, string, readonly ImageEntry[]]>([
        ["", "an empty name. Write names with one / between them and none at either end.", [file("")]],
        ["", "an empty name. Write names with one / between them and none at either end.", [{ path: "" }]],
        ["/a", "an empty name. Write names with one / between them and none at either end.", [file("/a")]],
        ["a/", "an empty name. Write names with one / between them and none at either end.", [{ path: "a/" }]],
        ["a//b", "an empty name. Write names with one / between them and none at either end.", [file("a//b")]],
        ["a/./b", "the name . means a directory itself or its parent.", [file("a/./b")]],
        ["../etc/passwd", "the name .. means a directory itself or its parent.", [file("../etc/passwd")]],
        ["a\0b", "a name with a NUL character.", [file("a\0b")]],
        ["a/\ud83d", "a name with half a surrogate pair, which is no Unicode text.", [file("a/\ud83d")]],
        [`a/${"é".repeat(127)}`, "a name of 254 bytes, and 253 is the most.", [file(`a/${"é".repeat(127)}`)]],
        [`${"abc/".repeat(1023)}abcd`, "a path of more than 4095 bytes.", [file(`${"abc/".repeat(1023)}abcd`)]],
        ["a/b", "the path is there twice.", [file("a/b"), file("a/b")]],
        ["a", "the path is there twice.", [{ path: "a" }, { path: "a" }]],
        ["a/b", "it needs a directory where another entry is a file.", [file("a"), file("a/b")]],
        ["a", "it is both a file and a directory.", [file("a/b"), file("a")]],
        ["a", "it is both a file and a directory.", [file("a"), { path: "a" }]],
    ])("refuses %j because of %s", (path, reason, entries) => {
        expect(problemOf(entries)).toEqual([path, reason]);
    });

    it("refuses a file of 4 GiB", () => {
        expect(problemOf([{ path: "big", content: new Uint8Array(2 ** 32) }])).toEqual([
            "big",
            "a file of 4294967296 bytes, and 4 GiB - 1 is the most.",
        ]);
    });

    it("refuses more directories than path tables can number", () => {
        const entries = Array.from({ length: 65_535 }, (_nothing, index) => ({ path: `d/${index}` }));
        expect(problemOf(entries)).toEqual(["d/65533", "more than 65535 directories."]);
    });

    it("refuses more entries than readers take, and no fewer", () => {
        const entries = Array.from({ length: 65_536 }, (_nothing, index) => file(`${index}`, ""));
        expect(readIso9660(wholeOf(writeIso9660(entries, { label: "config-2" }))).files).toHaveLength(65_536);
        expect(problemOf([...entries, file("one more")])).toEqual([
            "one more",
            "more than 65536 files and directories.",
        ]);
        expect(problemOf([...entries.slice(1), file("one/more")])).toEqual([
            "one/more",
            "more than 65536 files and directories.",
        ]);
    });

    it("refuses longer paths than readers take, and no shorter", () => {
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
            "paths of more than 4194304 characters, all of them together.",
        ]);
    });

    it("keeps control characters and endless names out of the message", () => {
        const write = (path: string) => () => writeIso9660([file(path)], { label: "config-2" });
        expect(write("\u001b[2J\u009b/\n\u2028/..")).toThrow(
            String.raw`write "\u001b[2J\u009b/\n\u2028/..": the name .. means a directory itself or its parent.`,
        );
        expect(write("x".repeat(4000))).toThrow(`write "${"x".repeat(300)}…": a name of 4000 bytes`);
    });
});
