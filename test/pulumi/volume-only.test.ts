import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readReport, waitFor } from "../guests/guest.ts";
import type { EventRecorder } from "../support/events/recorder.ts";
import { ADAPTER } from "./adapter.ts";
import { type InspectedImage, inspectImage, recordEvents, virsh } from "./host.ts";
import { DRIVE_FIRST, GONE } from "./lives.ts";
import { Stack } from "./stack.ts";

describe("a drive in the place of a CloudInitDisk", () => {
    let stack: Stack;
    let events: EventRecorder;
    const sees = (image: InspectedImage): Promise<true> =>
        waitFor(
            stack.console,
            (log) => (JSON.stringify(readReport(log)?.files) === JSON.stringify(image.files) ? true : undefined),
            120_000,
        );

    beforeAll(async () => {
        events = await recordEvents();
        stack = new Stack("volume-only");
        await stack.init();
    });
    afterAll(async () => {
        await stack.remove();
        await events.stop();
    });

    it("is there at the domain's first boot", async () => {
        await stack.up();
        const { domain = "", volumePath = "", drive } = await stack.outputs();
        expect(drive).toBe("stored");
        expect(await events.take(domain)).toEqual(DRIVE_FIRST);
        const image = inspectImage(volumePath);
        expect(image.metaData).toMatchObject({ hostname: "guest" });
        await sees(image);
    });

    it("is in the state with the place that declares it, and without the path of anything else", async () => {
        const { stackTrace = [] } = await stack.drive();
        const [place, ...others] = stackTrace;
        expect(place).toEqual({ sourcePosition: expect.stringMatching(/^project:\/\/\/index\.ts#\d+,\d+$/) });
        if (ADAPTER.hasShortTraces) expect(others).toEqual([]);
    });

    it("refreshes without a change on any resource", async () => {
        await stack.refreshNothing();
        await stack.previewNothing();
    });

    it("gives the running domain new content through the domain's own resource", async () => {
        const { domain = "", volumePath: before = "" } = await stack.outputs();
        const id = virsh("domid", domain);
        const output = await stack.up({ GUEST_NAME: "renamed" });
        expect(output).toMatch(/2 updated/);
        expect(virsh("domid", domain)).toBe(id);
        const { volumePath = "" } = await stack.outputs();
        expect(volumePath).not.toBe(before);
        const image = inspectImage(volumePath);
        expect(image.metaData).toMatchObject({ hostname: "renamed" });
        await sees(image);
        expect(await events.take(domain)).toEqual([]);
        await stack.refreshNothing({ GUEST_NAME: "renamed" });
        await stack.previewNothing({ GUEST_NAME: "renamed" });
    });

    it("keeps an old image while a domain may need it, and lets it go with the next change", async () => {
        const pool = join(stack.folder, "pool");
        expect(readdirSync(pool)).toHaveLength(2);
        await stack.up({ GUEST_NAME: "again" });
        expect(readdirSync(pool)).toHaveLength(2);
    });

    it("is there at the first boot of the domain that replaces this one", async () => {
        const { domain: old = "" } = await stack.outputs();
        const variables = { GUEST_NAME: "again", MEMORY: "160" };
        expect(await stack.up(variables)).toMatch(/\+-1 replaced/);
        const { domain = "" } = await stack.outputs();
        expect(await events.take(old)).toEqual(GONE);
        expect(await events.take(domain)).toEqual(DRIVE_FIRST);
        expect(await events.standing()).toEqual([domain]);
        await stack.refreshNothing(variables);
    });

    it("goes away and leaves nothing", async () => {
        const { domain = "" } = await stack.outputs();
        await stack.destroy();
        expect(await events.take(domain)).toEqual(GONE);
        expect(virsh("list", "--all", "--name").split("\n")).not.toContain(domain);
        expect(existsSync(join(stack.folder, "pool"))).toBe(false);
    });
});
