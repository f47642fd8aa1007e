import { describe, expect, it } from "vitest";
import { isComplete } from "../support/cloud-init.ts";
import { fromToolchain } from "../support/tools.ts";
import { compareBoots, randomBoots } from "./boots.ts";

const folder = fromToolchain("sid's cloud-init", "CONFIG_DRIVE_CLOUD_INIT_SID");

describe.skipIf(!isComplete)("a boot that the newest cloud-init records", () => {
    it("is judged at each moment as cloud-init judges it", async () => {
        const seen = await compareBoots(folder ?? "", randomBoots(30));
        expect([...seen.keys()].sort()).toEqual(["disabled", "done", "error", "not started", "running"]);
    });
});
