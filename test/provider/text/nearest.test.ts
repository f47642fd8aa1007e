import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distance, nearest, noSuch } from "../../../provider/text/nearest.ts";

const words = fc.string({ maxLength: 8, unit: fc.constantFrom("a", "b", "c") });

describe("distance", () => {
    it.each([
        ["", "", 0],
        ["web", "web", 0],
        ["", "web", 3],
        ["web", "", 3],
        ["defualt", "default", 2],
        ["kitten", "sitting", 3],
        ["web", "wb", 1],
        ["web", "webs", 1],
    ])("from %j to %j is %i", (from, to, steps) => {
        expect(distance(from, to)).toBe(steps);
    });

    it("is a distance", () => {
        fc.assert(
            fc.property(words, words, words, (a, b, c) => {
                expect(distance(a, b)).toBe(distance(b, a));
                expect(distance(a, b) === 0).toBe(a === b);
                expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c));
            }),
        );
    });
});

describe("nearest", () => {
    it("returns at most five, closest first, equally close ones by name", () => {
        const names = ["zzzzzz", "web-3", "web-2", "web-1", "db", "webs", "wed"];
        expect(nearest("web", names)).toEqual(["webs", "wed", "db", "web-1", "web-2"]);
    });

    it("returns nothing if there are no names", () => {
        expect(nearest("web", [])).toEqual([]);
    });

    it("limits the time for long names", () => {
        const long = "x".repeat(1_000_000);
        expect(
            nearest(
                long,
                Array.from({ length: 200 }, (_, index) => `${long}${index}`),
            ),
        ).toHaveLength(5);
    });
});

describe("noSuch", () => {
    it("suggests the closest names, or says that there are none", () => {
        const pools = [{ name: "images" }, { name: "default" }];
        expect(noSuch("pool", "defualt", pools)).toBe("the host has no such pool. Nearest names: default, images.");
        expect(noSuch("domain", "web", [])).toBe("the host has no such domain. It has no domains at all.");
        expect(noSuch("pool", "default", [], "Define one.")).toBe(
            "the host has no such pool. It has no pools at all. Define one.",
        );
        expect(noSuch("pool", "defualt", pools, "Define one.")).not.toContain("Define one.");
    });
});
