import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordEvents, virsh } from "../../pulumi/host.ts";
import { DOMAIN_FIRST } from "../../pulumi/lives.ts";
import { Stack } from "../../pulumi/stack.ts";
import type { EventRecorder } from "../../support/events/recorder.ts";
import { FaultProxy } from "../../support/fault-proxy.ts";
import { uploading } from "../libvirt/faults/moments.ts";

describe("a note that a broken run left in domains of @pulumi/libvirt", () => {
    let stack: Stack;
    let proxy: FaultProxy;
    let events: EventRecorder;
    let variables: Record<string, string>;

    beforeAll(async () => {
        events = await recordEvents();
        stack = new Stack("coexistence");
        proxy = await FaultProxy.open(process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system");
        variables = {
            PULUMI_NODEJS_TRANSPILE_ONLY: "true",
            ONLY: "domain-first-off domain-first-running",
            LIBVIRT_DEFAULT_URI: proxy.uri,
        };
        await stack.init();
        await stack.up(variables);
    });
    afterAll(async () => {
        proxy.untap();
        await stack.run(["destroy", "--yes", "--skip-preview"], variables);
        await stack.remove();
        await proxy.close();
        await events.stop();
    });

    const domains = async (): Promise<readonly string[]> => ((await stack.outputs())["domains"] ?? "").split(" ");

    /** Whether each domain has one. */
    const notes = async (): Promise<readonly boolean[]> =>
        (await domains()).map((name) =>
            virsh("dumpxml", "--inactive", name).includes("urn:pulumi-config-drive:intents:"),
        );

    it("isn't in the way of a refresh or an update by that provider, and outlasts both", async () => {
        proxy.tap(async (packet) => (uploading(packet) ? "drop" : "pass"));
        const { code } = await stack.run(["up", "--yes", "--skip-preview"], { ...variables, GUEST_NAME: "renamed" });
        proxy.untap();
        expect(code).not.toBe(0);
        expect(proxy.failures).toEqual([]);
        expect(await notes()).toEqual([true, true]);
        await stack.refreshNothing(variables);
        const [off = "", running = ""] = await domains();
        expect(await events.take(off)).toEqual(["Defined", "Started without the drive", "Stopped"]);
        expect(await events.take(running)).toEqual(DOMAIN_FIRST);
        expect(await stack.up({ ...variables, AUTOSTART: "true" })).toMatch(/2 updated/);
        expect(await events.take(off)).toEqual(["Started with the drive"]);
        expect(await events.take(running)).toEqual([]);
        await stack.refreshNothing(variables);
        expect(await notes()).toEqual([true, true]);
    });

    it("goes with the next change of the drive", async () => {
        const changed = { ...variables, AUTOSTART: "true", GUEST_NAME: "again" };
        expect(await stack.up(changed)).toMatch(/2 updated/);
        expect(await notes()).toEqual([false, false]);
        expect(readdirSync(join(stack.folder, "pool"))).toHaveLength(2);
        await stack.refreshNothing(changed);
        await stack.previewNothing(changed);
    });
});
