import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readReport, waitFor } from "../guests/guest.ts";
import type { EventRecorder } from "../support/events/recorder.ts";
import { PLUGIN } from "./adapter.ts";
import { inspectImage, recordEvents } from "./host.ts";
import { DRIVE_FIRST, GONE } from "./lives.ts";
import { Stack } from "./stack.ts";

describe("a drive in a program in YAML, by the plugin", () => {
    let stack: Stack;
    let events: EventRecorder;

    beforeAll(async () => {
        events = await recordEvents();
        stack = new Stack("plugin", undefined, "yaml");
        await stack.init();
        await stack.configure({ folder: stack.folder, guests: process.env["CONFIG_DRIVE_GUESTS"] ?? "" });
    });
    afterAll(async () => {
        await stack.remove();
        await events.stop();
    });

    it("is planned in a preview", async () => {
        const preview = await stack.succeed(["preview", "--diff"]);
        expect(preview).toContain(`+ ${PLUGIN.type}: (create)`);
        expect(preview).toMatch(/userData +: \[secret\]/);
        expect(preview).not.toContain("canary");
    });

    it("is there at the domain's first boot", async () => {
        await stack.up();
        const { domain = "", volumePath = "" } = await stack.outputs();
        expect(await events.take(domain)).toEqual(DRIVE_FIRST);
        const image = inspectImage(volumePath);
        expect(image.metaData).toMatchObject({ hostname: "guest" });
        const seen = await waitFor(stack.console, (log) => readReport(log)?.files, 120_000);
        expect(seen).toEqual(image.files);
    });

    it("has nothing to do the second time", async () => {
        await stack.previewNothing();
        await stack.refreshNothing();
    });

    it("changes by the paths that the preview names", async () => {
        await stack.configure({ guestName: "renamed" });
        expect(await stack.succeed(["preview", "--diff"])).toMatch(/~ hostname +: "guest" => "renamed"/);
        const { digest } = await stack.outputs();
        await stack.up();
        expect((await stack.outputs())["digest"]).not.toBe(digest);
        await stack.refreshNothing();
    });

    it("reports every wrong input at once, at the resource", async () => {
        await stack.configure({ guestName: "not a name" });
        const { code, output } = await stack.run(["preview"]);
        expect(code).not.toBe(0);
        expect(output).toContain("'drive' has a problem: hostname: \"not a name\" must contain only letters");
    });

    it("goes away and leaves nothing, and no secret was printed", async () => {
        await stack.configure({ guestName: "renamed" });
        const { domain = "" } = await stack.outputs();
        await stack.destroy();
        expect(await events.take(domain)).toEqual(GONE);
        expect(readdirSync(stack.folder)).not.toContain("pool");
        expect(stack.transcript).not.toContain("canary");
    });
});
