import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoNames, jolietNames, ucs2 } from "../../../../provider/formats/iso9660/names.ts";
import { growTree, type Node } from "../../../../provider/formats/iso9660/tree.ts";
import { anyName, file } from "./trees.ts";

const nodes = (names: readonly string[], directories: readonly string[] = []): readonly Node[] =>
    growTree([...names.map((name) => file(name)), ...directories.map((path) => ({ path }))]).root.children;

const table = (named: readonly { readonly node: Node; readonly identifier: string }[]): Record<string, string> =>
    Object.fromEntries(named.map(({ node, identifier }) => [node.name, identifier]));

describe("isoNames", () => {
    it("keeps case, digits and dots and replaces the rest", () => {
        expect(table(isoNames(nodes(["user_data", "user-data", "archive.tar.gz", "файл.txt", ".profile"])))).toEqual({
            user_data: "user_data.",
            "user-data": "user_data000.",
            "archive.tar.gz": "archive.tar.gz",
            "файл.txt": "____.txt",
            ".profile": ".profile.",
        });
    });

    it("never makes a file look like the parent directory", () => {
        expect(table(isoNames(nodes(["...", "....", "..a"])))).toEqual({
            "...": "___.",
            "....": "____.",
            "..a": "..a",
        });
    });

    it("adds no dot to directories", () => {
        expect(table(isoNames(nodes([], ["2018-08-27", "latest"])))).toEqual({
            "2018-08-27": "2018_08_27",
            latest: "latest",
        });
    });

    it("cuts names to 31 characters and numbers those that are then equal", () => {
        const long = "network_data_for_interface_number";
        expect(table(isoNames(nodes([`${long}_1.json`, `${long}_2.json`, `${long}_3`])))).toEqual({
            [`${long}_1.json`]: "network_data_for_interface.json",
            [`${long}_2.json`]: "network_data_for_interf000.json",
            [`${long}_3`]: "network_data_for_interface_num.",
        });
    });

    it("numbers names that differ only in case", () => {
        expect(table(isoNames(nodes(["README", "readme"])))).toEqual({ README: "README.", readme: "readme000." });
    });

    it("sorts by name and then by extension", () => {
        const sorted = isoNames(nodes(["a.txt", "a-b", "a", "ab.a", "a.TXU"])).map(({ identifier }) => identifier);
        expect(sorted).toEqual(["a.", "a.TXU", "a.txt", "a_b.", "ab.a"]);
    });
});

describe("jolietNames", () => {
    it("keeps names of 64 units and numbers longer ones that are then equal", () => {
        const long = "n".repeat(64);
        expect(table(jolietNames(nodes([long, `${long}1`, `${long}2.json`, `${long}3.json`])))).toEqual({
            [long]: long,
            [`${long}1`]: `${"n".repeat(61)}000`,
            [`${long}2.json`]: `${"n".repeat(59)}.json`,
            [`${long}3.json`]: `${"n".repeat(56)}000.json`,
        });
    });

    it("replaces what Joliet forbids, what UCS-2 lacks, and what Linux or Windows drop at the end", () => {
        expect(table(jolietNames(nodes(["a:b*c?d\\e;f.txt", "🙂.txt", "end.", "end. .", "tab\there"])))).toEqual({
            "a:b*c?d\\e;f.txt": "a_b_c_d_e_f.txt",
            "🙂.txt": "_.txt",
            "end.": "end_",
            "end. .": "end___",
            "tab\there": "tab_here",
        });
    });

    it("numbers names that differ only in case, in any script", () => {
        expect(table(jolietNames(nodes(["README", "readme", "ФАЙЛ", "файл"])))).toEqual({
            README: "README",
            readme: "readme000",
            ФАЙЛ: "ФАЙЛ",
            файл: "файл000",
        });
    });

    it("keeps a name that needs no change", () => {
        expect(table(jolietNames(nodes(["a:", "a_", "a;"])))).toEqual({ "a:": "a_000", a_: "a_", "a;": "a_001" });
    });
});

describe.each([
    ["isoNames", isoNames, 31],
    ["jolietNames", jolietNames, 64],
] as const)("%s", (_name, assign, limit) => {
    it("gives every name a unique identifier within the limit", () => {
        fc.assert(
            fc.property(fc.uniqueArray(anyName, { maxLength: 60, size: "max" }), (names) => {
                const identifiers = assign(nodes(names)).map(({ identifier }) => identifier);
                expect(new Set(identifiers.map((identifier) => identifier.toUpperCase())).size).toBe(names.length);
                for (const identifier of identifiers) expect(identifier.length).toBeLessThanOrEqual(limit);
            }),
            { numRuns: 200 },
        );
    });

    it("handles thousands of similar names", () => {
        const names = Array.from({ length: 5000 }, (_nothing, index) => `${"x".repeat(80)}${index}.json`);
        const identifiers = assign(nodes(names)).map(({ identifier }) => identifier);
        expect(new Set(identifiers).size).toBe(5000);
        expect(Math.max(...identifiers.map(({ length }) => length))).toBe(limit);
    });
});

describe("ucs2", () => {
    it("puts the most significant byte first", () => {
        expect([...ucs2("aя")]).toEqual([0x00, 0x61, 0x04, 0x4f]);
    });
});
