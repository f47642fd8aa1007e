import { describe, expect, it } from "vitest";
import { textDiff } from "../../../provider/page/text-diff.ts";

const linesOf = (before: string, after: string): readonly string[] =>
    [
        ...String(textDiff(before, after, "part", 1000)).matchAll(/<(ins|del|span) class="line[^"]*">(.*?)\n<\/\1>/gs),
    ].map(([, element = "", text = ""]) => `${element} ${text.replaceAll(/<[^>]*>/g, "")}`);

describe("textDiff", () => {
    it("shows lines that differ, with those around them", () => {
        expect(linesOf("a\nb\nc\n", "a\nB\nc\nd\n")).toEqual([
            "span lines 1 to 4",
            "span  a",
            "del −b",
            "ins +B",
            "span  c",
            "ins +d",
        ]);
    });

    it("shows nothing of texts that are equal but for the last line's end, or that differ in too many lines", () => {
        expect(textDiff("a\n", "a", "part", 1000)).toBeUndefined();
        const many = (text: string): string => `${text}\n`.repeat(3000);
        expect(textDiff(many("a"), many("b"), "part", 100_000)).toBeUndefined();
    });

    it("takes a line for text, whatever it starts with", () => {
        expect(linesOf("<b>\n", "+++ <i>\n")).toEqual(["span lines 1 to 1", "del −&lt;b&gt;", "ins ++++ &lt;i&gt;"]);
    });
});
