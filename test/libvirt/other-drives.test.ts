import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { mkdir, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LibvirtClient } from "../../provider/libvirt/client.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import type { State } from "../../provider/model/state.ts";
import { ConfigDriveError } from "../../provider/text/errors.ts";
import { virsh } from "../../provider/text/shell-word.ts";
import { withCalls } from "../support/calls.ts";
import { beside, caught, lifeCycleOn, useTestHost } from "../support/host.ts";
import { refusalOf } from "../support/libvirt-error.ts";

const UUID = "83679162-1378-4288-a2d4-70e13ec132aa";

describe("a domain that has a seed already", () => {
    const host = useTestHost();
    const { create, update, remove } = lifeCycleOn(host);

    /** A volume of the pool that another program made. */
    const foreign = {
        iso: async (label: string) => {
            const tree = join(host().folder, "tree");
            await mkdir(tree);
            writeFileSync(join(tree, "meta-data"), "instance-id: other\n");
            const path = join(host().folder, "other.iso");
            execFileSync("genisoimage", ["-quiet", "-J", "-R", "-V", label, "-o", path, tree]);
            return path;
        },
        vfat: async (label: string, size = 16 * 1024 * 1024, type = "16") => {
            const path = join(host().folder, "other.img");
            writeFileSync(path, "");
            await truncate(path, size);
            execFileSync("mkfs.vfat", ["-F", type, "-n", label, path], { stdio: "pipe" });
            return path;
        },
    };

    const fat32 = (label: string) => foreign.vfat(label, 40 * 1024 * 1024, "32");

    const domainWith = async (path: string, device = "cdrom") => {
        await host().virsh("pool-refresh", host().pool);
        return await host().define({
            devices: `<disk type='file' device='${device}'><source file='${path}'/><target dev='sdx' bus='scsi'/><readonly/></disk>`,
        });
    };

    it("is refused a second config drive of this package before anything is written, and keeps the first", async () => {
        const domain = await host().define();
        const first = await create({ domain: domain.uuid, volumePrefix: "first" });
        const before = await domain.config();
        const error = await caught(create({ domain: domain.uuid, volumePrefix: "second" }));
        expect(error).toMatchObject({ code: "drive-conflict" });
        expect(error.message).toBe(
            `attach config drive to domain "${domain.name}": it already has a config drive, ${first.volumePath} at hda, and with two it depends on the guest which one it uses. Detach that drive (${virsh(host().uri, "detach-disk", domain.name, "hda", "--config")}), or take it over with adopt: true. If this resource was only renamed or moved, list its old name or parent in aliases.`,
        );
        expect(await host().files()).toEqual([first.volume]);
        expect(await domain.config()).toEqual(before);

        const changed = await update(first, { domain: domain.uuid, volumePrefix: "first", userData: "changed" });
        await remove(changed);
        await create({ domain: domain.uuid, volumePrefix: "second" });
        expect(host().warnings).toEqual([]);
    });

    it.each([
        { what: "an ISO 9660 one in a cdrom", make: () => foreign.iso("config-2"), device: "cdrom" },
        { what: "one with the label in capitals", make: () => foreign.iso("CONFIG-2"), device: "cdrom" },
        { what: "a read-only FAT16 disk", make: () => foreign.vfat("CONFIG-2"), device: "disk" },
        { what: "a read-only FAT32 disk", make: () => fat32("config-2"), device: "disk" },
    ])("is refused one beside another program's: $what", async ({ make, device }) => {
        const path = await make();
        const domain = await domainWith(path, device);
        const files = await host().files();
        expect(await caught(create({ domain: domain.uuid }))).toMatchObject({ code: "drive-conflict" });
        expect(await host().files()).toEqual(files);
    });

    it.each([
        { what: "ISO 9660", make: () => foreign.iso("cidata") },
        { what: "VFAT", make: () => foreign.vfat("CIDATA") },
    ])("gets the drive beside a NoCloud seed, with a warning: $what", async ({ make }) => {
        const path = await make();
        const domain = await domainWith(path);
        const state = await create({ domain: domain.uuid });
        expect(state.drive).toBe("attached");
        expect(host().warnings).toEqual([
            `domain "${domain.name}" also has a NoCloud seed, ${path} at sdx: cloud-init uses the config drive and ignores the seed`,
        ]);
    });

    it("gets it beside media that are none: another label, no file system, a file that is gone or in no pool", async () => {
        const other = await domainWith(await foreign.iso("install"));
        expect((await create({ domain: other.uuid, volumePrefix: "other" })).drive).toBe("attached");
        for (const [name, bytes] of Object.entries({ zeros: Buffer.alloc(70_000), tiny: "x", empty: "" })) {
            const path = join(host().folder, name);
            writeFileSync(path, bytes);
            const domain = await domainWith(path);
            expect((await create({ domain: domain.uuid, volumePrefix: name })).drive).toBe("attached");
        }
        for (const path of [join(host().folder, "gone.iso"), "/nowhere/at-all.iso"]) {
            const domain = await domainWith(path);
            expect((await create({ domain: domain.uuid, volumePrefix: "gone" })).drive).toBe("attached");
        }
        expect(host().warnings).toEqual([]);
    });

    it("gets it beside a medium that libvirt refuses to read: a file of the pool became a pipe", async () => {
        const path = await foreign.iso("install");
        const domain = await domainWith(path);
        await rm(path);
        execFileSync("mkfifo", [path]);
        await expect(host().virsh("vol-info", path)).rejects.toThrow(/is a FIFO/);
        expect((await create({ domain: domain.uuid })).drive).toBe("attached");
        expect(host().warnings).toEqual([]);
    });

    /** No pool of these can be made here, and no read takes that long: the daemon's answer is put in for it. */
    const createWhere = async (error: Error): Promise<State> => {
        const path = await foreign.iso("install");
        const domain = await domainWith(path);
        const { client } = host();
        const storageVolDownload: LibvirtClient["storageVolDownload"] = (volume, ...args) =>
            volume.key === path ? Promise.reject(error) : client.storageVolDownload(volume, ...args);
        const failing = withCalls(client, { storageVolDownload });
        return await createDrive({ ...host().handle(), client: failing }, host().declare({ domain: domain.uuid }));
    };

    it("gets it beside a medium in a pool without download, such as one of type rbd", async () => {
        const error = refusalOf("storageVolDownload", 3, "storage pool doesn't support volume download");
        expect((await createWhere(error)).drive).toBe("attached");
    });

    it("isn't given one where the time runs out while another medium is read", async () => {
        const error = new ConfigDriveError("timed-out", "call storageVolDownload: the time allowed was used up.");
        expect(await caught(createWhere(error))).toBe(error);
        expect(await host().files()).toEqual(["other.iso", "tree"]);
    });

    it("takes an appliance's drive, whose label is another, beside its config drive", async () => {
        const domain = await host().define();
        await create({ domain: domain.uuid });
        expect((await create({ domain: domain.uuid, ...beside("licence") })).drive).toBe("attached");
    });
});

describe("an instance id of its own", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    it("is warned of where it isn't the domain's UUID, which cloud-init compares it with", async () => {
        const domain = await host().define();
        await create({ domain: domain.uuid, uuid: UUID });
        expect(host().warnings).toEqual([
            `uuid differs from the domain's UUID, ${domain.uuid}, so cloud-init searches for its drive again at every boot; omit uuid to use the domain's`,
        ]);
    });

    it("isn't where it is that, in capitals too", async () => {
        const domain = await host().define();
        await create({ domain: domain.name, uuid: domain.uuid.toUpperCase() });
        expect(host().warnings).toEqual([]);
    });
});
