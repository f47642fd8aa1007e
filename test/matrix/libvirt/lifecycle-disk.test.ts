import { describe, expect, it } from "vitest";
import type { Inputs } from "../../../provider/model/inputs.ts";
import { DiskStage, disk, type PluggedDisk } from "../../libvirt/disk-stage.ts";
import { caught, lifeCycleOn, useTestHost } from "../../support/host.ts";

describe("a drive that is a disk", () => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);
    const stage = new DiskStage(host);

    it.each<PluggedDisk>([
        { machine: "q35", format: "vfat", bus: "auto", seen: "vfat /dev/vda" },
        { machine: "pc", format: "vfat", bus: "scsi", seen: "vfat /dev/sda" },
        { machine: "q35", format: "iso9660", bus: "auto", seen: "iso9660 /dev/vda" },
    ])("is plugged into a running $machine as $seen, changed, and goes", (drive) => stage.plug(drive));

    it("stays as it is in a guest that doesn't let go of it, and leaves with the guest", async () => {
        const domain = await host().define();
        const inputs: Partial<Inputs> = { domain: domain.uuid, format: "vfat" };
        const first = await create(inputs);
        await domain.boot();
        const error = await caught(update(first, { ...inputs, userData: "changed" }));
        expect(error).toMatchObject({
            code: "timed-out",
            message: `unplug config drive vda from domain "${domain.name}": the guest doesn't release it. Unmount it in the guest or shut the domain down, then run again.`,
        });
        for (const definition of [await domain.live(), await domain.config()]) {
            expect(definition.disks).toEqual([disk(first)]);
        }
        expect(await read(first)).toEqual(first);
        expect(await stage.images()).toEqual([first.volume]);
        await remove(first);
        expect((await domain.config()).disks).toEqual([]);
        expect(await stage.images()).toEqual([]);
        expect(await domain.isActive()).toBe(true);
        await domain.stop();
        await domain.start();
        expect(await domain.openImages()).toEqual([]);
    });

    it("takes the place of a hot-plugged cdrom while the guest runs", async () => {
        const domain = await stage.defineGuest("pc");
        await domain.start();
        const cdrom = await create({ domain: domain.uuid, userData: "first" });
        expect(await stage.sees(domain, "first")).toBe("iso9660 /dev/sr0");
        const asDisk = await update(cdrom, { domain: domain.uuid, format: "vfat", userData: "second" });
        expect(await stage.sees(domain, "second")).toBe("vfat /dev/vda");
        for (const { disks } of [await domain.live(), await domain.config()]) expect(disks).toEqual([disk(asDisk)]);
    });

    it("comes into a transient domain, changes, and goes", async () => {
        const domain = await stage.defineGuest("q35");
        await domain.start();
        await domain.undefine();
        await stage.up(domain);
        const inputs: Partial<Inputs> = { domain: domain.uuid, format: "vfat" };
        const first = await create({ ...inputs, userData: "first" });
        await stage.sees(domain, "first");
        const second = await update(first, { ...inputs, userData: "second" });
        expect((await domain.live()).disks).toEqual([disk(second)]);
        expect(await read(second)).toEqual(second);
        await remove(second);
        expect((await domain.live()).disks).toEqual([]);
        expect(await stage.images()).toEqual([]);
    });
});
