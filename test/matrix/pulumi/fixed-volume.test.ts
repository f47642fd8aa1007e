import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readReport, waitFor } from "../../guests/guest.ts";
import { inspectImage, virsh } from "../../pulumi/host.ts";
import { Stack } from "../../pulumi/stack.ts";
import { qemuOf } from "../../support/process-table.ts";

describe("a drive whose volume keeps its name, in a domain of @pulumi/libvirt", () => {
    const first = { FIXED: "true" };
    const second = { FIXED: "true", GUEST_NAME: "renamed" };
    let stack: Stack;

    const seesWhatIsIn = async (volumePath: string): Promise<void> => {
        const { files } = inspectImage(volumePath);
        await waitFor(
            stack.console,
            (log) => (JSON.stringify(readReport(log)?.files) === JSON.stringify(files) ? true : undefined),
            120_000,
        );
    };

    beforeAll(async () => {
        stack = new Stack("volume-only");
        await stack.init();
    });
    afterAll(() => stack.remove());

    it("is there at the domain's first boot", async () => {
        await stack.up(first);
        const { volumePath = "" } = await stack.outputs();
        expect(volumePath).toMatch(/\/seed-[0-9a-f]{6}\.iso$/);
        await seesWhatIsIn(volumePath);
    });

    it("gives the running guest new content, and the domain's resource sees no change", async () => {
        const { domain = "", volumePath = "" } = await stack.outputs();
        const machine = `${virsh("domid", domain)} ${qemuOf(domain)?.pid}`;
        const definition = virsh("dumpxml", "--inactive", domain);
        const output = await stack.up(second);
        expect(output).toMatch(/1 updated/);
        expect(output).toMatch(/3 unchanged/);
        expect((await stack.outputs())["volumePath"]).toBe(volumePath);
        expect(inspectImage(volumePath).metaData).toMatchObject({ hostname: "renamed" });
        await seesWhatIsIn(volumePath);
        expect(`${virsh("domid", domain)} ${qemuOf(domain)?.pid}`).toBe(machine);
        expect(virsh("dumpxml", "--inactive", domain)).toBe(definition);
    });

    it("refreshes without a change on any resource", async () => {
        await stack.refreshNothing(second);
        await stack.previewNothing(second);
    });

    it("shows an emptied tray in a refresh, and the next up fills it", async () => {
        const { domain = "", volumePath = "" } = await stack.outputs();
        virsh("change-media", domain, "hdd", "--eject", "--live");
        const refresh = await stack.succeed(["refresh", "--yes"], second);
        expect(refresh).toContain(`ejected in the running domain "${domain}"`);
        expect(await stack.up(second)).toMatch(/1 updated/);
        expect(virsh("dumpxml", domain)).toContain(volumePath);
        await stack.refreshNothing(second);
        await stack.previewNothing(second);
    });

    it("goes away and leaves nothing", async () => {
        await stack.destroy(second);
        expect(existsSync(join(stack.folder, "pool"))).toBe(false);
    });
});
