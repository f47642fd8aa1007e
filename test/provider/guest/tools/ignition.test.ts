import { describe, expect, it } from "vitest";
import { readIgnition } from "../../../../provider/guest/tools/ignition.ts";
import { filesOf } from "./guest.ts";

const BOOT = "d1f3a8c2-5b47-4f0e-8a61-0c9b7e2d4f35";

const read = (report: unknown): ReturnType<typeof readIgnition> =>
    readIgnition(
        filesOf({
            "/proc/sys/kernel/random/boot_id": `${BOOT}\n`,
            ...(report === undefined
                ? {}
                : { "/etc/.ignition-result.json": typeof report === "string" ? report : JSON.stringify(report) }),
        }),
    );

const REPORT = { provisioningBootID: BOOT, provisioningDate: "2026-03-01T10:00:00Z", userConfigProvided: true };

describe("Ignition's report", () => {
    it("says that the guest was set up in this boot, not in an earlier one", async () => {
        const done = { phase: "done", by: "agent", tool: "Ignition", stages: [], bootId: BOOT };
        expect(await read(REPORT)).toEqual(done);
        expect(await read({ ...REPORT, provisioningBootID: "another" })).toBeUndefined();
        expect(await read({ provisioningBootID: BOOT })).toEqual(done);
        expect(await read({ provisioningBootID: BOOT.replaceAll("-", "") })).toEqual(done);
    });

    it("says that there was no config, so the drive wasn't found or has none", async () => {
        expect(await read({ ...REPORT, userConfigProvided: false })).toMatchObject({
            phase: "disabled",
            disabledBy: "no-datasource",
        });
    });

    it("isn't there, or isn't Ignition's", async () => {
        for (const report of [undefined, "", "{", "[]", "null", {}, { provisioningBootID: 7 }])
            expect(await read(report), JSON.stringify(report)).toBeUndefined();
    });
});
