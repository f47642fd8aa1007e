import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { State } from "../../provider/model/state.ts";
import { lifeCycleOn, useTestHost } from "../support/host.ts";

/** libvirt only shows the files in the folder that a pool is over now. */
describe("the image of a pool that is no longer over its folder", () => {
    const host = useTestHost();
    const { create, update, remove } = lifeCycleOn(host);

    /** Redefines the pool over another folder, which is returned. */
    const redefine = async (): Promise<string> => {
        const folder = await mkdtemp(`${host().folder}-new-`);
        host().onRemove(() => rm(folder, { recursive: true }));
        await host().stopPool();
        await host().undefinePool();
        await host().virsh("pool-define-as", host().pool, "dir", "--target", folder);
        await host().startPool();
        return folder;
    };

    const mayExist = async ({ volumePath }: State): Promise<string> =>
        `the image ${volumePath} may still exist on host "${await host().client.getHostname()}", with its secrets: libvirt no longer shows it, since pool "${host().pool}" is now over another folder or gone. Pulumi no longer manages it. Delete it: rm ${volumePath}, on the host`;

    it("is named by an update, once", async () => {
        const domain = await host().define();
        const first = await create({ domain: domain.uuid });
        const folder = await redefine();
        const second = await update(first, { domain: domain.uuid, userData: "second" });
        expect(existsSync(first.volumePath)).toBe(true);
        expect(second.retiredVolumes).toEqual([]);
        expect(host().warnings).toEqual([await mayExist(first)]);
        await remove(await update(second, { domain: domain.uuid, userData: "third" }));
        expect(host().warnings).toHaveLength(1);
        expect(await readdir(folder)).toEqual([]);
    });

    it("stays in the state as long as a domain uses it", async () => {
        const domain = await host().define();
        const first = await create({ domain: domain.uuid });
        await host().virsh("attach-disk", domain.name, first.volumePath, "hdd", "--type", "cdrom", "--config");
        await redefine();
        const second = await update(first, { domain: domain.uuid, userData: "second" });
        expect(second.retiredVolumes).toEqual([first.volumeKey]);
        expect(host().warnings).toEqual([]);
        await host().virsh("detach-disk", domain.name, "hdd", "--config");
        await update(second, { domain: domain.uuid, userData: "third" });
        expect(host().warnings).toEqual([await mayExist(first)]);
    });

    it("is named by destroy", async () => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid });
        await redefine();
        await remove(state);
        expect((await domain.config()).disks).toEqual([]);
        expect(host().warnings).toEqual([await mayExist(state)]);
    });

    it("is named by destroy when the pool is gone", async () => {
        const state = await create();
        await host().stopPool();
        await host().undefinePool();
        await remove(state);
        expect(existsSync(state.volumePath)).toBe(true);
        expect(host().warnings).toEqual([await mayExist(state)]);
    });

    it("isn't mentioned if it no longer exists in the pool's folder", async () => {
        const state = await create();
        await rm(state.volumePath);
        await host().virsh("pool-refresh", host().pool);
        await remove(state);
        expect(host().warnings).toEqual([]);
    });
});
