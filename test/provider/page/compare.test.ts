import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compare, differs } from "../../../provider/page/compare.ts";

interface Thing {
    readonly name: string;
    readonly value: number;
}

const IDENTITY = { key: ({ name }: Thing) => name, content: ({ value }: Thing) => String(value) };
const things: fc.Arbitrary<Thing[]> = fc.array(
    fc.record({ name: fc.constantFrom("a", "b", "c", "d", "__proto__"), value: fc.nat(2) }),
    { maxLength: 8 },
);
const marks = (left: string, right: string): string =>
    compare(
        [...left].map((name) => ({ name: name.toLowerCase(), value: name === name.toLowerCase() ? 0 : 1 })),
        [...right].map((name) => ({ name: name.toLowerCase(), value: name === name.toLowerCase() ? 0 : 1 })),
        IDENTITY,
    )
        .map(({ mark, shown }) => `${shown.name} ${mark}`)
        .join(", ");

describe("compare", () => {
    it("marks nothing of one drive", () => {
        expect(compare([{ name: "a", value: 1 }], undefined, IDENTITY)).toEqual([
            { mark: "none", shown: { name: "a", value: 1 }, before: undefined },
        ]);
    });

    it.each([
        ["abc", "abc", "a same, b same, c same"],
        ["abc", "ac", "a same, b removed, c same"],
        ["ab", "zab", "z added, a same, b same"],
        ["ab", "b", "a removed, b same"],
        ["ab", "aB", "a same, b changed"],
        ["aa", "a", "a same, a removed"],
        ["aA", "A", "a removed, a same"],
        ["aaA", "Aa", "a same, a same, a removed"],
        ["abc", "cba", "c same, b same, a same"],
        ["", "a", "a added"],
        ["a", "", "a removed"],
    ])("compares %j with %j, and leaves what was removed in its place", (left, right, expected) => {
        expect(marks(left, right)).toBe(expected);
    });

    it("has every thing of both drives once", () => {
        fc.assert(
            fc.property(things, things, (left, right) => {
                const pairs = compare(left, right, IDENTITY);
                expect(pairs.filter(({ mark }) => mark !== "removed").map(({ shown }) => shown)).toEqual(right);
                const before = pairs.flatMap(({ mark, shown, before: old }) =>
                    mark === "added" ? [] : [old ?? (mark === "same" || mark === "removed" ? shown : undefined)],
                );
                expect(before.length).toBe(left.length);
                expect(before).toEqual(expect.arrayContaining(left));
            }),
        );
    });

    it("finds no difference between a drive and itself", () => {
        fc.assert(fc.property(things, (all) => !compare(all, all, IDENTITY).some(differs)));
    });
});
