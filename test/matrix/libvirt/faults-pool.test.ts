import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connect, type LibvirtClient } from "../../../provider/libvirt/client.ts";
import { updateDrive } from "../../../provider/lifecycle/update.ts";
import { withCalls } from "../../support/calls.ts";
import { caught, TestHost, useTestHost } from "../../support/host.ts";
import { onlyRoot } from "../../support/only-root.ts";
import { PrivateDaemons, THIS_SYSTEM } from "../../support/private-daemons.ts";
import { FixedStage } from "./faults/fixed-stage.ts";
import { LONG } from "./faults/moments.ts";
import { record } from "./faults/record.ts";
import { Stage, stateOf } from "./faults/stage.ts";

describe("a pool on a small file system", () => {
    let folder: string;
    let daemons: PrivateDaemons;
    let client: LibvirtClient;
    let host: TestHost;

    const mount = (options: string): void => {
        execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
    };

    beforeEach(async (context) => {
        onlyRoot(context);
        folder = await mkdtemp("/tmp/config-drive-small-");
        // Room for the file, which is sparse at first, and for one of its three packets.
        mount("size=384k,mode=0755");
        // A daemon in a mount namespace of its own sees only what was mounted before it started.
        daemons = await PrivateDaemons.start(THIS_SYSTEM, "libvirtd");
        client = await connect(daemons.uri("libvirtd"), { environment: process.env });
        host = await TestHost.open(daemons.uri("libvirtd"), client, folder);
    });
    afterEach(async ({ task }) => {
        if (task.result?.state === "skip") return;
        await host.remove();
        await client.close();
        await daemons.remove();
        execFileSync("umount", [folder]);
        await rm(folder, { recursive: true });
    });

    it("pool full in the middle of the upload", async () => {
        const stage = await Stage.set(host, await host.define());
        // libvirt says of most of these uploads that they are done, and of the others that there is no space left.
        for (let round = 0; round < 20; round++) {
            const outcome = await stage.create(stage.declare(LONG));
            expect(String("error" in outcome ? outcome.error : outcome.state.drive)).toMatch(/no space left on/i);
            await stage.note();
        }
        mount("remount,size=4m");
        const state = stateOf(await stage.create(stage.declare(LONG)));
        await stage.expectConverged(state);
        expect(await stage.delete(state)).toBeUndefined();
        await stage.expectNothing();
        record({ fault: "pool full in the middle of the upload", times: 20, left: stage.left });
    });

    it.each([
        ["libvirt knows that there is no space left", undefined],
        ["libvirt believes that there is enough", 1n << 40n],
    ])("leaves a fixed volume as it was, where %s", async (_, available) => {
        const [stage, first] = await FixedStage.set(host);
        const news = stage.declare("second", 100_000);
        const believing = withCalls(client, {
            storagePoolGetInfo: async (pool, options) => ({
                ...(await client.storagePoolGetInfo(pool, options)),
                ...(available !== undefined && { available }),
            }),
        });
        const error = await caught(updateDrive({ ...host.handle(), client: believing }, first, news));
        expect(error.message).toMatch(/no space left/i);
        await stage.expectConverged(first, stage.declare("first"));
        mount("remount,size=4m");
        await stage.expectConverged(await updateDrive(host.handle(), first, news), news);
    });
});

describe("a pool that QEMU may not enter", () => {
    const host = useTestHost();

    beforeEach(onlyRoot);

    it("image not readable by QEMU when the machine starts", async () => {
        await chmod(host().folder, 0o700);
        const stage = await Stage.set(host(), await host().define());
        const news = stage.declare({ startDomain: true });
        const outcome = await stage.create(news);
        if ("state" in outcome || outcome.left === undefined) throw new Error("it should be there in part");
        expect(String(outcome.error)).toMatch(/Permission denied/);
        await stage.note();
        await chmod(host().folder, 0o755);
        const state = stateOf(await stage.update(outcome.left, news));
        expect(await stage.domain.isActive()).toBe(true);
        await stage.expectConverged(state);
        await stage.domain.stop();
        expect(await stage.delete(state)).toBeUndefined();
        await stage.expectNothing();
        record({ fault: "image not readable by QEMU when the machine starts", times: 1, left: stage.left });
    });
});
