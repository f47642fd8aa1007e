import { describe, expect, it } from "vitest";
import { entriesOf, fieldOf, findNotJson, isObject, itemsOf } from "../../../provider/spec/json.ts";

const reasonsIn = (value: unknown): readonly string[] =>
    findNotJson(value, []).map(({ path, reason }) => `${path.join("/")}: ${reason}`);

describe("findNotJson", () => {
    it("finds nothing in JSON", () => {
        expect(reasonsIn({ a: [1, "é\u{1f600}", true, null, { b: -0.5 }], c: undefined })).toEqual([]);
    });

    it("finds non-finite numbers, holes in lists and values that aren't data", () => {
        expect(reasonsIn({ a: Number.POSITIVE_INFINITY, b: [1, undefined], c: new Map(), d: () => 1 })).toEqual([
            "a: must be a finite number",
            "b/1: must not be undefined",
            "c: isn't a value JSON can represent",
            "d: isn't a value JSON can represent",
        ]);
    });

    it("finds halves of surrogate pairs in values and keys", () => {
        expect(reasonsIn({ a: "x\ud800", "\udc00": 1 })).toEqual([
            "a: contains half of a surrogate pair, which UTF-8 can't encode",
            "\udc00: has a key that contains half of a surrogate pair, which UTF-8 can't encode",
        ]);
    });

    it("finds the key copies of an object lose", () => {
        expect(reasonsIn(JSON.parse('{"__proto__": 1}'))).toEqual([
            '__proto__: can\'t be used: JavaScript reserves the key "__proto__"',
        ]);
    });

    it("stops before the depth can exhaust the stack", () => {
        const deep: unknown = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
        expect(findNotJson(deep, [])).toEqual([
            { path: Array(65).fill(0), reason: "is nested more than 64 levels deep" },
        ]);
    });
});

describe("isObject", () => {
    it("is true for plain objects only", () => {
        expect([{}, Object.create(null)].every(isObject)).toBe(true);
        expect([[], null, "", new Date(), new (class Thing {})()].some(isObject)).toBe(false);
    });
});

describe("itemsOf, entriesOf and fieldOf", () => {
    it("return nothing for a value of another type", () => {
        expect([itemsOf("ab"), entriesOf(["a"]), fieldOf(["a"], "0"), fieldOf({}, "toString")]).toEqual([
            [],
            [],
            undefined,
            undefined,
        ]);
    });
});
