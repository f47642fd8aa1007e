import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../cli/json.ts";

const parse = (text: string) => parseJson(new TextEncoder().encode(text));

describe("parseJson", () => {
    it("parses what JSON.parse does, a byte order mark before it or not", () => {
        expect(parse('{"a": [1, "two", null]}')).toEqual({ ok: true, value: { a: [1, "two", null] } });
        expect(parse("\ufeff[]")).toEqual({ ok: true, value: [] });
    });

    it.each([
        ["", "line 1, column 1"],
        ["{", "line 1, column 2"],
        ['{"a": 1,}', "line 1, column 9"],
        ['{"a" 1}', "line 1, column 6"],
        ["[1 2]", "line 1, column 4"],
        ["[1,]", "line 1, column 4"],
        ['{"a":\n  "password}', "line 2, column 3"],
        ['{"a": "b"\n "c": 1}', "line 2, column 2"],
        ["{'a': 1}", "line 1, column 2"],
        ['["\t"]', "line 1, column 2"],
        ["[01]", "line 1, column 3"],
        ["{} {}", "line 1, column 4"],
        ["[}", "line 1, column 2"],
        ["nul", "line 1, column 1"],
    ])("says where %j is wrong", (text, place) => {
        expect(parse(text)).toEqual({ ok: false, reason: `isn't JSON: wrong at ${place}` });
    });

    it("says that bytes aren't text", () => {
        expect(parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toEqual({
            ok: false,
            reason: "isn't JSON: it isn't UTF-8",
        });
    });

    it("never quotes what it was given", () => {
        fc.assert(
            fc.property(fc.json(), fc.nat(), (text, at) => {
                const broken = `${text.slice(0, at % text.length)}\u0001secret`;
                const parsed = parse(broken);
                expect(parsed.ok).toBe(false);
                expect(JSON.stringify(parsed)).toMatch(
                    /^\{"ok":false,"reason":"isn't JSON: wrong at line \d+, column \d+"\}$/,
                );
            }),
        );
    });

    it("copes with brackets without end", () => {
        expect(parse("[".repeat(500_000))).toMatchObject({ ok: false });
    });
});
