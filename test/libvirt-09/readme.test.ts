import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordEvents, virsh } from "../pulumi/host.ts";
import type { Stack } from "../pulumi/stack.ts";
import type { EventRecorder } from "../support/events/recorder.ts";
import { openStack09 } from "./machine.ts";

describe("the program in the README", () => {
    const pool = `config-drive-${randomBytes(4).toString("hex")}`;
    let stack: Stack;
    let events: EventRecorder;
    let variables: Record<string, string> = {};

    beforeAll(async () => {
        events = await recordEvents();
        stack = await openStack09("example");
        stack.addExample("readme");
        virsh("pool-create-as", pool, "dir", "--target", join(stack.folder, "pool"));
        variables = { POOL: pool, IMAGE: join(stack.folder, "image.qcow2") };
        execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", variables["IMAGE"] ?? "", "1M"]);
    });
    afterAll(async () => {
        await stack.run(["destroy", "--yes", "--skip-preview"], variables);
        await stack.remove();
        virsh("pool-destroy", pool);
        await events.stop();
    });

    it("starts its machine once, and runs it once the drive is in", async () => {
        await stack.up(variables);
        const { domain = "" } = await stack.outputs();
        expect(await events.take(domain)).toEqual(["Defined", "Started paused", "Resumed with the drive"]);
        await stack.refreshNothing(variables);
        await stack.previewNothing(variables);
    });

    it("leaves nothing", async () => {
        const { domain = "" } = await stack.outputs();
        await stack.destroy(variables);
        expect(await events.take(domain)).toEqual(["Stopped", "Undefined"]);
        expect(virsh("vol-list", pool)).toBe("");
    });
});
