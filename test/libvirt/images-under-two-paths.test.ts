import { mkdir, rm, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { beside, lifeCycleOn, useTestHost } from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";

/** A file has as many paths as there are links to its folder. All of them are in use if one is. */
describe("an image that another domain refers to by another path", () => {
    const host = useTestHost();
    const { create, update, remove } = lifeCycleOn(host);

    const domainWith = (source: string, type: "file" | "volume" = "file"): Promise<TestDomain> =>
        host().define({
            devices: `<disk type='${type}' device='cdrom'><source ${source}/><target dev='hda' bus='ide'/><readonly/></disk>`,
        });

    const linkToPool = async (): Promise<string> => {
        const link = `${host().folder}-link`;
        await symlink(host().folder, link);
        host().onRemove(() => rm(link));
        return link;
    };

    const poolOver = async (folder: string): Promise<string> => {
        const pool = basename(folder);
        await host().virsh("pool-create-as", pool, "dir", "--target", folder);
        host().onRemove(() => host().virsh("pool-destroy", pool));
        return pool;
    };

    /** Neither an update nor a destroy deletes the images, and the other domain starts. */
    const expectKept = async (other: (volume: string) => Promise<TestDomain>): Promise<void> => {
        const own = await host().define();
        const first = await create({ domain: own.uuid });
        const user = await other(first.volume);
        const second = await update(first, { domain: own.uuid, userData: "second" });
        expect(second.retiredVolumes).toEqual([first.volumeKey]);
        await remove(second);
        expect(await host().files()).toEqual([first.volume]);
        expect(host().warnings).toHaveLength(1);
        expect(host().warnings[0]).toContain(`because domain "${user.name}" uses it at hda`);
        await user.start();
        expect((await user.live()).disks).toHaveLength(1);
    };

    it("stays: through a symbolic link, over which there is no pool", async () => {
        const link = await linkToPool();
        await expectKept((volume) => domainWith(`file='${link}/${volume}'`));
    });

    it("stays: through a symbolic link, over which there is a pool", async () => {
        const link = await linkToPool();
        await poolOver(link);
        await expectKept(async (volume) => {
            await host().virsh("pool-refresh", basename(link));
            return await domainWith(`file='${link}/${volume}'`);
        });
    });

    it("stays: as the volume of a second pool", async () => {
        const link = await linkToPool();
        const pool = await poolOver(link);
        await expectKept(async (volume) => {
            await host().virsh("pool-refresh", pool);
            return await domainWith(`pool='${pool}' volume='${volume}'`, "volume");
        });
    });

    it("stays: with .. and // in the path", async () => {
        const { folder } = host();
        await expectKept((volume) => domainWith(`file='${folder}/..//${basename(folder)}/${volume}'`));
    });

    it("goes if that is another file of the same name", async () => {
        const folder = join(`${host().folder}-other`);
        await mkdir(folder);
        host().onRemove(() => rm(folder, { recursive: true }));
        const pool = await poolOver(folder);
        const own = await host().define();
        const first = await create({ ...beside("appliance"), domain: own.uuid });
        const namesake = await create({ ...beside("appliance"), pool });
        expect(namesake.volume).toBe(first.volume);
        await domainWith(`file='${namesake.volumePath}'`);
        const second = await update(first, { ...beside("appliance", "second"), domain: own.uuid });
        expect(second.retiredVolumes).toEqual([]);
        expect(await host().files()).toEqual([second.volume]);
    });
});
