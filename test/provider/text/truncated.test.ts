import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endOf, startOf, truncated } from "../../../provider/text/truncated.ts";

describe("a truncated text", () => {
    it("ends with an ellipsis only if something is missing", () => {
        expect(truncated("abc", 3)).toBe("abc");
        expect(truncated("abcd", 3)).toBe("abc…");
        expect(truncated("", 0)).toBe("");
    });

    it("is as it was if there is room for it, also with half of a character", () => {
        fc.assert(
            fc.property(fc.string({ unit: fc.constantFrom("a", "\ud800", "\udc00", "😀") }), (text) => {
                for (const most of [text.length, text.length + 1]) {
                    expect([startOf(text, most), endOf(text, most), truncated(text, most)]).toEqual([text, text, text]);
                }
            }),
        );
    });

    it("has no half of a character, and as much of the text as there is room for", () => {
        const texts = fc.string({ unit: "binary", maxLength: 20 });
        fc.assert(
            fc.property(texts, fc.nat(20), (text, most) => {
                for (const part of [startOf(text, most), endOf(text, most)]) {
                    expect(part).not.toMatch(/\p{Cs}/u);
                    expect(part.length).toBeLessThanOrEqual(most);
                    expect(part.length).toBeGreaterThanOrEqual(Math.min(most, text.length) - 1);
                }
                expect(text.startsWith(startOf(text, most))).toBe(true);
                expect(text.endsWith(endOf(text, most))).toBe(true);
            }),
        );
    });
});
