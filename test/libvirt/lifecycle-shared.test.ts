import { execFile } from "node:child_process";
import { rm, stat, symlink, truncate } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { KnownReferences } from "../../provider/domain/references.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { deleteDrive } from "../../provider/lifecycle/delete.ts";
import { virsh } from "../../provider/text/shell-word.ts";
import { withCalls } from "../support/calls.ts";
import { beside, caught, lifeCycleOn, type TestHost, useTestHost } from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";

/** Defines a domain with the devices of another, as virt-clone does when it is told to keep the disks. */
const cloneOf = async (host: TestHost, { name }: TestDomain): Promise<TestDomain> => {
    const xml = await host.virsh("dumpxml", "--inactive", name);
    return await host.defineXml((clone) =>
        xml.replace(`<name>${name}</name>`, `<name>${clone}</name>`).replace(/<uuid>.*<\/uuid>/, ""),
    );
};

describe("an image that another domain refers to", () => {
    const host = useTestHost();
    const { create, update, remove } = lifeCycleOn(host);

    it("stays when the drive gets another, until the clone lets go of it", async () => {
        const domain = await host().define();
        const first = await create({ domain: domain.uuid, startupPolicy: "mandatory" });
        const clone = await cloneOf(host(), domain);
        const second = await update(first, { domain: domain.uuid, userData: "second" });
        expect(second.retiredVolumes).toEqual([first.volumeKey]);
        await clone.start();
        await clone.stop();
        await clone.undefine();
        const third = await update(second, { domain: domain.uuid, userData: "third" });
        expect(third.retiredVolumes).toEqual([]);
        expect(await host().files()).toEqual([third.volume]);
    });

    it("stays when the drive goes, which is told", async () => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid, startupPolicy: "mandatory" });
        const clone = await cloneOf(host(), domain);
        await remove(state);
        expect((await domain.config()).disks).toEqual([]);
        expect(host().warnings).toEqual([
            `the image ${state.volumePath} stays in the pool because domain "${clone.name}" uses it at hda, and Pulumi no longer manages it. Detach it from that domain, then delete it: ${virsh(host().uri, "vol-delete", state.volumePath)}`,
        ]);
        await clone.start();
    });

    it("stays when its domain has another name or UUID by now", async () => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid, startupPolicy: "mandatory" });
        const successor = await cloneOf(host(), domain);
        await domain.undefine();
        await remove(state);
        await successor.start();
        expect(await host().files()).toEqual([state.volume]);
    });

    it("isn't written again under another disk of the drive's own domain", async () => {
        const uuid = "83679162-1378-4288-a2d4-70e13ec132aa";
        const first = await create({ uuid });
        await truncate(first.volumePath, 4096);
        const domain = await host().define({
            devices: `<disk type='file' device='cdrom'><source file='${first.volumePath}'/><target dev='hdd' bus='ide'/><readonly/></disk>`,
        });
        expect(await caught(create({ uuid, domain: domain.uuid }))).toMatchObject({ code: "volume-conflict" });
        expect((await stat(first.volumePath)).size).toBe(4096);
    });

    it("goes with the last of the drives that share it", async () => {
        const [one, other] = [await host().define(), await host().define()];
        const first = await create({ ...beside("appliance"), domain: one.uuid });
        const second = await create({ ...beside("appliance"), domain: other.uuid });
        expect(second.volumeKey).toBe(first.volumeKey);
        await remove(first);
        await other.start();
        await other.stop();
        await remove(second);
        expect(await host().files()).toEqual([]);
    });

    it("stays under an image of its changes, in a machine that runs", async () => {
        const first = await create({ userData: "first" });
        const overlay = join(host().folder, "overlay.qcow2");
        const options = ["-f", "qcow2", "-b", first.volumePath, "-F", "raw"];
        await promisify(execFile)("qemu-img", ["create", ...options, overlay]);
        const source = `<driver name='qemu' type='qcow2'/><source file='${overlay}'/>`;
        const domain = await host().start({
            devices: `<disk type='file' device='cdrom'>${source}<target dev='hda' bus='ide'/><readonly/></disk>`,
        });
        const third = await update(await update(first, { userData: "second" }), { userData: "third" });
        expect(third.retiredVolumes).toContain(first.volumeKey);
        await domain.stop();
        await domain.undefine();
        const fourth = await update(third, { userData: "fourth" });
        expect(fourth.retiredVolumes).toEqual([third.volumeKey]);
    });

    it("isn't looked for in all domains anew by each of many drives", async () => {
        let looks = 0;
        const { client, ...handle } = host().handle();
        const list: typeof client.listAllDomains = (flags, options) => {
            // A search lists all domains once, and then again those with a snapshot and those with saved memory.
            if (flags === 0) looks += 1;
            return client.listAllDomains(flags, options);
        };
        const counting = withCalls(client, { listAllDomains: list });
        const shared = { ...handle, client: counting, references: new KnownReferences() };
        const names = Array.from({ length: 20 }, (_nothing, index) => `many-${index}`);
        const domains = await Promise.all(names.map(() => host().define()));
        const states = await Promise.all(
            domains.map(({ uuid }, index) =>
                createDrive(shared, host().declare({ ...beside(names[index] ?? ""), domain: uuid })),
            ),
        );
        await Promise.all(states.map((state) => deleteDrive(shared, state)));
        expect(await host().files()).toEqual([]);
        expect(looks).toBeLessThan(6);
    });
});

describe("an image under two names", () => {
    const host = useTestHost();
    const { create, update, remove } = lifeCycleOn(host);

    it("stays when the drive moves to another pool over the same folder", async () => {
        const pool = `${host().pool}-link`;
        const link = `${host().folder}-link`;
        await symlink(host().folder, link);
        host().onRemove(() => rm(link));
        await host().virsh("pool-create-as", pool, "dir", "--target", link);
        host().onRemove(() => host().virsh("pool-destroy", pool));
        const domain = await host().define();
        const first = await create({ domain: domain.uuid, startupPolicy: "mandatory" });
        const second = await update(first, { domain: domain.uuid, startupPolicy: "mandatory", pool });
        expect(second).toMatchObject({ volumePath: join(link, first.volume), retiredVolumes: [] });
        await domain.start();
        await domain.stop();
        await remove(second);
        expect(await host().files()).toEqual([]);
    });

    it("goes when only its path is known, which isn't the key in pools of block devices", async () => {
        const { client, ...handle } = host().handle();
        const lookUp: typeof client.storageVolLookupByKey = (_key, options) =>
            client.storageVolLookupByKey("no such key", options);
        const ofBlocks = { ...handle, client: withCalls(client, { storageVolLookupByKey: lookUp }) };
        const domain = await host().define();
        const earlier = await create({ domain: domain.uuid, volumePrefix: "earlier" });
        const news = host().declare({ domain: domain.uuid, adopt: true, userData: "later" });
        const state = await createDrive(ofBlocks, news);
        expect(state.volume).not.toBe(earlier.volume);
        expect(await host().files()).toEqual([state.volume]);
    });
});
