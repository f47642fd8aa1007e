import { describe, expect, it } from "vitest";
import { readBounded } from "../../../../provider/spec/user-data/cloud-config/read-bounded.ts";

const MIB = 1024 * 1024;

/** Texts of up to a MiB, each of which would cost most if something grew with the square of its length. */
const COSTLY: readonly (readonly [name: string, text: string])[] = [
    ["opening brackets", "[".repeat(100_000)],
    ["opening braces", "{a: ".repeat(100_000)],
    ["nested lists", "- ".repeat(100_000)],
    ["short items", "- a\n".repeat(MIB / 4)],
    ["flow items", `[${"x,".repeat(MIB / 2 - 4)}]`],
    ["complex keys", "? a\n".repeat(MIB / 4 - 4)],
    ["equal keys", "a: b\n".repeat(MIB / 5 - 4)],
    ["keys", Array.from({ length: 49_000 }, (_, index) => `k${index}: b`).join("\n")],
    ["anchors", Array.from({ length: 49_000 }, (_, index) => `k${index}: &a${index} b`).join("\n")],
    ["aliases", `a: &a [1]\nb: [${"*a ,".repeat(MIB / 4 - 8)}]`],
    ["escapes", `"${"\\n".repeat(MIB / 2 - 2)}"`],
    ["a plain text of many lines", `a: ${"b\n  ".repeat(MIB / 4 - 5)}`],
    ["a plain text with many empty lines", `a: b${"\n".repeat(MIB - 10)}  c`],
    ["a quoted text of many lines", `a: "${" b\n".repeat(MIB / 3 - 4)}"`],
    ["a literal text of many lines", `a: |\n${" b\n".repeat(MIB / 3 - 4)}`],
    ["a quote that isn't closed", `a: "${" b\n".repeat(MIB / 3 - 4)}`],
    ["digits", `a: ${"1".repeat(MIB - 3)}`],
    ["sexagesimal digits", `a: 1${":1".repeat(MIB / 2 - 5)}`],
    ["comments", "# x\n".repeat(MIB / 4)],
    ["jinja", `a: ${"{".repeat(MIB - 40)}`],
];

describe("readBounded", () => {
    it.each(COSTLY)("takes at most seconds for %s", (_name, text) => {
        const start = performance.now();
        readBounded(text);
        // 0.1 to 2 s on one slow core; the square of the length would be minutes.
        expect(performance.now() - start).toBeLessThan(15_000);
    });
});
