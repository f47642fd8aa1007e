import { execFileSync } from "node:child_process";
import { chmod } from "node:fs/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { useTestHost } from "../support/host.ts";
import { LONG } from "./faults/moments.ts";
import { record } from "./faults/record.ts";
import { Stage, stateOf } from "./faults/stage.ts";

const isRoot = process.getuid?.() === 0;

/** Mounting is root's; and only root's QEMU runs as another user than its libvirtd. */
describe("a pool that fails", () => {
    const host = useTestHost();

    beforeEach(({ skip }) => {
        if (!isRoot && process.env["CI"]) throw new Error("missing: root");
        skip(!isRoot, "not root");
    });

    it("pool full in the middle of the upload", async () => {
        const mount = (options: string): void => {
            execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", host().folder]);
        };
        // Room for the file, which is sparse at first, and for one of its three packets.
        mount("size=384k,mode=0755");
        host().onRemove(async () => execFileSync("umount", [host().folder]));
        const stage = await Stage.set(host(), await host().define());
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
