import { describe, expect, it } from "vitest";
import { type ImageEntry, VfatError, writeVfat } from "../../../../provider/formats/vfat/index.ts";
import { growTree } from "../../../../provider/formats/vfat/tree.ts";
import { file } from "./trees.ts";

/** The rejected path and the reason; the message has both. */
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

const emptyName = "a name is empty. Separate names with a single /, and put none at either end.";
const self = "means the directory itself or its parent.";
const forbidden = String.raw`a name contains a control character or one of " * : < > ? \ |, which FAT forbids.`;
const ending = "a name ends with a dot or a space; Linux and Windows can't open it.";
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

    it("accepts a directory that is declared and has files, in either order", () => {
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
        ["a/\ud83d", "a name contains half a surrogate pair, which isn't valid Unicode.", [file("a/\ud83d")]],
        ["a\uffff", "a name contains U+FFFF, which marks the end of names.", [file("a\uffff")]],
        ["a.", ending, [file("a.")]],
        ["a /b", ending, [file("a /b")]],
        ["...", ending, [file("...")]],
        ["é".repeat(256), "a name has 256 UTF-16 units; the limit is 255.", [file("é".repeat(256))]],
        ["🙂".repeat(128), "a name has 256 UTF-16 units; the limit is 255.", [file("🙂".repeat(128))]],
        ["a/b", "the path exists twice.", [file("a/b"), file("a/b")]],
        ["a", "the path exists twice.", [{ path: "a" }, { path: "a" }]],
        ["a/b", "another entry declares one of its parent directories as a file.", [file("a"), file("a/b")]],
        ["a", both, [file("a/b"), file("a")]],
        ["a", both, [file("a"), { path: "a" }]],
        ["a", both, [{ path: "a" }, file("a")]],
        [
            "d/readme",
            'it differs from "d/README" only in case, and FAT ignores case.',
            [file("d/README"), file("d/readme")],
        ],
        ["A/y", 'it differs from "a" only in case, and FAT ignores case.', [file("a/x"), file("A/y")]],
        ["ÄÖ", 'it differs from "äö" only in case, and FAT ignores case.', [file("äö"), file("ÄÖ")]],
    ])("rejects %j because of %s", (path, reason, entries) => {
        expect(problemOf(entries)).toEqual([path, reason]);
    });

    it("rejects a path that Linux can't open", () => {
        const path = `${"abc/".repeat(1023)}abcd`;
        expect(problemOf([file(path)])).toEqual([path, "the path is longer than 4095 bytes."]);
    });

    it.each(['"', "*", ":", "<", ">", "?", "\\", "|"])("rejects the character %s", (character) => {
        expect(problemOf([file(`a${character}b`)])).toEqual([`a${character}b`, forbidden]);
    });

    it("keeps control characters and very long names out of the message", () => {
        const write = (path: string) => () => writeVfat([file(path)], { label: "config-2" });
        expect(write("\u001b[2J\u009b/\n\u2028")).toThrow(
            String.raw`write "\u001b[2J\u009b/\n\u2028": a name contains`,
        );
        expect(write("x".repeat(4000))).toThrow(`write "${"x".repeat(300)}…": a name has 4000 UTF-16 units`);
    });
});
