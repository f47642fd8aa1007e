import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { procedures } from "../../provider/libvirt/procedures.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import type { Inputs } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import { virsh } from "../../provider/text/shell-word.ts";
import { withCalls } from "../support/calls.ts";
import { beside, caught, lifeCycleOn, SCSI_CONTROLLER, useTestHost } from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";

describe("destroy, while the drive's own domain still needs the image", () => {
    const host = useTestHost();
    const { create, update, remove } = lifeCycleOn(host);

    const stays = ({ volumePath }: State, because: string, remedy: string): string =>
        `the image ${volumePath} stays in the pool because ${because}, and Pulumi no longer manages it. ${remedy}: ${virsh(host().uri, "vol-delete", volumePath)}`;

    const images = async (): Promise<readonly string[]> =>
        (await host().files()).filter((name) => /-[0-9a-f]{12}\.(iso|img)$/.test(name));

    it("keeps the image of a second cdrom", async () => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid });
        await host().virsh("attach-disk", domain.name, state.volumePath, "hdd", "--type", "cdrom", "--config");
        await remove(state);
        expect((await domain.config()).disks).toMatchObject([{ target: "hdd", file: state.volumePath }]);
        expect(host().warnings).toEqual([
            stays(state, `domain "${domain.name}" uses it at hdd`, "Detach it from that domain, then delete it"),
        ]);
        await domain.start();
    });

    it.each<[string, Partial<Inputs>]>([
        ["a disk at the default policy", { format: "vfat" }],
        ["a mandatory cdrom", { startupPolicy: "mandatory" }],
    ])("keeps the image that saved memory needs, and the machine resumes: %s", async (_what, inputs) => {
        const domain = await host().define();
        const first = await create({ domain: domain.uuid, ...inputs });
        await domain.boot();
        await host().virsh("managedsave", domain.name);
        const second = await update(first, { domain: domain.uuid, ...inputs, userData: "second" });
        await remove(second);
        expect(await images()).toEqual([first.volume]);
        const because = `the saved memory of domain "${domain.name}" needs it`;
        expect(host().warnings).toEqual([
            expect.stringContaining("has saved memory"),
            stays(first, because, "Delete it when the saved memory is gone"),
        ]);
        await domain.start();
        expect((await domain.live()).disks.map(({ file }) => file)).toEqual([first.volumePath]);
    });

    it("deletes the image of an optional cdrom in saved memory, and the machine resumes with an empty tray", async () => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid });
        await domain.boot();
        await host().virsh("managedsave", domain.name);
        await remove(state);
        expect(await images()).toEqual([]);
        expect(host().warnings).toEqual([]);
        await domain.start();
        // A start from the definition would have no cdrom at all.
        expect((await domain.live()).disks).toMatchObject([{ device: "cdrom", file: undefined }]);
        expect((await domain.config()).disks).toEqual([]);
    });

    it("keeps the disk of a running snapshot, and the revert succeeds", async () => {
        const root = join(host().folder, "root.qcow2");
        execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", root, "1M"]);
        const disk = `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${root}'/><target dev='vda' bus='virtio'/></disk>`;
        const domain = await host().define({ devices: SCSI_CONTROLLER + disk });
        const state = await create({ domain: domain.uuid, format: "vfat", bus: "scsi" });
        await domain.boot();
        await host().virsh("snapshot-create-as", domain.name, "before");
        host().onRemove(() => host().virsh("snapshot-delete", domain.name, "before", "--metadata"));
        await remove(state);
        expect(await images()).toEqual([state.volume]);
        const because = `snapshot "before" of domain "${domain.name}" needs it`;
        expect(host().warnings).toEqual([stays(state, because, `Delete it when snapshot "before" is gone`)]);
        await host().virsh("snapshot-revert", domain.name, "before");
        expect(await domain.isActive()).toBe(true);
        expect((await domain.live()).disks.map(({ file }) => file)).toEqual([root, state.volumePath]);
    });
});

describe("an image in another domain's saved memory", () => {
    const host = useTestHost();
    const { create, update, remove } = lifeCycleOn(host);

    /** A domain that was saved with the image, and no longer has it in its definition. */
    const savedWith = async ({ volumePath }: State): Promise<TestDomain> => {
        const cdrom = `<disk type='file' device='cdrom'><source file='${volumePath}'/><target dev='hda' bus='ide'/><readonly/></disk>`;
        const domain = await host().define({ devices: cdrom });
        await domain.boot();
        await host().virsh("managedsave", domain.name);
        await host().virsh("detach-disk", domain.name, "hda", "--config");
        return domain;
    };

    it("stays, and that machine resumes", async () => {
        const domain = await host().define();
        const first = await create({ domain: domain.uuid });
        const other = await savedWith(first);
        const second = await update(first, { domain: domain.uuid, userData: "second" });
        expect(second.retiredVolumes).toEqual([first.volumeKey]);
        await remove(second);
        expect(await host().files()).toEqual([first.volume]);
        expect(host().warnings[0]).toContain(`because the saved memory of domain "${other.name}" needs it`);
        await other.start();
        expect((await other.live()).disks).toMatchObject([{ file: first.volumePath }]);
    });

    it("stays after an update if the saved memory can't be read", async () => {
        const domain = await host().define();
        const first = await create({ domain: domain.uuid });
        const other = await savedWith(first);
        const { client, ...handle } = host().handle();
        const flawed: typeof client.domainManagedSaveGetXmlDesc = (ref, options) =>
            client.call(procedures.domainManagedSaveGetXmlDesc, [ref, 0xff], options);
        const refusing = { ...handle, client: withCalls(client, { domainManagedSaveGetXmlDesc: flawed }) };
        const news = host().declare({ domain: domain.uuid, userData: "second" });
        const second = await updateDrive(refusing, first, news);
        expect(second.retiredVolumes).toEqual([first.volumeKey]);
        expect(host().warnings).toHaveLength(1);
        expect(host().warnings[0]).toContain(`domain "${other.name}" can't be read (`);
    });
});

describe("an update whose attach fails", () => {
    const host = useTestHost();
    const { create, read, remove } = lifeCycleOn(host);

    /** Updates a drive in a domain that refuses the new medium. */
    const refused = async (state: State, inputs: Partial<Inputs>): Promise<Error> => {
        const { client, ...handle } = host().handle();
        const change: typeof client.domainUpdateDeviceFlags = (ref, _xml, flags, options) =>
            client.domainUpdateDeviceFlags(ref, "<disk/>", flags, options);
        const refusing = { ...handle, client: withCalls(client, { domainUpdateDeviceFlags: change }) };
        return await caught(updateDrive(refusing, state, host().declare(inputs)));
    };

    it("keeps a volume that it took over and another domain uses", async () => {
        const [one, other] = [await host().define(), await host().define()];
        const [drive, startupPolicy] = ["appliance", "mandatory"] as const;
        const first = await create({ ...beside(drive, "first"), domain: one.uuid });
        const shared = await create({ ...beside(drive, "second"), domain: other.uuid, startupPolicy });
        const error = await refused(first, { ...beside(drive, "second"), domain: one.uuid });
        expect(error.name).toBe("LibvirtError");
        expect(await host().files()).toEqual([first.volume, shared.volume].sort());
        expect(await read(first)).toEqual(first);
        await other.start();
    });

    it("keeps a volume that it took over and nothing uses", async () => {
        const domain = await host().define();
        const first = await create({ ...beside("appliance", "first"), domain: domain.uuid });
        const found = await create(beside("appliance", "second"));
        await refused(first, { ...beside("appliance", "second"), domain: domain.uuid });
        expect(await host().files()).toEqual([first.volume, found.volume].sort());
    });

    it("deletes a volume that it created, unless a domain uses it by then", async () => {
        const domain = await host().define();
        const first = await create({ domain: domain.uuid });
        const changed = { domain: domain.uuid, userData: "changed" };
        expect((await refused(first, changed)).name).toBe("LibvirtError");
        expect(await host().files()).toEqual([first.volume]);

        const path = join(host().folder, host().declare(changed).volume);
        const cdrom = `<disk type='file' device='cdrom'><source file='${path}'/><target dev='hda' bus='ide'/><readonly/></disk>`;
        const other: TestDomain = await host().define({ devices: cdrom });
        expect((await refused(first, changed)).name).toBe("IncompleteDrive");
        await other.start();
        await other.stop();
        await other.undefine();
        await remove(first);
    });
});
