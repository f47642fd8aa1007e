import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FAULTS } from "../matrix/libvirt/faults/list.ts";
import { tableIn, tableOf, withTable } from "../matrix/libvirt/faults/table.ts";

describe("docs/reliability.md", () => {
    const page = readFileSync("docs/reliability.md", "utf8");
    const rows = tableIn(page)
        .split("\n")
        .filter((line) => line.startsWith("| "))
        .slice(2)
        .map((line) => line.split("|").map((cell) => cell.trim()));

    it("has a row for each fault that the tests cause, and no other", () => {
        expect(rows.map(([, fault]) => fault)).toEqual([...FAULTS]);
    });

    it("says of each how often it struck, and what it left", () => {
        for (const [, , times, left] of rows) {
            expect(Number(times)).toBeGreaterThan(0);
            expect(left).toMatch(/\w/);
        }
    });

    it("takes a new table in the place of the old", () => {
        const table = tableOf([{ fault: FAULTS[0], times: 3, left: ["nothing", "one image"] }]);
        expect(tableIn(withTable(page, table)).trim().split("\n").at(-1)).toBe(
            `| ${FAULTS[0]} | 3 | nothing; one image |`,
        );
    });
});
