import { createHash } from "node:crypto";
import { readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ifThere, isNoStorageVolume, isVolumeBusy } from "../../provider/libvirt/error.ts";
import { buildVolumeXml } from "../../provider/libvirt/xml.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { virsh } from "../../provider/text/shell-word.ts";
import { caught, lifeCycleOn, useTestHost } from "../support/host.ts";

describe("a drive that is a volume only", () => {
    const host = useTestHost();

    const { create, update, remove } = lifeCycleOn(host);
    const sha256 = async (file: string): Promise<string> =>
        createHash("sha256")
            .update(await readFile(file))
            .digest("hex");

    it("is the planned image, for its owner's eyes only", async () => {
        const { volume, volumePath, volumeKey, imageDigest, imageSize, cloudinitId, instanceId } = await create();
        expect(volumePath).toBe(join(host().folder, volume));
        expect(await sha256(volumePath)).toBe(imageDigest);
        const { size, mode } = await stat(volumePath);
        expect([size, mode & 0o777]).toEqual([imageSize, 0o600]);
        expect(cloudinitId).toBe(`${volumeKey};${instanceId}`);
    });

    it("keeps the last image until a later update, for whoever still has its key", async () => {
        const first = await create();
        const second = await update(first, { userData: "second" });
        expect(second.retiredVolumes).toEqual([first.volumeKey]);
        expect(await host().files()).toEqual([first.volume, second.volume].sort());
        const third = await update(second, { userData: "third" });
        expect(third.retiredVolumes).toEqual([second.volumeKey]);
        expect(await host().files()).toEqual([second.volume, third.volume].sort());
        await remove(third);
        expect(await host().files()).toEqual([]);
    });

    it("keeps the last image for as long as a domain refers to it", async () => {
        const first = await create();
        const disk = `<disk type='file' device='cdrom'><source file='${first.volumePath}'/><target dev='hdd' bus='ide'/></disk>`;
        const domain = await host().define({ devices: disk });
        const third = await update(await update(first, { userData: "second" }), { userData: "third" });
        expect(await host().files()).toContain(first.volume);
        expect(third.retiredVolumes).toContain(first.volumeKey);
        await domain.undefine();
        const fourth = await update(third, { userData: "fourth" });
        expect(await host().files()).not.toContain(first.volume);
        expect(fourth.retiredVolumes).toEqual([third.volumeKey]);
    });

    it("comes back to an image that it had before", async () => {
        const first = await create();
        const second = await update(first, { userData: "second" });
        const back = await update(second, {});
        expect(back.volumeKey).toBe(first.volumeKey);
        expect(back.retiredVolumes).toEqual([second.volumeKey]);
        expect(await sha256(back.volumePath)).toBe(back.imageDigest);
        await remove(back);
        expect(await host().files()).toEqual([]);
    });

    it("moves to another pool", async () => {
        const first = await create();
        const pool = await host().otherPool();
        const second = await update(first, { pool: pool.name });
        expect(second.volumePath).toBe(join(pool.folder, second.volume));
        const third = await update(second, { pool: pool.name, userData: "third" });
        expect(await host().files()).toEqual([]);
        await remove(third);
    });
});

describe("storeVolume", () => {
    const host = useTestHost();

    const { create } = lifeCycleOn(host);
    const volumeOf = (): string => host().declare().volume;
    const sha256 = async (file: string): Promise<string> =>
        createHash("sha256")
            .update(await readFile(file))
            .digest("hex");

    it("takes over a volume of its name with the same bytes", async () => {
        const first = await create();
        const { ino, mtimeMs } = await stat(first.volumePath);
        expect(await create()).toEqual(first);
        expect(await stat(first.volumePath)).toMatchObject({ ino, mtimeMs });
    });

    it.each([0, 1, 4096])("replaces what a killed upload left: %i bytes of it", async (bytes) => {
        const first = await create();
        await truncate(first.volumePath, bytes);
        await truncate(first.volumePath, first.imageSize);
        const again = await create();
        expect(await sha256(again.volumePath)).toBe(again.imageDigest);
    });

    it("waits until libvirt has finished what another call does to the volume of its name", async () => {
        const { client, pool, folder } = host();
        const ref = await client.storagePoolLookupByName(pool);
        await writeFile(join(folder, "large"), Buffer.alloc(768 << 20, 1));
        await host().virsh("pool-refresh", pool);
        // It may say in the end that its volume is gone.
        const clone = host()
            .virsh("vol-clone", "--pool", pool, "large", volumeOf())
            .catch(() => undefined);
        const busy = async (): Promise<boolean> => {
            const volume = await ifThere(client.storageVolLookupByName(ref, volumeOf()), isNoStorageVolume);
            return volume !== undefined && isVolumeBusy(await caught(client.storageVolDelete(volume)));
        };
        await expect.poll(busy, { interval: 5 }).toBe(true);
        const state = await create();
        expect(await sha256(state.volumePath)).toBe(state.imageDigest);
        await clone;
    });

    it("replaces a volume that was made and never filled", async () => {
        const pool = await host().client.storagePoolLookupByName(host().pool);
        await host().client.storageVolCreateXml(
            pool,
            buildVolumeXml({ name: volumeOf(), capacity: 10, mode: "0600" }),
            0,
        );
        const state = await create();
        expect(await sha256(state.volumePath)).toBe(state.imageDigest);
    });

    it("refuses to replace what a domain refers to", async () => {
        const path = join(host().folder, volumeOf());
        await writeFile(path, "someone else's");
        await host().virsh("pool-refresh", host().pool);
        const domain = await host().define({
            devices: `<disk type='file' device='cdrom'><source file='${path}'/><target dev='hdd' bus='ide'/></disk>`,
        });
        const error = await caught(create());
        expect(error).toMatchObject({
            code: "volume-conflict",
            message: `store volume "${volumeOf()}" in pool "${host().pool}": a volume of that name has other content, and domain "${domain.name}" uses it at hdd. Detach it from that domain, or set another volumePrefix.`,
        });
        expect(await readFile(path, "utf8")).toBe("someone else's");
    });

    it("replaces a file that the pool hasn't noticed", async () => {
        await writeFile(join(host().folder, volumeOf()), "stray");
        const state = await create();
        expect(await sha256(state.volumePath)).toBe(state.imageDigest);
    });

    it("leaves nothing behind when it is called off", async () => {
        const inputs = host().declare({ rootFiles: { big: { base64: Buffer.alloc(31 << 20).toString("base64") } } });
        const error = await caught(createDrive(host().handle(AbortSignal.timeout(30)), inputs));
        expect(error).toMatchObject({ code: "timed-out" });
        expect(await host().volumes()).toEqual([]);
    });

    it("says what to do about a pool that is off", async () => {
        await host().stopPool();
        const { message } = await caught(create());
        expect(message).toBe(
            `store volume "${volumeOf()}" in pool "${host().pool}": pool "${host().pool}" is defined but not active. Start it (${virsh(host().uri, "pool-start", host().pool)}) and run again.`,
        );
    });
});
