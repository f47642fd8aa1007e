import { describe, expect, it } from "vitest";
import type { Inputs } from "../../provider/model/inputs.ts";
import { defineDomain } from "../support/client-verbs.ts";
import { caught, lifeCycleOn, useTestHost } from "../support/host.ts";
import type { PcMachine } from "../support/test-domain.ts";
import { DiskStage, disk } from "./disk-stage.ts";

describe("a drive that is a disk", () => {
    const host = useTestHost();

    const { create, update, read, remove } = lifeCycleOn(host);

    const stage = new DiskStage(host);

    it.each<{ machine: PcMachine; inputs: Partial<Inputs>; slot: string }>([
        { machine: "pc", inputs: { format: "vfat" }, slot: "virtio vda" },
        { machine: "q35", inputs: { format: "vfat" }, slot: "virtio vda" },
        { machine: "pc", inputs: { format: "vfat", bus: "scsi" }, slot: "scsi sda" },
        { machine: "q35", inputs: { format: "vfat", bus: "usb", target: "sdc" }, slot: "usb sdc" },
        { machine: "pc", inputs: { device: "disk", target: "vdx" }, slot: "virtio vdx" },
    ])("comes into a $machine that is off on $slot, changes, and goes", async ({ machine, inputs, slot }) => {
        const domain = await host().define({ machine });
        const first = await create({ domain: domain.uuid, ...inputs });
        expect(`${first.attachedBus} ${first.attachedTarget}`).toBe(slot);
        expect((await domain.config()).disks).toEqual([disk(first)]);
        expect(first).toMatchObject({ drive: "attached", device: "disk", retiredVolumes: [] });
        expect(await read(first)).toEqual(first);

        const second = await update(first, { domain: domain.uuid, ...inputs, userData: "changed" });
        expect(second.volume).not.toBe(first.volume);
        expect((await domain.config()).disks).toEqual([disk(second)]);
        expect(await stage.images()).toEqual([second.volume]);
        expect(await update(second, { domain: domain.uuid, ...inputs, userData: "changed" })).toEqual(second);

        await domain.start();
        expect(await domain.openImages()).toEqual([second.volume]);
        expect(await read(second)).toEqual(second);
        await domain.stop();
        await remove(second);
        expect(await domain.config()).toEqual({ disks: [], controllers: [] });
        expect(await stage.images()).toEqual([]);
    });

    it("is plugged into a running pc as vfat /dev/vda, changed, and goes", async () => {
        await stage.plug({ machine: "pc", format: "vfat", bus: "auto", seen: "vfat /dev/vda" });
    });

    it("is given up for a cdrom, and takes its place again, in a domain that is off", async () => {
        const domain = await host().define();
        const cdrom = await create({ domain: domain.name });
        const asDisk = await update(cdrom, { domain: domain.name, format: "vfat" });
        expect((await domain.config()).disks).toEqual([disk(asDisk)]);
        expect(asDisk.attachedBus).toBe("virtio");
        const back = await update(asDisk, { domain: domain.name });
        expect((await domain.config()).disks).toEqual([{ ...disk(back), device: "cdrom", bus: "ide", target: "hda" }]);
        expect(await stage.images()).toEqual([back.volume]);
    });

    it("takes the place of a cdrom on a fixed port at the next start, and not before", async () => {
        const domain = await host().define();
        const cdrom = await create({ domain: domain.name });
        await domain.boot();
        const before = (await domain.live()).disks;
        const vfat = { domain: domain.name, format: "vfat", size: 2_129_920 } as const;
        // Linux can't mount FAT in a cdrom.
        expect(await caught(update(cdrom, vfat))).toMatchObject({ code: "hotplug-unsupported" });
        expect(await host().files()).toEqual([cdrom.volume]);
        const asDisk = await update(cdrom, { ...vfat, onChange: "nextBoot" });
        expect(asDisk.drive).toBe("attached at the next start");
        expect((await domain.live()).disks).toEqual(before);
        expect((await domain.config()).disks).toEqual([disk(asDisk)]);
        expect(await read(asDisk)).toEqual(asDisk);
        await domain.stop();
        await domain.start();
        expect((await domain.live()).disks).toEqual([disk(asDisk)]);
        expect((await read(asDisk)).drive).toBe("attached");
    });

    it("can't be a VFAT image in a cdrom for a Linux guest, of which the check warns", async () => {
        const domain = await stage.defineGuest("pc");
        await create({ domain: domain.uuid, format: "vfat", device: "cdrom", startDomain: true });
        await stage.up(domain);
        expect((await domain.live()).disks).toMatchObject([{ device: "cdrom", bus: "ide" }]);
    });

    it("is mended when somebody has taken it out, or put another image under it", async () => {
        const domain = await host().define();
        const inputs: Partial<Inputs> = { domain: domain.uuid, format: "vfat" };
        const first = await create(inputs);
        await host().virsh("detach-disk", domain.name, "vda", "--config");
        expect((await read(first)).drive).toBe("detached from the persistent definition");
        const mended = await update(first, inputs);
        expect((await domain.config()).disks).toEqual([disk(mended)]);
        const xml = (await host().virsh("dumpxml", "--inactive", domain.name)).replace(first.volumePath, "/dev/null");
        await defineDomain(host().client, xml);
        expect((await read(mended)).drive).toBe("holds /dev/null in the persistent definition");
        expect((await domain.config()).disks).toHaveLength(1);
        await update(mended, inputs);
        expect((await domain.config()).disks).toEqual([disk(mended)]);
    });
});
