import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigDriveError } from "../../provider/text/errors.ts";
import { beside, caught, emptyCdrom, lifeCycleOn, useTestHost } from "../support/host.ts";
import { importAt } from "../support/import.ts";

describe("an import that names no config drive", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    const cdrom = (path: string, target = "hda"): string =>
        `<disk type='file' device='cdrom'><source file='${path}'/><target dev='${target}' bus='ide'/><readonly/></disk>`;

    const file = async (name: string, content: string | Uint8Array): Promise<string> => {
        const path = join(host().folder, name);
        writeFileSync(path, content);
        await host().virsh("pool-refresh", host().pool);
        return path;
    };

    /** The message without what differs in each test. */
    const refusal = async (rest: string): Promise<string> => {
        const error = await caught(importAt(host(), rest));
        if (!(error instanceof ConfigDriveError)) throw error;
        const message = `${error.code}: ${error.message}`;
        return message
            .replaceAll(host().uri, "URI")
            .replaceAll(host().folder, "/POOL")
            .replaceAll(new RegExp(`${host().pool}-\\d+`, "g"), "DOMAIN")
            .replaceAll(host().pool, "POOL");
    };

    it("says which domains, pools and volumes exist", async () => {
        const domain = await host().define();
        await create();
        const messages = [
            await refusal(`${domain.name}x`),
            await refusal(`${host().pool}x|web.iso`),
            await refusal(`${host().pool}|drive.iso`),
            await refusal("/nowhere/web.iso"),
            await refusal(join(host().folder, "none.iso")),
        ];
        expect(
            messages.map((message) => message.replace(/Nearest names: .*?\.(?= |$)/, "Nearest names: ….")),
        ).toMatchInlineSnapshot(`
          [
            "domain-not-found: find domain "DOMAINx": the host has no such domain. Nearest names: ….",
            "not-importable: import "URI|POOLx|web.iso": the host has no such pool. Nearest names: …. If the domain's name contains |, use its UUID.",
            "not-importable: import "URI|POOL|drive.iso": pool "POOL" has no such volume. Nearest names: ….",
            "not-importable: import "URI|/nowhere/web.iso": /nowhere/web.iso isn't a volume that libvirt can read: no active pool lists it. Define a pool for its folder, or start or refresh the pool that has it, and run again.",
            "not-importable: import "URI|/POOL/none.iso": /POOL/none.iso isn't a volume that libvirt can read: no active pool lists it. If the image exists, refresh pool "POOL" (virsh -c 'URI' pool-refresh POOL) and run again.",
          ]
        `);
        expect(messages[0]).toContain("Nearest names: DOMAIN");
        expect(messages[2]).toMatch(/Nearest names: drive-[0-9a-f]{12}\.iso\.$/);
    });

    it("says which disks the domain has", async () => {
        const domain = await host().define();
        const bare = [await refusal(domain.name), await refusal(`${domain.name}|sda`)];
        const path = await file("data.img", new Uint8Array(65_536));
        const other = await host().define({
            devices: cdrom(path) + cdrom("/srv/elsewhere.iso", "hdc") + emptyCdrom("hdd", "ide"),
        });
        const full = [
            await refusal(other.name),
            await refusal(`${other.name}|sda`),
            await refusal(`${other.name}|hdd`),
            await refusal(`${other.name}|hdc`),
        ];
        expect([...bare, ...full]).toMatchInlineSnapshot(`
          [
            "not-importable: import "URI|DOMAIN": the domain has no disks.",
            "not-importable: import "URI|DOMAIN|sda": the domain has no disks.",
            "not-importable: import "URI|DOMAIN": the domain has no config drive; its disks are hda (/POOL/data.img), hdc (/srv/elsewhere.iso, not listed by an active pool), hdd (empty). To import an image with another label than config-2, add its target to the id, e.g. "URI|DOMAIN|hda".",
            "not-importable: import "URI|DOMAIN|sda": the domain has no disk sda. Use the target of one of its disks: hda (/POOL/data.img), hdc (/srv/elsewhere.iso), hdd (empty).",
            "not-importable: import "URI|DOMAIN|hdd": hdd is empty. Insert the image that you want to import, and run again.",
            "not-importable: import "URI|DOMAIN|hdc": hdc has /srv/elsewhere.iso, but no active pool lists it. Define a pool for its folder, or start or refresh the pool that has it, and run again.",
          ]
        `);
    });

    it("says which drives the domain has, if there are several; each can be imported", async () => {
        const domain = await host().define();
        const first = await create({ domain: domain.uuid, ...beside("first") });
        const second = await create({ domain: domain.uuid, ...beside("second") });
        expect((await refusal(domain.name)).replaceAll(/-[0-9a-f]{12}\./g, "-DIGEST.")).toMatchInlineSnapshot(
            `"not-importable: import "URI|DOMAIN": the domain has 2 config drives: hda (/POOL/first-DIGEST.iso), hdb (/POOL/second-DIGEST.iso). Add the target of one to the id, e.g. "URI|DOMAIN|hda"."`,
        );
        for (const { attachedTarget, volume } of [first, second]) {
            expect((await importAt(host(), `${domain.name}|${attachedTarget}`)).state).toMatchObject({
                volume,
                drive: "attached",
            });
        }
    });

    it("says what is there instead", async () => {
        const disk = join(host().folder, "disk.qcow2");
        execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", disk, "1M"]);
        const large = await file("large.iso", "");
        truncateSync(large, 200 * 1024 * 1024);
        await file("text.iso", "#cloud-config\n");
        await file("empty.iso", "");
        const tree = join(host().folder, "tree");
        mkdirSync(tree);
        execFileSync("genisoimage", [
            "-quiet",
            "-J",
            "-V",
            "config-2",
            "-o",
            join(host().folder, "no-files.iso"),
            tree,
        ]);
        const { volumePath } = await create();
        const cut = join(host().folder, "cut.iso");
        copyFileSync(volumePath, cut);
        truncateSync(cut, 40_960);
        await host().virsh("pool-refresh", host().pool);
        const names = ["disk.qcow2", "large.iso", "text.iso", "empty.iso", "no-files.iso", "cut.iso"];
        const messages = [];
        for (const name of names) messages.push(await refusal(`${host().pool}|${name}`));
        expect(messages).toMatchInlineSnapshot(`
          [
            "not-importable: import "URI|POOL|disk.qcow2": /POOL/disk.qcow2 isn't a config drive: it is a qcow2 disk; convert it with qemu-img convert -O raw. Check that it is the right disk.",
            "not-importable: import "URI|POOL|large.iso": /POOL/large.iso has 200 MiB, and an import reads images of up to 128 MiB. Check that it is the right disk.",
            "not-importable: import "URI|POOL|text.iso": /POOL/text.iso isn't a config drive: it is user data, not an image. Check that it is the right disk.",
            "not-importable: import "URI|POOL|empty.iso": /POOL/empty.iso isn't a config drive: it is empty. Check that it is the right disk.",
            "not-importable: import "URI|POOL|no-files.iso": /POOL/no-files.iso isn't a config drive: it has no files. Check that it is the right disk.",
            "not-importable: import "URI|POOL|cut.iso": /POOL/cut.iso isn't a config drive: it can't be read: read ISO 9660 image: the volume has 118784 bytes, but the image only 40960: it is truncated. Check that it is the right disk.",
          ]
        `);
    });

    it("says that the pool isn't active", async () => {
        const { volume } = await create();
        await host().stopPool();
        expect(await caught(importAt(host(), `${host().pool}|${volume}`))).toMatchObject({ code: "pool-inactive" });
    });

    const config = async (name: string): Promise<string> => {
        const tree = join(host().folder, "tree");
        mkdirSync(tree);
        writeFileSync(join(tree, "notes.txt"), "x");
        const path = join(host().folder, name);
        execFileSync("genisoimage", ["-quiet", "-J", "-V", "config-2", "-o", path, tree]);
        return path;
    };

    it("says that the pool of a domain's disk has to be started, for this package's drive and another's", async () => {
        const foreign = await host().define({ devices: cdrom(await config("new.iso")) });
        const own = await host().define();
        await create({ domain: own.uuid });
        await host().virsh("pool-refresh", host().pool);
        const found = await importAt(host(), foreign.name);
        expect(found.state.volume).toBe("new.iso");
        const messages: string[] = [];
        await host().stopPool();
        for (const rest of [foreign.name, `${foreign.name}|hda`, own.name]) messages.push(await refusal(rest));
        expect(messages.map((message) => message.replace(/-[0-9a-f]{12}\./, "-DIGEST."))).toMatchInlineSnapshot(`
          [
            "not-importable: import "URI|DOMAIN": the domain has no config drive in an active pool; its disks are hda (/POOL/new.iso, not listed by an active pool). Start pool "POOL" (virsh -c 'URI' pool-start POOL) and run again.",
            "not-importable: import "URI|DOMAIN|hda": hda has /POOL/new.iso, but no active pool lists it. Start pool "POOL" (virsh -c 'URI' pool-start POOL) and run again.",
            "not-importable: import "URI|DOMAIN": hda has /POOL/drive-DIGEST.iso, but no active pool lists it. Start pool "POOL" (virsh -c 'URI' pool-start POOL) and run again.",
          ]
        `);
    });

    it("says that the pool of a domain's disk has to be refreshed", async () => {
        const domain = await host().define({ devices: cdrom(await config("new.iso")) });
        expect(await refusal(domain.name)).toMatchInlineSnapshot(
            `"not-importable: import "URI|DOMAIN": the domain has no config drive in an active pool; its disks are hda (/POOL/new.iso, not listed by an active pool). If the image exists, refresh pool "POOL" (virsh -c 'URI' pool-refresh POOL) and run again."`,
        );
    });

    it("says that this package's drive is empty", async () => {
        const domain = await host().define();
        await create({ domain: domain.uuid, ejected: true });
        expect(await refusal(domain.name)).toMatchInlineSnapshot(
            `"not-importable: import "URI|DOMAIN": the config drive at hda is empty. Insert its image, and run again."`,
        );
        const bare = await host().define({ devices: emptyCdrom("hda", "ide") });
        expect(await refusal(bare.name)).toMatchInlineSnapshot(
            `"not-importable: import "URI|DOMAIN": the domain has no config drive; its disks are hda (empty). Insert the image that you want to import, and run again."`,
        );
    });
});
