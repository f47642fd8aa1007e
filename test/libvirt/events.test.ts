import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { guestFiles } from "../guests/guest.ts";
import { EventRecorder } from "../support/events/recorder.ts";
import { emptyCdrom, lifeCycleOn, SCSI_CONTROLLER, useTestHost } from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";

describe("the recorder of libvirt's events", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);
    let events: EventRecorder;

    beforeEach(async () => {
        events = await EventRecorder.start(host().uri);
    });
    afterEach(() => events.stop());

    const startPaused = (domain: TestDomain): Promise<string> => host().virsh("start", "--paused", domain.name);
    const resume = (domain: TestDomain): Promise<string> => host().virsh("resume", domain.name);

    it("shows whether a machine had its drive in when it started", async () => {
        const domain = await host().define({ devices: emptyCdrom("hdc", "ide") });
        await domain.start();
        await domain.stop();
        await create({ domain: domain.uuid, startDomain: true });
        expect(await events.take(domain.name)).toEqual([
            "Defined",
            "Started without the drive",
            "Stopped",
            "Started with the drive",
        ]);
        await domain.stop();
        await domain.undefine();
        expect(await events.take(domain.name)).toEqual(["Stopped", "Undefined"]);
        expect(await events.take(domain.name)).toEqual([]);
    });

    it("isn't misled by a drive that comes into the machine after the start", async () => {
        const domain = await host().define({ devices: SCSI_CONTROLLER });
        await domain.start();
        await create({ domain: domain.uuid, bus: "scsi" });
        expect(await domain.openImages()).toHaveLength(1);
        expect(await events.take(domain.name)).toEqual(["Defined", "Started without the drive"]);
    });

    it("shows whether a paused machine had its drive in when it was resumed", async () => {
        const domain = await host().define({ devices: SCSI_CONTROLLER });
        await startPaused(domain);
        await create({ domain: domain.uuid, bus: "scsi" });
        await resume(domain);
        expect(await events.take(domain.name)).toEqual(["Defined", "Started paused", "Resumed with the drive"]);
        await host().virsh("suspend", domain.name);
        await resume(domain);
        expect(await events.take(domain.name)).toEqual(["Suspended", "Resumed with the drive"]);
    });

    it("shows whether a paused machine had the medium in its tray when it was resumed", async () => {
        const domain = await host().define({ devices: emptyCdrom("hda", "ide") });
        const medium = join(host().folder, "drive-0123ab.iso");
        await writeFile(medium, new Uint8Array(4096));
        await startPaused(domain);
        await host().virsh("change-media", domain.name, "hda", medium, "--insert", "--live");
        await resume(domain);
        expect(await events.take(domain.name)).toEqual(["Defined", "Started paused", "Resumed with the drive"]);
        await domain.stop();
        await startPaused(domain);
        await resume(domain);
        expect(await events.take(domain.name)).toEqual(["Stopped", "Started paused", "Resumed without the drive"]);
    });

    it("isn't misled by a drive that comes into the machine right after it was resumed", async () => {
        const domain = await host().define({ devices: SCSI_CONTROLLER });
        await startPaused(domain);
        await resume(domain);
        await create({ domain: domain.uuid, bus: "scsi" });
        expect(await events.take(domain.name)).toEqual([
            "Defined",
            "Started paused",
            expect.stringMatching(/^Resumed (without the drive|while a device changed)$/),
        ]);
    });

    it("leaves out a start that failed, with and without a QEMU", async () => {
        const domain = await host().defineXml(
            (name, folder) => `<domain type='qemu'><name>${name}</name><memory unit='MiB'>48</memory>
                <os><type arch='x86_64' machine='pc'>hvm</type><kernel>${folder}/vmlinuz</kernel></os>
                <devices><disk type='file'><source file='${folder}/none.img'/><target dev='vda' bus='virtio'/></disk>
                </devices></domain>`,
        );
        await expect(domain.start()).rejects.toThrow(/Cannot access storage file/);
        await host().virsh("detach-disk", domain.name, "vda", "--config");
        const kernel = join(host().folder, "vmlinuz");
        await writeFile(kernel, "no kernel");
        await expect(domain.start()).rejects.toThrow(/kernel/);
        await copyFile(guestFiles().kernel, kernel);
        await create({ domain: domain.uuid, startDomain: true });
        expect(await events.take(domain.name)).toEqual(["Defined", "Started with the drive"]);
    });

    it("knows the domains that came and those that are left", async () => {
        const [gone, left] = [await host().define(), await host().define()];
        await gone.undefine();
        expect(await events.defined()).toEqual([gone.name, left.name]);
        expect(await events.standing()).toEqual([left.name]);
    });
});
