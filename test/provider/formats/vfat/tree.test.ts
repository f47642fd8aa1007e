import { describe, expect, it } from "vitest";
import { type ImageEntry, VfatError, writeVfat } from "../../../../provider/formats/vfat/index.ts";
import { growTree } from "../../../../provider/formats/vfat/tree.ts";
import { file } from "./trees.ts";

/** The path that is refused and why; the message has both. */
const problemOf = (entries: Iterable<ImageEntry>): readonly (string | undefined)[] => {
    try {
        writeVfat(entries, { label: "config-2" });
    } catch (error) {
        if (!(error instanceof VfatError)) throw error;
        const [, reason] = /^write "(?:[^"\\]|\\.)*": (.*\.)$/.exec(error.message) ?? [];
        return [error.path, reason];
    }
    return [];
};

const emptyName = "an empty name. Write names with one / between them and none at either end.";
const self = "means a directory itself or its parent.";
const forbidden = String.raw`a name with a control character or one of " * : < > ? \ |, which FAT forbids.`;
const ending = "a name that ends with a dot or a space, which Linux and Windows can't open.";
const both = "it is both a file and a directory.";

describe("growTree", () => {
    it("makes the directories that paths imply, sorted by name", () => {
        const { children } = growTree([file("b/c"), file("a"), { path: "b/d" }, file("B2")]);
        expect(children.map(({ name, kind }) => [name, kind])).toEqual([
            ["B2", "file"],
            ["a", "file"],
            ["b", "directory"],
        ]);
    });

    it("accepts a directory that is named and has files, in either order", () => {
        expect(problemOf([{ path: "a" }, file("a/b")])).toEqual([]);
        expect(problemOf([file("a/b"), { path: "a" }])).toEqual([]);
    });

    it("accepts names that only look alike", () => {
        expect(problemOf([file("straße"), file("strasse"), file("\u212a"), file("k")])).toEqual([]);
        expect(problemOf([file("a/README"), file("b/readme")])).toEqual([]);
    });

    it.each<[string, string, readonly ImageEntry[]]>([
        ["", emptyName, [file("")]],
        ["", emptyName, [{ path: "" }]],
        ["/a", emptyName, [file("/a")]],
        ["a/", emptyName, [{ path: "a/" }]],
        ["a//b", emptyName, [file("a//b")]],
        ["a/./b", `the name . ${self}`, [file("a/./b")]],
        ["../etc/passwd", `the name .. ${self}`, [file("../etc/passwd")]],
        ["a\0b", forbidden, [file("a\0b")]],
        ["a\u001fb/c", forbidden, [file("a\u001fb/c")]],
        ["a/\ud83d", "a name with half a surrogate pair, which is no Unicode text.", [file("a/\ud83d")]],
        ["a\uffff", "a name with U+FFFF, which marks the end of names.", [file("a\uffff")]],
        ["a.", ending, [file("a.")]],
        ["a /b", ending, [file("a /b")]],
        ["...", ending, [file("...")]],
        ["é".repeat(256), "a name of 256 UTF-16 units, and 255 is the most.", [file("é".repeat(256))]],
        ["🙂".repeat(128), "a name of 256 UTF-16 units, and 255 is the most.", [file("🙂".repeat(128))]],
        ["a/b", "the path is there twice.", [file("a/b"), file("a/b")]],
        ["a", "the path is there twice.", [{ path: "a" }, { path: "a" }]],
        ["a/b", "it needs a directory where another entry is a file.", [file("a"), file("a/b")]],
        ["a", both, [file("a/b"), file("a")]],
        ["a", both, [file("a"), { path: "a" }]],
        ["a", both, [{ path: "a" }, file("a")]],
        [
            "d/readme",
            'its name and "d/README" differ in nothing but case, and FAT ignores case.',
            [file("d/README"), file("d/readme")],
        ],
        ["A/y", 'its name and "a" differ in nothing but case, and FAT ignores case.', [file("a/x"), file("A/y")]],
        ["ÄÖ", 'its name and "äö" differ in nothing but case, and FAT ignores case.', [file("äö"), file("ÄÖ")]],
    ])("refuses %j because of %s", (path, reason, entries) => {
        expect(problemOf(entries)).toEqual([path, reason]);
    });

    it("refuses a path that Linux can't open", () => {
        const path = `${"abc/".repeat(1023)}abcd`;
        expect(problemOf([file(path)])).toEqual([path, "a path of more than 4095 bytes."]);
    });

    it.each(['"', "*", ":", "<", ">", "?", "\\", "|"])("refuses the character %s", (character) => {
        expect(problemOf([file(`a${character}b`)])).toEqual([`a${character}b`, forbidden]);
    });

    it("keeps control characters and endless names out of the message", () => {
        const write = (path: string) => () => writeVfat([file(path)], { label: "config-2" });
        expect(write("\u001b[2J\u009b/\n\u2028")).toThrow(String.raw`write "\u001b[2J\u009b/\n\u2028": a name with`);
        expect(write("x".repeat(4000))).toThrow(`write "${"x".repeat(300)}…": a name of 4000 UTF-16 units`);
    });
});
