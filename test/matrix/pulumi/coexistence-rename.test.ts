import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordEvents, virsh } from "../../pulumi/host.ts";
import { DOMAIN_FIRST, DRIVE_FIRST, GONE } from "../../pulumi/lives.ts";
import { Stack } from "../../pulumi/stack.ts";
import type { EventRecorder } from "../../support/events/recorder.ts";

describe("a drive whose resource is renamed, with its old name in aliases", () => {
    const variables = {
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        ONLY: "domain-first-running drive-first-running",
    };
    const renamed = { ...variables, RENAMED: "true" };
    let stack: Stack;
    let events: EventRecorder;

    beforeAll(async () => {
        events = await recordEvents();
        stack = new Stack("coexistence");
        await stack.init();
        await stack.up(variables);
    });
    afterAll(async () => {
        await stack.remove();
        await events.stop();
    });

    const domains = async (): Promise<readonly string[]> => ((await stack.outputs())["domains"] ?? "").split(" ");

    /** All of the host that a drive could touch: both definitions of each domain, and each image as it lies on the disk. */
    const everything = async (): Promise<unknown> => {
        const pool = join(stack.folder, "pool");
        return {
            definitions: (await domains()).map((name) => [
                virsh("dumpxml", name),
                virsh("dumpxml", "--inactive", name),
            ]),
            images: readdirSync(pool).map((name) => {
                const { ino, mtimeMs, ctimeMs } = statSync(join(pool, name));
                return { name, ino, mtimeMs, ctimeMs };
            }),
        };
    };

    it("stays as it is on the host, and so does its guest's instance id", async () => {
        const [domainFirst = "", driveFirst = ""] = await domains();
        expect(await events.take(domainFirst)).toEqual(DOMAIN_FIRST);
        expect(await events.take(driveFirst)).toEqual(DRIVE_FIRST);
        const before = await everything();
        expect(await stack.up(renamed)).toMatch(/6 unchanged/);
        expect(await everything()).toEqual(before);
        await stack.refreshNothing(renamed);
        await stack.previewNothing(renamed);
    });

    it("changes in place afterwards, and goes under its new name", async () => {
        expect(await stack.up({ ...renamed, GUEST_NAME: "changed" })).toMatch(/3 updated/);
        await stack.refreshNothing({ ...renamed, GUEST_NAME: "changed" });
        const names = await domains();
        for (const name of names) expect(await events.take(name)).toEqual([]);
        await stack.destroy({ ...renamed, GUEST_NAME: "changed" });
        for (const name of names) expect(await events.take(name)).toEqual(GONE);
    });
});
