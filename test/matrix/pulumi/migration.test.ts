import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DYNAMIC, PLUGIN } from "../../pulumi/adapter.ts";
import { inspectImage, recordEvents, virsh } from "../../pulumi/host.ts";
import type { SingleHost } from "../../pulumi/single-host.ts";
import { closeSingleStack, openSingleStack } from "../../pulumi/single-stack.ts";
import type { Stack } from "../../pulumi/stack.ts";
import type { EventRecorder } from "../../support/events/recorder.ts";

const MIGRATIONS = [
    { from: DYNAMIC, to: PLUGIN, isSame: true },
    // The state gets the text of the provider, which only an update writes.
    { from: PLUGIN, to: DYNAMIC, isSame: false },
];

describe.each(MIGRATIONS)("a stack that moves from $from.name to $to.name", ({ from, to, isSame }) => {
    let stack: Stack;
    let host: SingleHost;
    let events: EventRecorder;
    let variables: NodeJS.ProcessEnv;

    beforeEach(async () => {
        events = await recordEvents();
        ({ stack, host, variables } = await openSingleStack());
        stack.use(from);
    });
    afterEach(async () => {
        await closeSingleStack({ stack, host });
        await events.stop();
    });

    /** All of the host that a drive could touch: both definitions of the domain, and each image as it is on the disk. */
    const onHost = (): unknown => ({
        definitions: [virsh("dumpxml", host.domain), virsh("dumpxml", "--inactive", host.domain)],
        images: readdirSync(join(stack.folder, "pool")).map((name) => {
            const { ino, mtimeMs, ctimeMs } = statSync(join(stack.folder, "pool", name));
            return { name, ino, mtimeMs, ctimeMs };
        }),
    });

    const move = async (more: NodeJS.ProcessEnv): Promise<void> => {
        const before = onHost();
        const { id, outputs } = await stack.drive();
        stack.use(to);
        if (isSame) await stack.previewNothing(more);
        else expect(await stack.succeed(["preview"], more)).toMatch(/1 to update/);
        expect(onHost()).toEqual(before);
        expect(await stack.up(more)).toMatch(
            isSame ? /Resources:\s+\d unchanged\n/ : /Resources:\s+~ 1 updated\s+\d unchanged\n/,
        );
        expect(onHost()).toEqual(before);
        const moved = await stack.drive();
        expect(moved.id).toBe(id);
        expect(moved.outputs).toMatchObject({ imageDigest: outputs["imageDigest"], volumeKey: outputs["volumeKey"] });
        await stack.previewNothing(more);
        await stack.refreshNothing(more);
        await stack.previewNothing(more);
        expect(onHost()).toEqual(before);
    };

    it("changes nothing on the host, keeps the drive and goes on with it", async () => {
        const started = { ...variables, START: "true" };
        await stack.up(started);
        expect(await events.take(host.domain)).toEqual(["Defined", "Started with the drive"]);
        await move(started);
        const changed = { ...started, GUEST_NAME: "renamed" };
        expect(await stack.up(changed)).toMatch(/1 updated/);
        const { volumePath = "" } = await stack.outputs();
        expect(inspectImage(volumePath).metaData).toMatchObject({ hostname: "renamed" });
        expect(readdirSync(join(stack.folder, "pool")).map((name) => join(stack.folder, "pool", name))).toEqual([
            volumePath,
        ]);
        await stack.refreshNothing(changed);
        await stack.previewNothing(changed);
        expect(await events.take(host.domain)).toEqual([]);
        await stack.destroy(changed);
        expect(readdirSync(join(stack.folder, "pool"))).toEqual([]);
        expect((await stack.export()).deployment.resources ?? []).toEqual([]);
    });

    it("changes content in the same run", async () => {
        await stack.up(variables);
        stack.use(to);
        const changed = { ...variables, GUEST_NAME: "renamed" };
        expect(await stack.up(changed)).toMatch(/1 updated/);
        const { volumePath = "" } = await stack.outputs();
        expect(inspectImage(volumePath).metaData).toMatchObject({ hostname: "renamed" });
        await stack.refreshNothing(changed);
    });

    it("keeps the drive of a component, and its name on the host", async () => {
        const inside = { ...variables, PARENT: "acme:index:Machine" };
        await stack.up(inside);
        await move(inside);
        const { volume } = (await stack.drive()).outputs;
        await stack.destroy(inside);
        // The names of new drives don't depend on the adapter.
        await stack.up({ ...inside });
        expect(String((await stack.drive()).outputs["volume"]).slice(0, 12)).toBe(String(volume).slice(0, 12));
    });

    it("is destroyed at once without a trace", async () => {
        await stack.up(variables);
        stack.use(to);
        await stack.destroy(variables);
        expect(readdirSync(join(stack.folder, "pool"))).toEqual([]);
        expect(virsh("dumpxml", host.domain)).not.toContain("<disk");
    });
});
