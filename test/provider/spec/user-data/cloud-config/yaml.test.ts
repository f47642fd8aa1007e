import { describe, expect, it } from "vitest";
import { readBounded } from "../../../../../provider/spec/user-data/cloud-config/read-bounded.ts";
import { readYaml } from "../../../../../provider/spec/user-data/cloud-config/yaml.ts";

const MIB = 1024 * 1024;

const valueIn = (text: string): unknown => {
    const read = readYaml(text);
    return read.kind === "document" ? read.value : read.kind;
};

/** What PyYAML 6.0.3 prints for each text, as JSON; a NUL starts what JSON can't represent. */
const VALUES: readonly (readonly [text: string, value: unknown])[] = [
    ["[yes, No, ON, oFF, y, true, TrUe]", [true, false, true, "oFF", "y", true, "TrUe"]],
    ["[~, null, NULL, nULL, '']", [null, null, null, "nULL", ""]],
    ["- \n- a", [null, "a"]],
    ["[0644, 0o17, 0x1F, 0b11, 1_000, +5, -0, 08]", [420, "0o17", 31, 3, 1000, 5, 0, "08"]],
    ["[1:30, 1:30.5, 12:60, 52:54:00:12:34:56]", [90, 90.5, "12:60", 41135085296]],
    [
        "[1e3, 1.0e3, 1.0e+3, .5, -.5, 1., 1_0.5, .inf, -.Inf]",
        ["1e3", "1.0e3", 1000, 0.5, "-.5", 1, 10.5, Infinity, -Infinity],
    ],
    ["12345678901234567890", 12345678901234567000],
    [".NaN", Number.NaN],
    ["2024-02-29", { "\u0000date": "2024-02-29" }],
    ["2024-2-9", "2024-2-9"],
    ["2001-12-14t21:59:43.10-05:00", { "\u0000datetime": "2001-12-14T21:59:43.100000-05:00" }],
    ["2001-1-4 1:59:43 Z", { "\u0000datetime": "2001-01-04T01:59:43+00:00" }],
    ["2024-02-30", "problem"],
    ["0000-01-01", "problem"],
    ["2001-01-01 01:01:01 +24:00", "problem"],
    ["!!binary aGk=", "hi"],
    ["!!binary aGk", "problem"],
    ["!!set {a, 5}", { "\u0000set": { a: null, "\u00015": null } }],
    ["!!omap [a: 1]", [{ "\u0000tuple": ["a", 1] }]],
    ["!!pairs [a: 1, a: 2]", [{ "\u0000tuple": ["a", 1] }, { "\u0000tuple": ["a", 2] }]],
    ["{a: &x {b: 1, c: 2}, d: {<<: *x, b: 3}}", { a: { b: 1, c: 2 }, d: { b: 3, c: 2 } }],
    ["{<<: [{a: 1, b: 1}, {a: 2, c: 2}]}", { a: 1, b: 1, c: 2 }],
    ["{a: 1, a: 2}", { a: 2 }],
    ["{1: a, 1.0: b, true: c, '1': d}", { "\u00011": "c", "1": "d" }],
    ["{~: a, 2024-01-01: b}", { "\u0001null": "a", "\u0001date 2024-01-01": "b" }],
    ["{2024-01-01: a}", { "\u0001date 2024-01-01": "a" }],
    ['{"\\0date": a}', { "\u0001str \u0000date": "a" }],
    ["{=: a}", { "=": "a" }],
    ["=", "problem"],
    ["<<", "problem"],
    ["{[a]: b}", "problem"],
    ["!!str 5", "5"],
    ["! 5", 5],
    ["!!int '7'", 7],
    ['"\\x41\\u00e9\\U0001F600\\/\\e"', "Aé😀/\u001b"],
    ["'it''s'", "it's"],
    ["a: |\n  b\n   c\n\nd: >-\n  e\n  f\n", { a: "b\n c\n", d: "e f" }],
    ["a: b\n  c\n\n  d", { a: "b c\nd" }],
    ["[a:b, 'c':d, {e:f}]", ["a:b", { c: "d" }, { "e:f": null }]],
    ["a:\n- b\nc: 🙂: d", "problem"],
    ["- 🙂: a\n  b: c", [{ "🙂": "a", b: "c" }]],
    ["\ufeffa: b", { a: "b" }],
    ["a: b\u2028c", "problem"],
    ["", undefined],
    ["# a", undefined],
    ["%YAML 1.1\n--- a\n...", "a"],
    ["%TAG !y! tag:yaml.org,2002:\n--- !y!int '5'", 5],
    ["!<tag:yaml.org,2002:%73tr> 5", "5"],
    ["a\n---\nb", "problem"],
];

describe("readYaml", () => {
    it.each(VALUES)("reads %j", (text, value) => {
        expect(valueIn(text)).toEqual(value);
    });

    it("keeps a key __proto__ and an anchor of that name", () => {
        const value = valueIn("__proto__: &__proto__ {a: b}\nc: *__proto__");
        expect(Object.entries(Object(value))).toEqual([
            ["__proto__", { a: "b" }],
            ["c", { a: "b" }],
        ]);
    });

    it("reads a list that contains itself", () => {
        const list = valueIn("&a [*a]");
        expect(Array.isArray(list) && list[0] === list).toBe(true);
    });

    it("gives each value the line of its key or item, of a merge or an alias where it is used", () => {
        const read = readYaml("a: &a\n  b: 1\nc:\n  <<: *a\n  d: [2,\n    3]\ne: *a\n5: {f: 6}\n");
        if (read.kind !== "document") throw new Error(read.kind);
        const paths = [[], ["a", "b"], ["c", "b"], ["c", "d", 1], ["e", "b"], ["\u00015", "f"], ["g"]];
        expect(paths.map(read.lineOf)).toEqual([1, 2, 4, 6, 7, 8, 1]);
    });
});

/** Texts of up to a MiB whose cost could grow with the square of their length. The matrix has more of them. */
const COSTLY: readonly (readonly [name: string, text: string])[] = [
    ["opening brackets", "[".repeat(100_000)],
    ["escapes", `"${"\\n".repeat(MIB / 2 - 2)}"`],
    ["a plain text of many lines", `a: ${"b\n  ".repeat(MIB / 4 - 5)}`],
    ["a plain text with many empty lines", `a: b${"\n".repeat(MIB - 10)}  c`],
    ["a quoted text of many lines", `a: "${" b\n".repeat(MIB / 3 - 4)}"`],
    ["a literal text of many lines", `a: |\n${" b\n".repeat(MIB / 3 - 4)}`],
];

describe("readBounded", () => {
    it.each(COSTLY)("takes at most seconds for %s", (_name, text) => {
        const start = performance.now();
        readBounded(text);
        // 0.1 to 1.5 s on one slow core; the square of the length would be minutes.
        expect(performance.now() - start).toBeLessThan(15_000);
    });

    it.each([
        ["merges that multiply", (i: number) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}]}`, "a0: &a0 {k: x}"],
        ["aliases that multiply", (i: number) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`, "a0: &a0 [x]"],
        ["a merge of a long chain of aliases", (i: number) => `a${i + 1}: &a${i + 1} [*a${i}]`, "<<: {z: &a0 []}"],
    ])("doesn't check %s", (_name, lineFor, first) => {
        const lines = [first, ...Array.from({ length: 5000 }, (_, index) => lineFor(index))];
        expect(readBounded(lines.join("\n"))).toMatchObject({ problems: [] });
    });
});
