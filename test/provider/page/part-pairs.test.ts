import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differs } from "../../../provider/page/compare.ts";
import { renderPage } from "../../../provider/page/page.ts";
import { pairParts } from "../../../provider/page/part-pairs.ts";
import type { PartView } from "../../../provider/view/drive-view.ts";
import { viewOfInputs } from "../view/drives.ts";
import { sha256 } from "./views.ts";

/** A part by a letter, which stands for its content; that of scripts is upper case. */
const part = (letter: string, index: number): PartView => ({
    place: `part ${index + 1}`,
    kind: /[A-Z]/.test(letter)
        ? { name: "shell script", language: "bash" }
        : { name: "cloud-config", language: "yaml" },
    size: 1,
    digest: sha256(letter),
    outline: letter,
    text: undefined,
    failure: "",
});

const partsOf = (letters: string): readonly PartView[] => [...letters].map(part);

const marks = (left: string, right: string): string =>
    pairParts(partsOf(left), partsOf(right))
        .map(({ mark, shown, before }) => `${before?.outline ?? ""}${before ? ">" : ""}${shown.outline} ${mark}`)
        .join(", ");

describe("pairParts", () => {
    it.each([
        ["abc", "abc", "a same, b same, c same"],
        ["abc", "xabc", "x added, a same, b same, c same"],
        ["abc", "ac", "a same, b removed, c same"],
        ["abc", "axc", "a same, b>x changed, c same"],
        ["abc", "xayc", "x added, a same, b>y changed, c same"],
        ["aBc", "aXyc", "a same, B>X changed, y added, c same"],
        ["ab", "Xy", "a>X changed, b>y changed"],
        ["aB", "Xy", "B>X changed, a>y changed"],
        ["a", "X", "a>X changed"],
        ["aa", "a", "a same, a removed"],
        ["ab", "ba", "a removed, b same, a added"],
        ["", "a", "a added"],
        ["a", "", "a removed"],
        ["", "", ""],
    ])("pairs the parts %j with %j by what they are, and then by their places", (left, right, expected) => {
        expect(marks(left, right)).toBe(expected);
    });

    it("finds one difference if a part comes before the others", async () => {
        const parts = ["#!/bin/sh\n", "#cloud-config\n{}\n", "#!/bin/sh\ntrue\n"].map((content) => ({ content }));
        const [left, right] = await Promise.all(
            [parts, [{ content: "#cloud-boothook\n" }, ...parts]].map((userData) => viewOfInputs({ userData })),
        );
        if (left === undefined || right === undefined) throw new Error("two views");
        const [, section = ""] = /<section id="user-data"([\s\S]*?)<\/section>/.exec(renderPage(left, right)) ?? [];
        expect([...section.matchAll(/class="part is-(\w+)"/g)].map(([, mark]) => mark)).toEqual([
            "added",
            "same",
            "same",
            "same",
        ]);
    });

    const letters = fc.array(fc.constantFrom("a", "b", "c", "A", "B"), { maxLength: 10 }).map((all) => all.join(""));

    it("has every part of both drives once, in the order of the second", () => {
        fc.assert(
            fc.property(letters, letters, (one, other) => {
                const [left, right] = [partsOf(one), partsOf(other)];
                const pairs = pairParts(left, right);
                expect(pairs.filter(({ mark }) => mark !== "removed").map(({ shown }) => shown)).toEqual(right);
                const before = pairs.flatMap(({ mark, shown, before: old }) =>
                    mark === "added" ? [] : [(old ?? shown).outline],
                );
                expect(before.toSorted()).toEqual([...one].toSorted());
                for (const { mark, shown, before: old } of pairs) {
                    expect(old !== undefined).toBe(mark === "changed");
                    expect(old?.digest).not.toBe(shown.digest);
                }
                expect(pairs.some(differs)).toBe(one !== other);
            }),
        );
    });
});
