import { describe, expect, it } from "vitest";
import { compareBoots, randomBoots } from "../../../foreign/guest/boots.ts";
import { isComplete } from "../../../foreign/support/cloud-init.ts";
import { fromToolchain } from "../../../foreign/support/tools.ts";

/** 22.4 prints no stages and no recoverable errors. */
const VERSIONS = [
    ["Debian 12's", fromToolchain("Debian 12's cloud-init", "CONFIG_DRIVE_CLOUD_INIT_BOOKWORM")],
    ["Debian 13's", fromToolchain("Debian 13's cloud-init", "CONFIG_DRIVE_CLOUD_INIT_TRIXIE")],
    ["the newest", fromToolchain("sid's cloud-init", "CONFIG_DRIVE_CLOUD_INIT_SID")],
] as const;

describe.each(VERSIONS)("boots that %s cloud-init records", (_, folder) => {
    it.skipIf(!isComplete || folder === undefined)("are judged at each moment as it judges them", async () => {
        const seen = await compareBoots(folder ?? "", randomBoots(80));
        expect([...seen.keys()].filter((status) => !status.startsWith("not ")).sort()).toEqual([
            "disabled",
            "done",
            "error",
            "running",
        ]);
    });
});
