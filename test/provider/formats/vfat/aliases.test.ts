import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameChildren } from "../../../../provider/formats/vfat/aliases.ts";
import { growTree } from "../../../../provider/formats/vfat/tree.ts";
import { fatName, fatTreesOf, file } from "./trees.ts";

const aliases = (names: readonly string[]): Record<string, string> => {
    const named = nameChildren(growTree(names.map((name) => file(name))).children);
    return Object.fromEntries(named.map(({ node, alias, isLong }) => [node.name, alias + (isLong ? " +" : "")]));
};

describe("nameChildren", () => {
    it("keeps names of 8 + 3 characters, in upper case", () => {
        expect(aliases(["README", "A.B", "latest", "user.txt", "Mixed.Txt", "$%'-_@~1.{}!"])).toEqual({
            README: "README     ",
            "A.B": "A       B  ",
            latest: "LATEST      +",
            "user.txt": "USER    TXT +",
            "Mixed.Txt": "MIXED   TXT +",
            "$%'-_@~1.{}!": "$%'-_@~1{}!",
        });
    });

    it("numbers everything else in the order of the names", () => {
        expect(aliases(["user_data2", "user_data", "meta_data.json", "2018-08-27", "vendor_data.json"])).toEqual({
            "2018-08-27": "2018-0~1    +",
            "meta_data.json": "META_D~1JSO +",
            user_data: "USER_D~1    +",
            user_data2: "USER_D~2    +",
            "vendor_data.json": "VENDOR~1JSO +",
        });
    });

    it("replaces characters that aliases can't contain and drops dots and spaces", () => {
        expect(aliases([".profile", "a.b.c.tar", "a b", "x+y=z", "файл.txt", "🙂", "..a", "a.+++", "~"])).toEqual({
            ".profile": "PROFIL~1    +",
            "a.b.c.tar": "ABC~1   TAR +",
            "a b": "AB~1        +",
            "x+y=z": "X_Y_Z~1     +",
            "файл.txt": "____~1  TXT +",
            "🙂": "_~1         +",
            "..a": "A~1         +",
            "a.+++": "A~1     ___ +",
            "~": "~          ",
        });
    });

    it("never assigns a number that is another file's name", () => {
        expect(aliases(["USER_D~1", "user_d~2", "user_data", "user_date"])).toEqual({
            "USER_D~1": "USER_D~1   ",
            "user_d~2": "USER_D~2    +",
            user_data: "USER_D~3    +",
            user_date: "USER_D~4    +",
        });
    });

    it("shortens the stem as the numbers grow", () => {
        const many = aliases(
            Array.from({ length: 1200 }, (_nothing, index) => `interface ${String(index).padStart(4, "0")}`),
        );
        expect(many["interface 0008"]).toBe("INTERF~9    +");
        expect(many["interface 0009"]).toBe("INTER~10    +");
        expect(many["interface 0999"]).toBe("INT~1000    +");
        expect(new Set(Object.values(many)).size).toBe(1200);
    });

    it("names 60,000 similar files quickly", () => {
        const names = Array.from({ length: 60_000 }, (_nothing, index) => `same${index % 500} ${index}`);
        expect(new Set(Object.values(aliases(names))).size).toBe(60_000);
    });

    it("gives every child of every tree a unique alias", () => {
        fc.assert(
            fc.property(fatTreesOf(fatName), (entries) => {
                const named = nameChildren(growTree(entries).children);
                expect(new Set(named.map(({ alias }) => alias)).size).toBe(named.length);
                for (const { alias } of named)
                    expect(alias).toMatch(/^[^a-z\s.+,;=[\]]{1,8} *[^a-z\s.+,;=[\]]{0,3} *$/);
            }),
            { numRuns: 200 },
        );
    });
});
