import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordEvents, virsh } from "../pulumi/host.ts";
import type { Stack } from "../pulumi/stack.ts";
import { openStack09 } from "./machine.ts";

type Recorder = Awaited<ReturnType<typeof recordEvents>>;

const RESUMED = ["Started paused", "Resumed with the drive"];
const UPDATED = ["Stopped", "Undefined", "Defined", ...RESUMED];

describe("domains of provider 0.9 that forceConfigDrive gives their drives", () => {
    let stack: Stack;
    let events: Recorder;
    let names: readonly string[] = [];
    let variables: Record<string, string> = {};

    beforeAll(async () => {
        stack = await openStack09("forced");
        events = await recordEvents();
    });
    afterAll(async () => {
        await events.stop();
        await stack.remove();
    });

    const up = async (changed: Record<string, string>): Promise<string> => {
        variables = { ...variables, ...changed };
        const output = await stack.up(variables);
        names = ((await stack.outputs())["domains"] ?? "").split(" ");
        return output;
    };
    const lives = async (): Promise<readonly (readonly string[])[]> => {
        const lines: (readonly string[])[] = [];
        for (const name of names) lines.push(await events.take(name));
        return lines;
    };
    const isQuiet = async (): Promise<void> => {
        await stack.refreshNothing(variables);
        await stack.previewNothing(variables);
    };
    const media = (): readonly string[] => names.map((name) => virsh("domblklist", name));

    it("show them in the preview", async () => {
        const preview = await stack.succeed(["preview"], variables);
        expect(preview).toMatch(/ConfigDrive +web +create/);
        expect(preview).toMatch(/ConfigDrive +off +create/);
        expect(preview).not.toMatch(/ConfigDrive +router/);
        expect(preview).not.toMatch(/ConfigDrive +own /);
    });

    it("have them at their first and only start, in components too", async () => {
        await up({});
        const first = ["Defined", ...RESUMED];
        const router = ["Defined", "Started without the drive"];
        expect(await lives()).toEqual([first, ["Defined"], router, first, first, first]);
        expect(media().map((list) => list.includes(".iso"))).toEqual([true, true, false, true, true, true]);
        await isQuiet();
        expect(await lives()).toEqual(names.map(() => []));
    });

    it("keep running when the content changes: only the drives do", async () => {
        const before = media();
        expect(await up({ GUEST_NAME: "renamed" })).toMatch(/4 updated/);
        expect(await lives()).toEqual(names.map(() => []));
        const after = media();
        expect(after.map((list, index) => list === before[index])).toEqual([false, false, true, true, false, false]);
        await isQuiet();
    });

    it("have them at each start by an update of their own", async () => {
        await up({ TITLE: "updated" });
        const off = ["Undefined", "Defined"];
        const router = ["Stopped", ...off, "Started without the drive"];
        expect(await lives()).toEqual([UPDATED, off, router, UPDATED, UPDATED, UPDATED]);
        await isQuiet();
    });

    it("lose them when they are excepted", async () => {
        await up({ EXCEPT: "router off" });
        expect(await lives()).toEqual(names.map(() => []));
        expect(media().map((list) => list.includes(".iso"))).toEqual([true, false, false, true, true, true]);
        await up({ EXCEPT: "router web off" });
        // Without a pause at its start, the machine is another one for the provider.
        const restarted = ["Stopped", "Undefined", "Defined", "Started without the drive"];
        expect(await lives()).toEqual([restarted, [], [], [], restarted, restarted]);
        expect(media().map((list) => list.includes(".iso"))).toEqual([false, false, false, true, false, false]);
        await isQuiet();
        await up({ EXCEPT: "router" });
        expect(await lives()).toEqual([UPDATED, [], [], [], UPDATED, UPDATED]);
        await isQuiet();
    });

    it("keep them through a rename, which only changes the content that the name is in", async () => {
        const prefixes = (): readonly string[] => media().map((list) => list.replace(/-[0-9a-f]{12}\.iso/, ""));
        const before = prefixes();
        await lives();
        expect(await up({ RENAMED: "true" })).toMatch(/1 updated/);
        expect(await lives()).toEqual(names.map(() => []));
        expect(prefixes()).toEqual(before);
        await isQuiet();
    });

    it("go after them, and leave nothing", async () => {
        const last = names;
        await stack.destroy(variables);
        expect(await events.standing()).toEqual([]);
        expect(
            virsh("list", "--all", "--name")
                .split("\n")
                .filter((name) => last.includes(name)),
        ).toEqual([]);
        expect(existsSync(join(stack.folder, "pool"))).toBe(false);
    });
});
