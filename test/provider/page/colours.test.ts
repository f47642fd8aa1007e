import { describe, expect, it } from "vitest";
import { coloured } from "../../../provider/page/colours.ts";

describe("a coloured text", () => {
    it("has its lines in colours", () => {
        expect(String(coloured("[a]\nb=1\n", "ini"))).toContain("<span");
    });

    it("stays plain if a line is so long that colours would take seconds", () => {
        for (const language of ["bash", "ini", "json", "powershell", "xml", "yaml"] as const) {
            expect(String(coloured(`[a]\n${"-".repeat(1001)}<b>\n`, language))).toBe(
                `[a]\n${"-".repeat(1001)}&lt;b&gt;\n`,
            );
        }
    });
});
