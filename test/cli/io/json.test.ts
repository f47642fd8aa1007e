import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../cli/io/json.ts";

const SIZE = 64 * 1024 * 1024;

const parse = (text: string) => parseJson(new TextEncoder().encode(text));

describe("parseJson", () => {
    it("parses what JSON.parse does, a byte order mark before it or not", () => {
        expect(parse('{"a": [1, "two", null]}')).toEqual({ ok: true, value: { a: [1, "two", null] } });
        expect(parse("\ufeff[]")).toEqual({ ok: true, value: [] });
    });

    it.each([
        ["", "expected a value at line 1, column 1"],
        [" \n ", "expected a value at line 2, column 2"],
        ["{", "expected a closing brace at line 1, column 2"],
        ["[", "expected a closing bracket at line 1, column 2"],
        ['{"a": 1,}', "expected a key in double quotes at line 1, column 9"],
        ['{"a" 1}', "expected a colon at line 1, column 6"],
        ["[1 2]", "expected a comma at line 1, column 4"],
        ["[1,]", "expected a value at line 1, column 4"],
        ["[,]", "expected a value at line 1, column 2"],
        ['{"a":\n  "password}', "unterminated string at line 2, column 3"],
        ['{"a": "b"\n "c": 1}', "expected a comma at line 2, column 2"],
        ["{'a': 1}", "unexpected text at line 1, column 2"],
        ['["\t"]', "unescaped control character in the string at line 1, column 2"],
        ['["\\x"]', "invalid escape in the string at line 1, column 2"],
        ['["\\u12"]', "invalid \\u escape in the string at line 1, column 2"],
        ["[01]", "expected a comma at line 1, column 3"],
        ["[1.]", "incomplete number at line 1, column 2"],
        ["{} {}", "expected the end of the document at line 1, column 4"],
        ["[1] // one", "unexpected comment at line 1, column 5"],
        ["[1, /* two", "unexpected comment at line 1, column 5"],
        ["[}", "expected a value at line 1, column 2"],
        ["nul", "unexpected text at line 1, column 1"],
        ["[\ufeff]", "unexpected text at line 1, column 2"],
    ])("says what is wrong with %j and where", (text, mistake) => {
        expect(parse(text)).toEqual({ ok: false, reason: `isn't JSON: ${mistake}` });
    });

    it("says that bytes aren't text", () => {
        expect(parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toEqual({
            ok: false,
            reason: "isn't JSON: it isn't UTF-8",
        });
    });

    const MISTAKE = /^isn't JSON: [a-z \\]+ at line (?<line>\d+), column (?<column>\d+)$/;

    it("never quotes what it was given", () => {
        fc.assert(
            fc.property(fc.json(), fc.nat(), (text, at) => {
                const broken = `${text.slice(0, at % text.length)}\u0001secret`;
                const parsed = parse(broken);
                expect(parsed).toEqual({ ok: false, reason: expect.stringMatching(MISTAKE) });
                expect(JSON.stringify(parsed)).not.toContain("secret");
            }),
        );
    });

    const isJson = (text: string): boolean => {
        try {
            JSON.parse(text);
            return true;
        } catch {
            return false;
        }
    };

    it("refuses what JSON.parse refuses, and nothing else, with a place within the text", () => {
        const document = fc.tuple(fc.jsonValue(), fc.constantFrom(0, 2, "\t")).map(([value, indent]) =>
            // Some texts end in the middle of a character else, which no UTF-8 does.
            JSON.stringify(value, undefined, indent).replaceAll(/[^\0-\x7f]/g, "é"),
        );
        const strays = [
            "",
            ",",
            ":",
            "}",
            "]",
            "[",
            "{",
            '"',
            "\\",
            "-",
            ".",
            "e",
            "0",
            "\r",
            "\n",
            "\u0000",
            "//",
            "/*",
        ];
        const mutation = fc.record({
            at: fc.nat(),
            removed: fc.nat(3),
            stray: fc.constantFrom(...strays, "\ufeff", "x"),
        });
        fc.assert(
            fc.property(document, fc.array(mutation, { minLength: 1, maxLength: 3 }), (text, mutations) => {
                const mutant = mutations.reduce((all, { at, removed, stray }) => {
                    const start = at % (all.length + 1);
                    return all.slice(0, start) + stray + all.slice(start + removed);
                }, text);
                // A byte order mark before the text isn't part of it.
                const read = mutant.replace(/^\ufeff/, "");
                const parsed = parse(mutant);
                expect(parsed.ok).toBe(isJson(read));
                if (parsed.ok) return;
                const { line, column } = MISTAKE.exec(parsed.reason)?.groups ?? {};
                const found = read.split(/\r\n|\r|\n/)[Number(line) - 1];
                expect(Number(column)).toBeGreaterThanOrEqual(1);
                expect(Number(column)).toBeLessThanOrEqual((found?.length ?? Number.NaN) + 1);
            }),
            { numRuns: 2000 },
        );
    });

    it("copes with brackets without end, where it only says from where on it didn't look", () => {
        const reason = "isn't JSON: it is nested more than 1000 levels deep at line 1, column";
        expect(parse("[".repeat(1_000_000))).toEqual({
            ok: false,
            reason: `${reason} 1001, and the mistake is somewhere after that`,
        });
        expect(parse('{"a":'.repeat(1_000_000))).toEqual({
            ok: false,
            reason: `${reason} 5001, and the mistake is somewhere after that`,
        });
        expect(parse(`${"[".repeat(1000)}x`)).toEqual({
            ok: false,
            reason: "isn't JSON: unexpected text at line 1, column 1001",
        });
        expect(parse(`${"[]".repeat(1_000_000)}`)).toMatchObject({ ok: false });
    });

    it.each([
        ["one string", `["${"a".repeat(SIZE)}"`, `expected a closing bracket at line 1, column ${SIZE + 4}`],
        ["many numbers", `[${"1234567,".repeat(SIZE / 8)}]`, `expected a value at line 1, column ${SIZE + 2}`],
        ["many lines", `{${"\n".repeat(SIZE)}`, `expected a closing brace at line ${SIZE + 1}, column 1`],
    ])("finds the mistake at the end of 64 MiB in time: %s", { timeout: 30_000 }, (_name, text, mistake) => {
        expect(parse(text)).toEqual({ ok: false, reason: `isn't JSON: ${mistake}` });
    });
});
