import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ForcedStack } from "../pulumi/forced.ts";
import { Stack } from "../pulumi/stack.ts";

const RESUMED = ["Started paused", "Resumed with the drive"];
const UPDATED = ["Stopped", "Undefined", "Defined", ...RESUMED];

describe("domains of provider 0.9 that one call gives their drives", () => {
    let forced: ForcedStack;

    beforeAll(async () => {
        const stack = new Stack("libvirt-09/forced", process.env["CONFIG_DRIVE_LIBVIRT_09"]);
        await stack.init();
        // The CLI checks no types: each of the many runs would do it again.
        forced = (await ForcedStack.open(stack)).with({ PULUMI_NODEJS_TRANSPILE_ONLY: "true" });
    });
    afterAll(() => forced.close());

    const areIn = (): readonly boolean[] => forced.images().map((image) => image !== "");
    const expectUndisturbed = async (): Promise<void> => {
        expect(await forced.lives()).toEqual(forced.names.map(() => []));
    };

    it("show them in the preview", async () => {
        const preview = await forced.succeed("preview");
        for (const name of ["web", "off"]) expect(preview).toMatch(new RegExp(`ConfigDrive +${name} +create`));
        for (const name of ["router", "own"]) expect(preview).not.toMatch(new RegExp(`ConfigDrive +${name} `));
    });

    it("have them at their first and only start, in components too", async () => {
        await forced.up();
        const first = ["Defined", ...RESUMED];
        const router = ["Defined", "Started without the drive"];
        expect(await forced.lives()).toEqual([first, ["Defined"], router, first, first, first]);
        expect(areIn()).toEqual([true, true, false, true, true, true]);
        await forced.expectQuiet();
        await expectUndisturbed();
    });

    it("keep running when the content changes: only the drives do", async () => {
        const before = forced.images();
        expect(await forced.up({ GUEST_NAME: "renamed" })).toMatch(/4 updated/);
        await expectUndisturbed();
        const isSame = forced.images().map((image, index) => image === before[index]);
        expect(isSame).toEqual([false, false, true, true, false, false]);
        await forced.expectQuiet();
    });

    it("have them at each start by an update of their own", async () => {
        await forced.up({ TITLE: "updated" });
        const off = ["Undefined", "Defined"];
        const router = ["Stopped", ...off, "Started without the drive"];
        expect(await forced.lives()).toEqual([UPDATED, off, router, UPDATED, UPDATED, UPDATED]);
        await forced.expectQuiet();
    });

    it("lose them when they are excepted, and get them back", async () => {
        await forced.up({ EXCEPT: "router off" });
        await expectUndisturbed();
        expect(areIn()).toEqual([true, false, false, true, true, true]);
        await forced.up({ EXCEPT: "router web off" });
        // A machine that no longer starts paused has changed for the provider.
        const restarted = ["Stopped", "Undefined", "Defined", "Started without the drive"];
        expect(await forced.lives()).toEqual([restarted, [], [], [], restarted, restarted]);
        expect(areIn()).toEqual([false, false, false, true, false, false]);
        await forced.expectQuiet();
        await forced.up({ EXCEPT: "router" });
        expect(await forced.lives()).toEqual([UPDATED, [], [], [], UPDATED, UPDATED]);
        expect(areIn()).toEqual([true, true, false, true, true, true]);
        await forced.expectQuiet();
    });

    it("keep them through a rename, which only changes the content that the name is in", async () => {
        const prefixes = (): readonly string[] => forced.images().map((image) => image.replace(/-\w{12}\.iso$/, ""));
        const before = prefixes();
        expect(await forced.up({ RENAMED: "true" })).toMatch(/1 updated/);
        await expectUndisturbed();
        expect(prefixes()).toEqual(before);
        await forced.expectQuiet();
    });

    it("go after them, and leave nothing", async () => {
        await forced.destroy();
        expect(await forced.standing()).toEqual([]);
        expect(existsSync(join(forced.stack.folder, "pool"))).toBe(false);
    });
});
