import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guestFiles, readReports, waitFor } from "../guests/guest.ts";
import type { EventRecorder } from "../support/events/recorder.ts";
import { inspectImage, recordEvents } from "./host.ts";
import { Stack } from "./stack.ts";

describe("the program behind npm run demo", () => {
    let stack: Stack;
    let events: EventRecorder;

    beforeAll(async () => {
        events = await recordEvents();
        stack = new Stack("example");
        stack.addExample("quickstart");
        await stack.init();
        await stack.configure({ directory: stack.folder, domainType: "qemu", ...guestFiles() });
    });
    afterAll(async () => {
        await stack.remove();
        await events.stop();
    });

    it("starts its guest once, with the drive in", async () => {
        await stack.up();
        const { domain = "", deletedFirst } = await stack.outputs();
        expect(await events.take(domain)).toEqual(["Defined", "Started with the drive"]);
        expect(await events.defined()).toEqual([domain]);
        expect(deletedFirst).toEqual(["quickstart"]);
        const [first] = await waitFor(
            stack.console,
            (log) => (readReports(log).length > 0 ? readReports(log) : undefined),
            120_000,
        );
        const { volumePath } = (await stack.drive()).outputs;
        expect(first?.files).toEqual(inspectImage(String(volumePath)).files);
        await stack.previewNothing();
        await stack.refreshNothing();
    });

    it("leaves nothing", async () => {
        const { domain = "" } = await stack.outputs();
        await stack.destroy();
        expect(await events.take(domain)).toEqual(["Stopped", "Undefined"]);
        expect(await events.standing()).toEqual([]);
    });
});
