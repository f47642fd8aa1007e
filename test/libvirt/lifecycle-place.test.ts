import { describe, expect, it } from "vitest";
import { AFFECT_CONFIG } from "../../provider/libvirt/flags.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import { withCalls } from "../support/calls.ts";
import { caught, lifeCycleOn, SCSI_CONTROLLER, stateLeftBy, useTestHost } from "../support/host.ts";
import { type SeenDisk, seenDrive, type TestDomain } from "../support/test-domain.ts";

describe("a drive that is to go where libvirt won't have it", () => {
    const host = useTestHost();
    const { create, update, read } = lifeCycleOn(host);

    /** A host whose libvirt refuses a drive on usb. */
    const withoutUsb = () => {
        const { client, ...handle } = host().handle();
        const attach: typeof client.domainAttachDeviceFlags = (ref, xml, flags, options) =>
            client.domainAttachDeviceFlags(ref, xml.replace("bus='usb'", "bus='fdc'"), flags, options);
        return { ...handle, client: withCalls(client, { domainAttachDeviceFlags: attach }) };
    };

    const places = async (domain: TestDomain): Promise<readonly (readonly SeenDisk[])[]> => {
        const config = (await domain.config()).disks;
        return (await domain.isActive()) ? [(await domain.live()).disks, config] : [config];
    };

    it.each([
        { when: "off", content: "hello" },
        { when: "off", content: "changed" },
        { when: "running", content: "hello" },
        { when: "running", content: "changed" },
    ])("stays where it was in a machine that is $when, with content $content", async ({ when, content }) => {
        const domain = await host().define({ devices: SCSI_CONTROLLER });
        const first = await create({ domain: domain.uuid, bus: "scsi" });
        if (when === "running") await domain.boot();
        const before = await places(domain);
        const moved = host().declare({ domain: domain.uuid, bus: "usb", userData: content });
        expect((await caught(updateDrive(withoutUsb(), first, moved))).message).toContain("bus type 'fdc'");
        expect(await places(domain)).toEqual(before);
        expect(await host().files()).toEqual([first.volume]);
        expect(await read(first)).toEqual(first);
    });

    it("stays on its fixed port in a transient domain, which has no next start", async () => {
        const domain = await host().define({ machine: "q35" });
        const first = await create({ domain: domain.uuid });
        await domain.boot();
        await domain.undefine();
        const error = await caught(update(first, { domain: domain.uuid, target: "sdx", userData: "changed" }));
        expect(error).toMatchObject({ code: "domain-transient" });
        expect(error.message).toContain("its drive can't move from sda on sata while it runs");
        expect((await domain.live()).disks).toEqual([seenDrive("cdrom", first)]);
        expect(await host().files()).toEqual([first.volume]);
        const second = await update(first, { domain: domain.uuid, userData: "changed" });
        expect((await domain.live()).disks).toEqual([seenDrive("cdrom", second)]);
    });

    it("is told of in the state where it can't go back either", async () => {
        const domain = await host().define({ devices: SCSI_CONTROLLER });
        const first = await create({ domain: domain.uuid, bus: "scsi" });
        const { client, ...handle } = host().handle();
        // libvirt refuses the way there and the way back alike.
        const attach: typeof client.domainAttachDeviceFlags = (ref, _xml, flags, options) =>
            client.domainAttachDeviceFlags(ref, "<disk/>", flags, options);
        const refusing = withCalls(client, { domainAttachDeviceFlags: attach });
        const news = host().declare({ domain: domain.uuid, bus: "usb" });
        const left = await stateLeftBy(updateDrive({ ...handle, client: refusing }, first, news));
        expect(left).toMatchObject({ drive: "not attached yet", volume: first.volume });
        expect((await domain.config()).disks).toEqual([]);
        const again = await update(left, { domain: domain.uuid, bus: "scsi" });
        expect((await domain.config()).disks).toEqual([seenDrive("cdrom", again)]);
    });
});

describe("a drive that somebody moved for the next start", () => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);

    it("stays where each definition has it, beside whatever took its place", async () => {
        const domain = await host().define({ machine: "q35" });
        const first = await create({ domain: domain.uuid });
        await domain.boot();
        const [own] = (await domain.config()).disks;
        expect(own).toMatchObject({ bus: "sata", target: "sda" });
        const cdrom = (target: string, more: string): string =>
            `<disk type='file' device='cdrom'>${more}<target dev='${target}' bus='sata'/><readonly/></disk>`;
        const alias = `<alias name='${own?.alias}'/><serial>cloudinit</serial>`;
        await domain.detach(cdrom("sda", alias), AFFECT_CONFIG);
        await domain.attach(cdrom("sda", ""), AFFECT_CONFIG);
        const source = `<driver name='qemu' type='raw'/><source file='${first.volumePath}' startupPolicy='optional'/>`;
        await domain.attach(cdrom("sdb", source + alias), AFFECT_CONFIG);

        const second = await update(first, { domain: domain.uuid, userData: "changed" });
        expect((await domain.live()).disks).toEqual([{ ...seenDrive("cdrom", second), target: "sda" }]);
        const [other, moved] = (await domain.config()).disks;
        expect(other).toMatchObject({ target: "sda", file: undefined });
        expect(moved).toEqual({ ...seenDrive("cdrom", second), target: "sdb" });
        expect(await read(second)).toEqual(second);
        expect(await host().files()).toEqual([second.volume]);

        await domain.stop();
        await remove(second);
        expect((await domain.config()).disks).toEqual([other]);
    });
});
