import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Bus, DriveDevice, ImageFormat, Inputs } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import { domainXml, readReports, waitFor } from "../guests/guest.ts";
import { defineDomain } from "../support/client-verbs.ts";
import { caught, lifeCycleOn, useTestHost } from "../support/host.ts";
import { type PcMachine, type SeenDisk, seenDrive, type TestDomain } from "../support/test-domain.ts";

const BOOT_MS = 60_000;

describe("a drive that is a disk", () => {
    const host = useTestHost();

    const { create, update, read, remove } = lifeCycleOn(host);

    /** The disk as each definition of a domain should have it. */
    const disk = (state: State): SeenDisk => seenDrive("disk", state);

    const defineGuest = (machine: PcMachine): Promise<TestDomain> =>
        host().defineXml((name, folder) => domainXml({ name, machine, console: join(folder, `${name}.log`) }));

    /** The device on which the guest has read these user data. */
    const sees = async (domain: TestDomain, userData: string): Promise<string> => {
        const sha256 = createHash("sha256").update(userData).digest("hex");
        const report = await waitFor(
            join(host().folder, `${domain.name}.log`),
            (log) =>
                readReports(log).findLast(({ files }) =>
                    files.some((file) => file.path === "openstack/latest/user_data" && file.sha256 === sha256),
                ),
            BOOT_MS,
        );
        return `${report.type} ${report.device}`;
    };

    /** Waits until the guest has looked for a drive and found none. */
    const up = async (domain: TestDomain): Promise<void> => {
        const log = join(host().folder, `${domain.name}.log`);
        await waitFor(log, (text) => text.includes("no config drive") || undefined, BOOT_MS);
    };

    const images = async (): Promise<readonly string[]> =>
        (await host().files()).filter((file) => !file.endsWith(".log"));

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
        expect(await images()).toEqual([second.volume]);
        expect(await update(second, { domain: domain.uuid, ...inputs, userData: "changed" })).toEqual(second);

        await domain.start();
        expect(await domain.openImages()).toEqual([second.volume]);
        expect(await read(second)).toEqual(second);
        await domain.stop();
        await remove(second);
        expect(await domain.config()).toEqual({ disks: [], controllers: [] });
        expect(await images()).toEqual([]);
    });

    it.each<{ machine: PcMachine; format: ImageFormat; bus: Bus; seen: string }>([
        { machine: "pc", format: "vfat", bus: "auto", seen: "vfat /dev/vda" },
        { machine: "q35", format: "vfat", bus: "auto", seen: "vfat /dev/vda" },
        { machine: "pc", format: "vfat", bus: "scsi", seen: "vfat /dev/sda" },
        { machine: "q35", format: "iso9660", bus: "auto", seen: "iso9660 /dev/vda" },
    ])("is plugged into a running $machine as $seen, changed, and goes", async ({ machine, format, bus, seen }) => {
        const domain = await defineGuest(machine);
        await domain.start();
        const inputs = { domain: domain.uuid, format, bus, device: "disk" as DriveDevice };
        const incarnation = await domain.incarnation();
        await up(domain);
        const first = await create({ ...inputs, userData: "first" });
        expect(await sees(domain, "first")).toBe(seen);
        const second = await update(first, { ...inputs, userData: "second" });
        expect(await sees(domain, "second")).toBe(seen);
        for (const definition of [await domain.live(), await domain.config()]) {
            expect(definition.disks).toEqual([disk(second)]);
        }
        expect(await read(second)).toEqual(second);
        expect(await images()).toEqual([second.volume]);
        expect(await domain.openImages()).toEqual([second.volume]);
        await remove(second);
        for (const definition of [await domain.live(), await domain.config()]) {
            expect(definition).toEqual({ disks: [], controllers: [] });
        }
        expect(await images()).toEqual([]);
        expect(await domain.incarnation()).toBe(incarnation);
    });

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
        expect(await images()).toEqual([first.volume]);
        await remove(first);
        expect((await domain.config()).disks).toEqual([]);
        expect(await images()).toEqual([]);
        expect(await domain.isActive()).toBe(true);
        await domain.stop();
        await domain.start();
        expect(await domain.openImages()).toEqual([]);
    });

    it("is given up for a cdrom, and takes its place again, in a domain that is off", async () => {
        const domain = await host().define();
        const cdrom = await create({ domain: domain.name });
        const asDisk = await update(cdrom, { domain: domain.name, format: "vfat" });
        expect((await domain.config()).disks).toEqual([disk(asDisk)]);
        expect(asDisk.attachedBus).toBe("virtio");
        const back = await update(asDisk, { domain: domain.name });
        expect((await domain.config()).disks).toEqual([{ ...disk(back), device: "cdrom", bus: "ide", target: "hda" }]);
        expect(await images()).toEqual([back.volume]);
    });

    it("takes the place of a hot-plugged cdrom while the guest runs", async () => {
        const domain = await defineGuest("pc");
        await domain.start();
        const cdrom = await create({ domain: domain.uuid, userData: "first" });
        expect(await sees(domain, "first")).toBe("iso9660 /dev/sr0");
        const asDisk = await update(cdrom, { domain: domain.uuid, format: "vfat", userData: "second" });
        expect(await sees(domain, "second")).toBe("vfat /dev/vda");
        for (const { disks } of [await domain.live(), await domain.config()]) expect(disks).toEqual([disk(asDisk)]);
    });

    it("takes the place of a cdrom on a fixed port at the next start", async () => {
        const domain = await host().define();
        const cdrom = await create({ domain: domain.name });
        await domain.boot();
        const asDisk = await update(cdrom, { domain: domain.name, device: "disk", userData: "changed" });
        const inTray = { ...disk(asDisk), device: "cdrom", bus: "ide", target: "hda" };
        expect((await domain.live()).disks).toEqual([inTray]);
        expect((await domain.config()).disks).toEqual([disk(asDisk)]);
        expect(await read(asDisk)).toEqual(asDisk);
        await domain.stop();
        await domain.start();
        expect((await domain.live()).disks).toEqual([disk(asDisk)]);
    });

    it("comes into a transient domain, changes, and goes", async () => {
        const domain = await defineGuest("q35");
        await domain.start();
        await domain.undefine();
        await up(domain);
        const inputs: Partial<Inputs> = { domain: domain.uuid, format: "vfat" };
        const first = await create({ ...inputs, userData: "first" });
        await sees(domain, "first");
        const second = await update(first, { ...inputs, userData: "second" });
        expect((await domain.live()).disks).toEqual([disk(second)]);
        expect(await read(second)).toEqual(second);
        await remove(second);
        expect((await domain.live()).disks).toEqual([]);
        expect(await images()).toEqual([]);
    });

    it("can't be a VFAT image in a cdrom for a Linux guest, of which the check warns", async () => {
        const domain = await defineGuest("pc");
        await create({ domain: domain.uuid, format: "vfat", device: "cdrom", startDomain: true });
        await up(domain);
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
