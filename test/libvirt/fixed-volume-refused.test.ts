import { execFileSync } from "node:child_process";
import { chmod, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { rebuildDrive } from "../../provider/image/build.ts";
import { wholeImage } from "../../provider/image/write.ts";
import type { LibvirtClient } from "../../provider/libvirt/client.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import type { Inputs } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import { virsh } from "../../provider/text/shell-word.ts";
import { withCalls } from "../support/calls.ts";
import { caught, emptyCdrom, lifeCycleOn, stateLeftBy, useTestHost } from "../support/host.ts";
import { joined } from "../support/in-memory.ts";
import { refusalOf } from "../support/libvirt-error.ts";

const cdrom = (source: string, target = "hda"): string =>
    `<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='${source}'/><target dev='${target}' bus='ide'/><readonly/></disk>`;

const fixed = (userData: string, more: Partial<Inputs> = {}): Partial<Inputs> => ({
    fixedVolume: true,
    userData,
    ...more,
});

describe("a change of a volume with a fixed name", () => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);

    const expectStored = async ({ volumePath }: State, inputs: Partial<Inputs>): Promise<void> => {
        const stored = await readFile(volumePath);
        const whole = joined(wholeImage(rebuildDrive(host().declare(inputs)).image));
        expect(stored.subarray(0, whole.length).equals(whole)).toBe(true);
        expect(stored.subarray(whole.length).every((byte) => byte === 0)).toBe(true);
    };

    const changing = (): string => `change the content of volume "drive.iso" in pool "${host().pool}": `;

    it("is refused while saved memory expects the old content", async () => {
        const first = await create(fixed("first"));
        const domain = await host().define({ devices: cdrom(first.volumePath) });
        await domain.boot();
        await host().virsh("managedsave", domain.name);
        const error = await caught(update(first, fixed("second")));
        expect(error).toMatchObject({ code: "volume-conflict" });
        expect(error.message).toBe(
            `${changing()}the saved memory of domain "${domain.name}" still expects the old content. Start the domain, so that its guest sees the change, or discard the saved memory, which loses unsaved work in the guest: ${virsh(host().uri, "managedsave-remove", domain.name)}. Then run again.`,
        );
        await expectStored(first, fixed("first"));
        await domain.start();
        await update(first, fixed("second"));
        await expectStored(first, fixed("second"));
        expect((await domain.live()).disks).toMatchObject([{ file: first.volumePath }]);
    });

    it("is refused while a disk of a running machine is based on it", async () => {
        const first = await create(fixed("first", { format: "vfat" }));
        const overlay = join(host().folder, "overlay.qcow2");
        execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", "-F", "raw", "-b", first.volumePath, overlay]);
        const disk = `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${overlay}'/><target dev='vda' bus='virtio'/></disk>`;
        const domain = await host().start({ devices: disk });
        const error = await caught(update(first, fixed("second", { format: "vfat" })));
        expect(error).toMatchObject({ code: "volume-conflict" });
        expect(error.message).toBe(
            `change the content of volume "drive.img" in pool "${host().pool}": disk vda of domain "${domain.name}" is based on it, and would be corrupted. Detach that disk, or set another volumePrefix.`,
        );
        await expectStored(first, fixed("first", { format: "vfat" }));
    });

    it("is refused while a domain can't be read", async () => {
        const first = await create(fixed("first"));
        const domain = await host().define();
        const { client, ...handle } = host().handle();
        const denied: Partial<LibvirtClient> = {
            domainGetXmlDesc: () => Promise.reject(refusalOf("domainGetXmlDesc", 88, "access denied")),
        };
        const error = await caught(
            updateDrive({ ...handle, client: withCalls(client, denied) }, first, host().declare(fixed("second"))),
        );
        expect(error.message).toBe(
            `${changing()}a domain can't be read, so its guest may be using the volume. A warning names the domain. Fix what it says, or omit fixedVolume.`,
        );
        expect(host().warnings[0]).toContain(`domain "${domain.name}" can't be read (access denied)`);
        await expectStored(first, fixed("first"));
    });

    it("warns of a snapshot that refers to the volume", async () => {
        const first = await create(fixed("first"));
        const root = join(host().folder, "root.qcow2");
        execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", root, "1M"]);
        const disk = `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${root}'/><target dev='vda' bus='virtio'/></disk>`;
        const domain = await host().define({ devices: cdrom(first.volumePath) + disk });
        await host().virsh("snapshot-create-as", domain.name, "before");
        host().onRemove(() => host().virsh("snapshot-delete", domain.name, "before", "--metadata"));
        await update(first, fixed("second"));
        expect(host().warnings).toEqual([
            `snapshot "before" of domain "${domain.name}" refers to this volume, so a revert to it gets the new content. If the snapshot includes memory, reboot the guest after a revert`,
        ]);
    });

    /** The state that an update leaves if libvirt refuses the second of its calls of one kind. */
    const updateRefusedAtSecond = async (
        first: State,
        call: "domainUpdateDeviceFlags" | "storageVolUpload",
        code: number,
    ): Promise<State> => {
        const { client, ...handle } = host().handle();
        let count = 0;
        const refusing = new Proxy(client, {
            get: (target, key) => {
                const own: unknown = Reflect.get(target, key, target);
                if (typeof own !== "function") return own;
                if (key === call && ++count === 2) return () => Promise.reject(refusalOf(call, code, "no"));
                return own.bind(target);
            },
        });
        return await stateLeftBy(updateDrive({ ...handle, client: refusing }, first, host().declare(fixed("second"))));
    };

    it("reports a tray that stays empty, and fills it in the next run", async () => {
        const first = await create(fixed("first"));
        const domain = await host().define({ devices: cdrom(first.volumePath) });
        await domain.boot();
        const left = await updateRefusedAtSecond(first, "domainUpdateDeviceFlags", 1);
        expect(left).toEqual({ ...first, drive: "ejected in a running domain" });
        expect((await domain.live()).disks).toMatchObject([{ file: undefined }]);
        expect(await read(left)).toMatchObject({ drive: `ejected in the running domain "${domain.name}"` });
        const second = await update(left, fixed("second"));
        expect((await domain.live()).disks).toMatchObject([{ file: first.volumePath }]);
        expect(await read(second)).toEqual(second);
    });

    it("reports an image that isn't complete, and completes it in the next run", async () => {
        const first = await create(fixed("first"));
        const domain = await host().define({ devices: cdrom(first.volumePath) });
        await domain.boot();
        const left = await updateRefusedAtSecond(first, "storageVolUpload", 38);
        expect(left).toEqual({ ...first, drive: "volume holds no readable image" });
        expect(host().warnings).toEqual([
            `volume "drive.iso" isn't complete. Until pulumi up succeeds, the drive stays empty in domain "${domain.name}"`,
        ]);
        expect(await read(left)).toEqual(left);
        expect((await domain.live()).disks).toMatchObject([{ file: undefined }]);
        const back = await update(left, fixed("first"));
        expect(back).toEqual(first);
        await expectStored(back, fixed("first"));
        expect((await domain.live()).disks).toMatchObject([{ file: first.volumePath }]);
    });

    it("leaves a tray alone that was emptied before, if it fails", async () => {
        const first = await create(fixed("first"));
        const emptied = await host().define({ devices: cdrom(first.volumePath) });
        const stuck = await host().define({
            devices: `<disk type='file' device='disk'><source file='${first.volumePath}'/><target dev='vda' bus='virtio'/><readonly/></disk>`,
        });
        await Promise.all([emptied.boot(), stuck.boot()]);
        await host().virsh("change-media", emptied.name, "hda", "--eject", "--live");
        await caught(update(first, fixed("second")));
        expect((await emptied.live()).disks).toMatchObject([{ file: undefined }]);
        await expectStored(first, fixed("first"));
    });

    it("reaches a domain that names the file by another path, or by a pool and a volume", async () => {
        const first = await create(fixed("first"));
        const link = `${host().folder}-link`;
        await symlink(host().folder, link);
        host().onRemove(() => rm(link));
        await host().virsh("pool-create-as", basename(link), "dir", "--target", link);
        host().onRemove(() => host().virsh("pool-destroy", basename(link)));
        const byVolume = (pool: string): string =>
            `<disk type='volume' device='cdrom'><driver name='qemu' type='raw'/><source pool='${pool}' volume='drive.iso'/><target dev='hda' bus='ide'/><readonly/></disk>`;
        const domains = [
            await host().define({ devices: cdrom(join(link, "drive.iso")) }),
            await host().define({ devices: byVolume(host().pool) }),
            await host().define({ devices: byVolume(basename(link)) }),
        ];
        for (const domain of domains) await domain.boot();
        const texts = () => Promise.all(domains.map(({ name }) => host().virsh("dumpxml", name)));
        const before = await texts();
        await update(first, fixed("second"));
        await expectStored(first, fixed("second"));
        const after = await texts();
        const indexes = (xml: string): readonly (string | undefined)[] =>
            [...xml.matchAll(/ index='(\d+)'\/>\s*<backingStore/g)].map(([, index]) => index);
        for (const [index, xml] of after.entries()) {
            expect(indexes(xml)).toHaveLength(1);
            // Another number says that the medium was out.
            expect(indexes(xml)).not.toEqual(indexes(before[index] ?? ""));
        }
        const withoutIndexes = (xml: string): string => xml.replaceAll(/ index='\d+'\/>(?=\s*<backingStore)/g, "/>");
        expect(after.map(withoutIndexes)).toEqual(before.map(withoutIndexes));
    });

    it("leaves another file of that name alone", async () => {
        const first = await create(fixed("first"));
        const pool = await host().otherPool();
        await chmod(pool.folder, 0o755);
        const other = join(pool.folder, "drive.iso");
        await writeFile(other, Buffer.alloc(4096, 1));
        await host().virsh("pool-refresh", pool.name);
        const domain = await host().define({ devices: cdrom(other) + emptyCdrom("hdb", "ide") });
        await domain.boot();
        const before = await host().virsh("dumpxml", domain.name);
        await update(first, fixed("second"));
        expect(await host().virsh("dumpxml", domain.name)).toBe(before);
    });

    it("deletes and creates a block device that is too small, and keeps one that is large enough", async () => {
        const { client } = host();
        // No kernel of a test machine has device-mapper: a pool of files that says it is one of logical volumes.
        const logical = withCalls(client, {
            storagePoolGetXmlDesc: async (pool, flags, options) =>
                (await client.storagePoolGetXmlDesc(pool, flags, options)).replace("type='dir'", "type='logical'"),
        });
        const handle = { ...host().handle(), client: logical };
        const large = fixed("second", { files: { "/etc/large": { content: "0123456789abcdef".repeat(60_000) } } });
        const first = await createDrive(handle, host().declare(fixed("first")));
        const domain = await host().define({ devices: cdrom(first.volumePath) });
        await domain.boot();
        const second = await updateDrive(handle, first, host().declare(large));
        await expectStored(second, large);
        const third = await updateDrive(handle, second, host().declare(fixed("third")));
        await expectStored(third, fixed("third"));
        expect((await domain.live()).disks).toMatchObject([{ file: first.volumePath }]);
        expect(await read(third)).toEqual(third);
        const full: Partial<LibvirtClient> = {
            storagePoolGetInfo: async (pool, options) => ({
                ...(await client.storagePoolGetInfo(pool, options)),
                available: 1000n,
            }),
        };
        const huge = fixed("huge", { files: { "/etc/huge": { content: "0123456789abcdef".repeat(120_000) } } });
        const error = await caught(
            updateDrive({ ...handle, client: withCalls(logical, full) }, third, host().declare(huge)),
        );
        expect(error.message).toMatch(
            /^write volume "drive\.iso" in pool ".*": there is no space left in the pool for an image of \d+ bytes\. The volume still has its old content\. Free some space, and run again\.$/,
        );
        await expectStored(third, fixed("third"));
    });

    it("is over when the drive is destroyed, which keeps what a domain uses", async () => {
        const first = await create(fixed("first"));
        const domain = await host().define({ devices: cdrom(first.volumePath) });
        await remove(first);
        expect(await host().files()).toEqual(["drive.iso"]);
        expect(host().warnings[0]).toContain(`because domain "${domain.name}" uses it at hda`);
    });
});
