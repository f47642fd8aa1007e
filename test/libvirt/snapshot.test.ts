import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { AFFECT_CONFIG } from "../../provider/libvirt/flags.ts";
import type { Inputs, StartupPolicy } from "../../provider/model/inputs.ts";
import { lifeCycleOn, useTestHost } from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";

const REVERTS: readonly { readonly startupPolicy: StartupPolicy; readonly runs: boolean }[] = [
    { startupPolicy: "optional", runs: false },
    { startupPolicy: "optional", runs: true },
    { startupPolicy: "requisite", runs: false },
    { startupPolicy: "mandatory", runs: true },
];

/** Drives that an external snapshot takes along if it names their target; the overlay of one is pulled up before the update. */
const OVERLAID: readonly { readonly inputs: Partial<Inputs>; readonly runs: boolean; readonly pulled?: true }[] = [
    { inputs: { format: "vfat" }, runs: false },
    { inputs: { format: "vfat", bus: "scsi" }, runs: true },
    { inputs: { format: "vfat", bus: "scsi" }, runs: true, pulled: true },
    { inputs: {}, runs: false },
    { inputs: {}, runs: true },
];

/** What of a domain and its snapshots stands or falls with the images of a drive. */
describe("a drive of a domain that has a snapshot", () => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);

    /** A domain whose one disk can hold snapshots; these go with it. */
    const define = async (): Promise<TestDomain> => {
        const path = join(host().folder, "root.qcow2");
        execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", path, "1M"]);
        const domain = await host().define({
            devices: `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${path}'/><target dev='vda' bus='virtio'/></disk>`,
        });
        host().onRemove(async () => {
            for (const name of await snapshots(domain)) {
                await host().virsh("snapshot-delete", domain.name, name, "--metadata");
            }
        });
        return domain;
    };

    const snapshots = async (domain: TestDomain): Promise<readonly string[]> =>
        (await host().virsh("snapshot-list", domain.name, "--name")).split("\n").filter((name) => name !== "");

    const take = (domain: TestDomain, name: string, ...args: readonly string[]): Promise<string> =>
        host().virsh("snapshot-create-as", domain.name, name, ...args);

    const revert = (domain: TestDomain, name: string): Promise<string> =>
        host().virsh("snapshot-revert", domain.name, name);

    /** Takes an external snapshot that includes the drive, and returns its qcow2 file. */
    const putOverlay = async (domain: TestDomain, target: string): Promise<string> => {
        const overlay = join(host().folder, "overlay.qcow2");
        await take(domain, "external", "--disk-only", "--diskspec", `${target},snapshot=external,file=${overlay}`);
        return overlay;
    };

    const images = async (): Promise<readonly string[]> =>
        (await host().files()).filter((name) => name.endsWith(".iso"));

    it("isn't part of the snapshot: neither of an internal one nor of an external one", async () => {
        const domain = await define();
        const state = await create({ domain: domain.uuid });
        await take(domain, "internal");
        await take(domain, "external", "--disk-only");
        for (const [name, kind] of [
            ["internal", "internal"],
            ["external", "external"],
        ] as const) {
            const xml = await host().virsh("snapshot-dumpxml", domain.name, name);
            expect(xml).toContain(`<disk name='vda' snapshot='${kind}'`);
            expect(xml).toContain(`<disk name='${state.attachedTarget}' snapshot='no'/>`);
        }
        expect((await read(state)).drive).toBe("attached");
        const second = await update(state, { domain: domain.uuid, userData: "second" });
        expect((await read(second)).drive).toBe("attached");
    });

    it.each(REVERTS)(
        "has the image of then after a revert, and gets the new one: $startupPolicy, running: $runs",
        async ({ startupPolicy, runs }) => {
            const domain = await define();
            const inputs = { domain: domain.uuid, startupPolicy };
            const first = await create(inputs);
            if (runs) await domain.boot();
            await take(domain, "before");
            const second = await update(first, { ...inputs, userData: "second" });
            expect(second.retiredVolumes).toEqual([first.volumeKey]);
            expect(await images()).toEqual([first.volume, second.volume].sort());

            await revert(domain, "before");
            expect(await domain.isActive()).toBe(runs);
            if (!runs) await domain.boot();
            for (const { disks } of [await domain.config(), await domain.live()]) {
                expect(disks.at(-1)).toMatchObject({ device: "cdrom", file: first.volumePath, policy: startupPolicy });
            }
            const found = await read(second);
            const holds = `holds ${first.volumePath} in the`;
            expect(found.drive).toBe(`${holds} running domain, ${holds} persistent definition`);

            const mended = await update(found, { ...inputs, userData: "second" });
            expect(mended.drive).toBe("attached");
            expect((await domain.live()).disks.at(-1)).toMatchObject({ file: second.volumePath });
            // The snapshot is still there, and so is what it needs.
            expect(await images()).toEqual([first.volume, second.volume].sort());
            // Without --metadata libvirt 9.0 refuses: the medium isn't that of the snapshot.
            await host().virsh("snapshot-delete", domain.name, "before", "--metadata");
            const third = await update(mended, { ...inputs, userData: "third" });
            expect(await images()).toEqual([third.volume]);
        },
    );

    it("comes back after a revert to a time before it", async () => {
        const domain = await define();
        await take(domain, "before");
        const state = await create({ domain: domain.uuid });
        await revert(domain, "before");
        const found = await read(state);
        expect(found.drive).toBe("detached from the persistent definition");
        expect(await update(found, { domain: domain.uuid })).toMatchObject({ drive: "attached" });
        expect((await domain.config()).disks.at(-1)).toMatchObject({ file: state.volumePath });
    });

    it("goes with all its images when it is destroyed, and the snapshot comes back without a medium", async () => {
        const domain = await define();
        const first = await create({ domain: domain.uuid });
        await domain.boot();
        await take(domain, "before");
        await remove(await update(first, { domain: domain.uuid, userData: "second" }));
        expect(await images()).toEqual([]);
        await revert(domain, "before");
        expect(await domain.isActive()).toBe(true);
        expect((await domain.live()).disks.at(-1)).toMatchObject({ device: "cdrom", file: undefined });
    });

    it.each(OVERLAID)(
        "is raw again after an update, although a snapshot put qcow2 over it: $inputs, running: $runs, pulled: $pulled",
        async ({ inputs: more, runs, pulled }) => {
            const domain = await define();
            const inputs = { domain: domain.uuid, ...more };
            const first = await create(inputs);
            if (runs) await domain.boot();
            const target = first.attachedTarget;
            const overlay = await putOverlay(domain, target);
            expect(await host().virsh("dumpxml", domain.name, "--inactive")).toMatch(
                /<driver name='qemu' type='qcow2'\/>\s*<source file='[^']*overlay.qcow2'/,
            );
            expect((await read(first)).drive).toContain(`holds ${overlay} in the persistent definition`);
            if (pulled) await host().virsh("blockpull", domain.name, target, "--wait");

            const second = await update(first, { ...inputs, userData: "second" });
            expect(second).toMatchObject({ drive: "attached", attachedTarget: target });
            expect(await read(second)).toEqual(second);
            expect(second.diskXml).toMatch(/<driver name="qemu" type="raw"\/>/);
            expect(second.diskXml).not.toContain("backingStore");
            if (runs) await domain.stop();
            await domain.start();
            expect((await domain.live()).disks.at(-1)).toMatchObject({ target, file: second.volumePath });
        },
    );

    it("is raw again where an earlier version left qcow2 over it", async () => {
        const domain = await define();
        const first = await create({ domain: domain.uuid, format: "vfat" });
        const wrong = first.diskXml.replace('type="raw"', 'type="qcow2"');
        await host().client.domainUpdateDeviceFlags(await domain.ref(), wrong, AFFECT_CONFIG);
        await expect(domain.start()).rejects.toThrow("Image is not in qcow2 format");
        expect(await update(first, { domain: domain.uuid, format: "vfat" })).toEqual(first);
        // A busy libvirt can take the end of the process that failed for the end of this one.
        await vi.waitFor(() => domain.start(), { timeout: 30_000, interval: 1000 });
    });

    it("stays as it is while a job merges the snapshot's file into its image", async () => {
        const domain = await define();
        const inputs = { domain: domain.uuid, device: "disk", bus: "scsi" } as const;
        const first = await create(inputs);
        await domain.boot();
        await putOverlay(domain, first.attachedTarget);
        await host().virsh("blockcommit", domain.name, first.attachedTarget, "--active", "--wait");
        await expect(update(first, { ...inputs, userData: "second" })).rejects.toThrow("in active block job");
        expect(await images()).toEqual([first.volume]);

        await host().virsh("blockjob", domain.name, first.attachedTarget, "--pivot");
        expect((await read(first)).drive).toBe("attached");
        const second = await update(first, { ...inputs, userData: "second" });
        expect((await domain.live()).disks.at(-1)).toMatchObject({ file: second.volumePath });
    });

    it("keeps the images of a domain's snapshots where the drive is a volume only", async () => {
        const first = await create();
        const domain = await define();
        await host().virsh("attach-disk", domain.name, first.volumePath, "hda", "--type", "cdrom", "--config");
        await take(domain, "before");
        await host().virsh("detach-disk", domain.name, "hda", "--config");
        const third = await update(await update(first, { userData: "second" }), { userData: "third" });
        expect(third.retiredVolumes).toContain(first.volumeKey);
        expect(await images()).toContain(first.volume);
    });
});
