import { randomBytes } from "node:crypto";
import { lstat, mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { sha256Of } from "../../provider/image/write.ts";
import { connect, type LibvirtClient, type VolumeInfo } from "../../provider/libvirt/client.ts";
import { isPoolBusy } from "../../provider/libvirt/error.ts";
import { DOMAIN_XML_INACTIVE } from "../../provider/libvirt/flags.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import type { ImageFormat, Inputs } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import { withCalls } from "../support/calls.ts";
import { caught, lifeCycleOn, useTestHost } from "../support/host.ts";

describe("the volume of a drive", () => {
    const host = useTestHost();
    const { create, read } = lifeCycleOn(host);

    const look = async ({ volume }: State): Promise<VolumeInfo> => {
        const { client, pool } = host();
        return await client.storageVolGetInfo(
            await client.storageVolLookupByName(await client.storagePoolLookupByName(pool), volume),
        );
    };

    it.each<[ImageFormat, number]>([
        ["iso9660", 1],
        ["iso9660", 2047],
        ["iso9660", 100_001],
        ["vfat", 511],
        ["vfat", 100_001],
    ])("has the image's size to the byte: %s with a file of %i bytes", async (format, bytes) => {
        const state = await create({
            format,
            verify: "content",
            rootFiles: { file: { base64: randomBytes(bytes).toString("base64") } },
        });
        expect((await look(state)).capacity).toBe(state.imageSize);
        await host().virsh("pool-refresh", host().pool);
        const { capacity, allocation } = await look(state);
        expect(capacity).toBe(state.imageSize);
        // Of a VFAT image of 64 MiB only the beginning is stored, in whole blocks of the host's file system.
        expect(allocation).toBeLessThanOrEqual((state.storedSize ?? 0) + 65_536);
        expect((await read(state)).drive).toBe("stored");
    });

    it("may be larger than the image, as in a pool that counts in extents", async () => {
        const first = await create({ verify: "content" });
        await truncate(first.volumePath, 4 << 20);
        await host().virsh("pool-refresh", host().pool);
        expect((await look(first)).capacity).toBe(4 << 20);
        expect((await read(first)).drive).toBe("stored");
        const { ino, mtimeMs } = await stat(first.volumePath);
        expect(await create({ verify: "content" })).toEqual(first);
        expect(await stat(first.volumePath)).toMatchObject({ ino, mtimeMs });
    });

    it("isn't made where a folder of its name is, which stays with all that is in it", async () => {
        const { volume } = host().declare();
        const folder = join(host().folder, volume);
        await mkdir(folder);
        await writeFile(join(folder, "file"), "someone's");
        const error = await caught(create());
        expect(error).toMatchObject({ code: "volume-conflict" });
        expect(error.message).toBe(
            `use volume "${volume}" in pool "${host().pool}": a directory of that name, or a link to one, already exists. Remove it, or set another volumePrefix.`,
        );
        expect(await readdir(folder)).toEqual(["file"]);
    });

    it("takes the place of a link of its name, and leaves alone what that led to", async () => {
        const { volume } = host().declare();
        const file = join(host().folder, "someone's");
        await writeFile(file, "content");
        await symlink(file, join(host().folder, volume));
        const state = await create();
        expect((await lstat(state.volumePath)).isSymbolicLink()).toBe(false);
        expect(sha256Of([await readFile(state.volumePath)])).toBe(state.imageDigest);
        expect(await readFile(file, "utf8")).toBe("content");
    });

    it("belongs to QEMU's user from the first start on, and can still be replaced and deleted", async ({ skip }) => {
        if (process.getuid?.() !== 0 && process.env["CI"]) throw new Error("missing: root");
        skip(process.getuid?.() !== 0, "not root: QEMU's user is the daemon's");
        const { update, remove } = lifeCycleOn(host);
        const ownerOf = async ({ volumePath }: State) => {
            const { uid, mode } = await stat(volumePath);
            return { isRoots: uid === 0, mode: mode & 0o777 };
        };
        const domain = await host().define();
        const first = await create({ domain: domain.uuid });
        expect(await ownerOf(first)).toEqual({ isRoots: true, mode: 0o600 });
        await domain.boot();
        expect(await ownerOf(first)).toEqual({ isRoots: false, mode: 0o600 });
        await domain.stop();
        expect(await ownerOf(first)).toEqual({ isRoots: false, mode: 0o600 });
        expect((await read(first)).drive).toBe("attached");
        const second = await update(first, { domain: domain.uuid, userData: "second" });
        expect(await host().files()).toEqual([second.volume]);
        await remove(second);
        expect(await host().files()).toEqual([]);
    });
});

describe("a pool that is stopped or gone", () => {
    const host = useTestHost();
    const { create, read, update } = lifeCycleOn(host);

    it("is told of by a refresh, and refuses an update, which leaves domain and images as they are", async () => {
        const domain = await host().define();
        const inputs: Partial<Inputs> = { domain: domain.uuid };
        const definition = async () => await host().client.domainGetXmlDesc(await domain.ref(), DOMAIN_XML_INACTIVE);
        const state = await create(inputs);
        const before = await definition();

        await host().stopPool();
        const inactive = await read(state);
        expect(inactive.drive).toBe("pool inactive");
        for (const news of [inputs, { ...inputs, userData: "second" }]) {
            expect(await caught(update(inactive, news))).toMatchObject({ code: "pool-inactive" });
        }
        await host().undefinePool();
        const missing = await read(state);
        expect(missing.drive).toBe("pool missing");
        expect(await caught(update(missing, { ...inputs, userData: "second" }))).toMatchObject({
            code: "pool-not-found",
        });
        expect(await definition()).toBe(before);
        expect(await host().files()).toEqual([state.volume]);

        await host().definePool();
        expect((await read(state)).drive).toBe("attached");
        const second = await update(missing, { ...inputs, userData: "second" });
        expect(second).toMatchObject({ drive: "attached" });
        expect(await host().files()).toEqual([second.volume]);
    });
});

describe("a pool that other programs work in", () => {
    const host = useTestHost();
    const { create, update, remove } = lifeCycleOn(host);

    /** Has another client do something over and over, as long as some work lasts. Returns how often it was done. */
    const during = async (
        pauseMs: number,
        each: (other: LibvirtClient, turn: number) => Promise<unknown>,
        work: () => Promise<void>,
    ): Promise<number> => {
        const other = await connect(host().uri, { environment: process.env });
        let [done, isOver] = [0, false];
        const loop = async (): Promise<void> => {
            for (let turn = 1; !isOver; turn++) {
                // A refresh is refused while a volume is being made.
                await each(other, turn).then(
                    () => done++,
                    () => undefined,
                );
                await sleep(pauseMs);
            }
        };
        const looping = loop();
        try {
            await work();
        } finally {
            isOver = true;
            await looping;
            await other.close();
        }
        return done;
    };

    it("takes and gives up images while it is refreshed again and again", async () => {
        const pool = await host().client.storagePoolLookupByName(host().pool);
        const refreshes = await during(
            2,
            (other) => other.storagePoolRefresh(pool),
            async () => {
                const prefixes = Array.from({ length: 24 }, (_, index) => `drive-${index}`);
                const lives = prefixes.map(async (volumePrefix) => {
                    const first = await create({ volumePrefix });
                    const third = await update(await update(first, { volumePrefix, userData: "second" }), {
                        volumePrefix,
                        userData: "third",
                    });
                    expect(sha256Of([await readFile(third.volumePath)])).toBe(third.imageDigest);
                    await remove(third);
                });
                await Promise.all(lives);
            },
        );
        expect(refreshes).toBeGreaterThan(5);
        expect(await host().volumes()).toEqual([]);
        expect(await host().files()).toEqual([]);
    });

    it("is refreshed as soon as it lets itself be: while others make volumes it refuses to", async () => {
        let busy = 0;
        let made = 0;
        const { client, folder } = host();
        const pool = await client.storagePoolLookupByName(host().pool);
        const counting = withCalls(client, {
            storagePoolRefresh: async (ref, options) => {
                try {
                    await client.storagePoolRefresh(ref, options);
                } catch (error) {
                    if (isPoolBusy(error)) busy++;
                    throw error;
                }
                return undefined;
            },
        });
        const handle = { ...host().handle(), client: counting };
        // libvirt has qemu-img make a volume of this format, and lets nobody refresh the pool meanwhile.
        const volumeXml = (name: string): string =>
            `<volume><name>${name}</name><capacity>1048576</capacity><target><format type='qcow2'/></target></volume>`;
        await during(
            50,
            async (other, turn) => {
                const volume = await other.storageVolCreateXml(pool, volumeXml(`other-${turn}`), 0);
                await other.storageVolDelete(volume);
                made++;
            },
            async () => {
                let state: State | undefined;
                const isEnough = (): boolean => busy > 0 && made > 5;
                for (let turn = 1; turn <= 6 || (!isEnough() && turn <= 60); turn++) {
                    const news = host().declare({ userData: `turn ${turn}` });
                    // A file that the pool hasn't noticed: only a refresh shows it.
                    await writeFile(join(folder, news.volume), "stray");
                    state =
                        state === undefined ? await createDrive(handle, news) : await updateDrive(handle, state, news);
                    expect(sha256Of([await readFile(state.volumePath)])).toBe(state.imageDigest);
                }
                if (state !== undefined) await remove(state);
            },
        );
        expect(made).toBeGreaterThan(5);
        expect(busy).toBeGreaterThan(0);
        expect(await host().files()).toEqual([]);
    });
});
