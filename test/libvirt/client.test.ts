import { createHash } from "node:crypto";
import { access, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { connect, type VolumeRef } from "../../provider/libvirt/client.ts";
import {
    isNoDomain,
    isNoSpace,
    isNoStoragePool,
    isNoStorageVolume,
    isVolumeBusy,
    isVolumeExists,
} from "../../provider/libvirt/error.ts";
import { parseUri } from "../../provider/libvirt/uri.ts";
import { buildVolumeXml, childText, parseXml } from "../../provider/libvirt/xml.ts";
import { LIST_STORAGE_POOLS_ACTIVE, uriOf } from "../support/client-verbs.ts";
import { useHost, virsh } from "../support/libvirtd.ts";

/** Noise, so that any mix-up shows; the same on every run (xorshift32). */
const pattern = (length: number): Uint8Array => {
    const words = new Uint32Array(Math.ceil(length / 4));
    let state = length + 1;
    for (let at = 0; at < words.length; at += 1) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        words[at] = state;
    }
    return new Uint8Array(words.buffer, 0, length);
};

const MEBIBYTE = pattern(1 << 20);
const mebibytes = (count: number): readonly Uint8Array[] => Array.from({ length: count }, () => MEBIBYTE);

const caught = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
        () => undefined,
        (error: unknown) => error,
    );

describe("LibvirtClient", () => {
    const host = useHost();

    const createVolume = (name: string, capacity: number): Promise<VolumeRef> =>
        host().client.storageVolCreateXml(host().home.pool, buildVolumeXml({ name, capacity, mode: "0600" }), 0);

    it("knows the daemon", async () => {
        const { uri, client } = host();
        const version = await client.getLibVersion();
        const text = `${Math.floor(version / 1e6)}.${Math.floor(version / 1e3) % 1000}.${version % 1000}`;
        expect(await virsh(uri, "version", "--daemon")).toContain(`Running against daemon: ${text}`);
        expect(await client.getHostname()).toBe(await virsh(uri, "hostname"));
        // virsh adds the socket that it was told.
        expect(await uriOf(client)).toBe((await virsh(uri, "uri")).replace(/\?.*/, ""));
    });

    it("sees pools and volumes as virsh does", async () => {
        const { uri, client, home } = host();
        const { pool, folder } = home;
        const names = ["plain.iso", "with space.iso", "ünïcode-\u{1f642}.iso", "-option.iso", "a&b<c>.iso"];
        for (const name of names) {
            await createVolume(name, 1000 + name.length);
        }
        const pools = await client.listAllStoragePools(LIST_STORAGE_POOLS_ACTIVE);
        const poolNames = await virsh(uri, "pool-list", "--name");
        expect(pools.map(({ name }) => name).sort()).toEqual(poolNames.split(/\s*\n\s*/).sort());
        expect(await client.storagePoolLookupByName(pool.name)).toEqual(pool);
        expect(await client.storagePoolIsActive(pool)).toBe(true);
        expect((await client.storagePoolGetXmlDesc(pool, 0)).trim()).toBe(await virsh(uri, "pool-dumpxml", pool.name));
        const volumes = await client.storagePoolListAllVolumes(pool);
        expect(volumes.map(({ name }) => name).sort()).toEqual([...names].sort());
        for (const volume of volumes) {
            const { name } = volume;
            expect(volume).toEqual({ pool: pool.name, name, key: join(folder, name) });
            const dumped = await virsh(uri, "vol-dumpxml", "--pool", pool.name, "--vol", name);
            expect((await client.storageVolGetXmlDesc(volume)).trim()).toBe(dumped);
            const { type, capacity } = await client.storageVolGetInfo(volume);
            expect([type, capacity]).toEqual([0, 1000 + name.length]);
            expect(childText(parseXml(dumped), "capacity")).toBe(String(capacity));
            expect(await client.storageVolGetPath(volume)).toBe(
                await virsh(uri, "vol-path", "--pool", pool.name, "--vol", name),
            );
            expect(await client.storageVolLookupByName(pool, name)).toEqual(volume);
            expect(await client.storageVolLookupByKey(volume.key)).toEqual(volume);
            expect(await client.storageVolLookupByPath(volume.key)).toEqual(volume);
        }
    });

    it("knows a pool's state and size", async () => {
        const { uri, client, home } = host();
        const { state, capacity, allocation, available } = await client.storagePoolGetInfo(home.pool);
        const [, bytes] = /Capacity:\s+(\d+)/.exec(await virsh(uri, "pool-info", "--bytes", home.pool.name)) ?? [];
        expect([state, capacity]).toEqual([2, BigInt(bytes ?? 0)]);
        expect(allocation + available).toBe(capacity);
    });

    it.each([1, 511, 4096, 262_115, 262_116, 262_117, 1 << 20, (1 << 20) + 123_457, 8 << 20])(
        "brings %i bytes there and back",
        async (length) => {
            const { uri, client, home } = host();
            const content = pattern(length);
            const volume = await createVolume(`size-${length}.iso`, length);
            const third = Math.ceil(length / 3);
            const chunks = [0, 1, 2].map((at) => content.subarray(at * third, (at + 1) * third));
            await client.storageVolUpload(volume, chunks, length);
            const back = await client.storageVolDownload(volume, { length, maximum: length });
            expect(Buffer.compare(back, content)).toBe(0);
            const file = join(home.folder, "virsh.out");
            await virsh(uri, "vol-download", "--pool", home.pool.name, "--vol", volume.name, "--file", file);
            const digest = createHash("sha256").update(content).digest("hex");
            expect(
                createHash("sha256")
                    .update(await readFile(file))
                    .digest("hex"),
            ).toBe(digest);
            await rm(file);
            await client.storageVolDelete(volume);
            const gone = await caught(client.storageVolLookupByName(home.pool, volume.name));
            expect(isNoStorageVolume(gone)).toBe(true);
        },
    );

    it("uploads nothing, and keeps to the maximum of a download", async () => {
        const { client } = host();
        const volume = await createVolume("short.iso", 100);
        await client.storageVolUpload(volume, [], 0);
        const whole = await client.storageVolDownload(volume, { length: 1000, maximum: 1000 });
        expect([...whole]).toEqual(Array.from({ length: 100 }, () => 0));
        expect(await client.storageVolDownload(volume, { length: 0, maximum: 100 })).toHaveLength(100);
        const error = await caught(client.storageVolDownload(volume, { length: 0, maximum: 99 }));
        expect(error).toMatchObject({ code: "verify-failed" });
        expect(await client.storageVolDownload(volume, { length: 10, maximum: 10 })).toHaveLength(10);
    });

    it("answers 200 lookups at once", async () => {
        const { client, home } = host();
        const volume = await createVolume("many.iso", 4096);
        const found = await Promise.all(
            Array.from({ length: 200 }, () => client.storageVolLookupByName(home.pool, "many.iso")),
        );
        expect(found).toEqual(Array.from({ length: 200 }, () => volume));
    });

    it("keeps 20 uploads and the lookups between them apart", async () => {
        const { client } = host();
        const contents = Array.from({ length: 20 }, (_, at) => pattern(300_000 + at));
        const work = contents.map(async (content, at) => {
            const volume = await createVolume(`parallel-${at}.iso`, content.length);
            await client.storageVolUpload(volume, [content], content.length);
            return await client.storageVolDownload(volume, { length: content.length, maximum: content.length });
        });
        const back = await Promise.all(work);
        expect(back.every((bytes, at) => Buffer.compare(bytes, contents[at] ?? new Uint8Array()) === 0)).toBe(true);
    });

    it("stops an upload when its signal fires, and goes on with other calls", async () => {
        const { client } = host();
        const chunks = mebibytes(64);
        const volume = await createVolume("aborted.iso", 64 << 20);
        const controller = new AbortController();
        const upload = caught(client.storageVolUpload(volume, chunks, 64 << 20, { signal: controller.signal }));
        setTimeout(() => controller.abort(), 5);
        expect(await upload).toMatchObject({ code: "aborted" });
        expect(client.closed).toBe(false);
        await client.storageVolDelete(volume);
        expect(isNoStorageVolume(await caught(client.storageVolGetInfo(volume)))).toBe(true);
        const next = await createVolume("aborted.iso", 4096);
        await client.storageVolUpload(next, [pattern(4096)], 4096);
    });

    it("aborts four uploads at once without losing its places for calls", async () => {
        const { client } = host();
        const chunks = mebibytes(16);
        const controller = new AbortController();
        const uploads = [0, 1, 2, 3].map(async (at) => {
            const volume = await createVolume(`four-${at}.iso`, 16 << 20);
            return await caught(client.storageVolUpload(volume, chunks, 16 << 20, { signal: controller.signal }));
        });
        setTimeout(() => controller.abort(), 15);
        await Promise.all(uploads);
        for (let round = 0; round < 8; round += 1) {
            await client.getHostname();
        }
        expect(client.closed).toBe(false);
    });

    it("passes on libvirt's own errors", async () => {
        const { client, home } = host();
        expect(isNoDomain(await caught(client.domainLookupByName("nobody")))).toBe(true);
        expect(isNoDomain(await caught(client.domainLookupByUuid(new Uint8Array(16).fill(7))))).toBe(true);
        expect(isNoStoragePool(await caught(client.storagePoolLookupByName("no pool")))).toBe(true);
        expect(isNoStorageVolume(await caught(client.storageVolLookupByKey("/no/such/key")))).toBe(true);
        expect(isNoStorageVolume(await caught(client.storageVolLookupByPath("/no/such/path")))).toBe(true);
        await createVolume("twice.iso", 10);
        expect(isVolumeExists(await caught(createVolume("twice.iso", 10)))).toBe(true);
        await writeFile(join(home.folder, "stray.iso"), "");
        const stray = await caught(createVolume("stray.iso", 10));
        expect(isVolumeExists(stray)).toBe(true);
        expect(stray).toMatchObject({ code: 55, domain: 18, level: 2, procedure: "storageVolCreateXml" });
    });

    it("reports a full disk in the middle of an upload and stays usable", async () => {
        const { client } = host();
        // /dev/full takes a volume's place: every write to it says that there is no room.
        const volume = await createVolume("full.iso", 1 << 20);
        await rm(volume.key);
        await symlink("/dev/full", volume.key);
        const chunks = mebibytes(32);
        const error = await caught(client.storageVolUpload(volume, chunks, 32 << 20));
        expect(isNoSpace(error)).toBe(true);
        expect(error).toMatchObject({ procedure: "storageVolUpload" });
        await rm(volume.key);
        expect(await client.getHostname()).not.toBe("");
    });

    it("closes, whatever is under way, and can be opened again", async () => {
        const { uri, client } = host();
        const other = await connect(uri, { environment: process.env });
        const volume = await createVolume("closing.iso", 32 << 20);
        const chunks = mebibytes(32);
        const upload = caught(other.storageVolUpload(volume, chunks, 32 << 20));
        const calls = Array.from({ length: 10 }, () => caught(other.getHostname()));
        await other.close();
        expect(await upload).toMatchObject({ code: "aborted" });
        await Promise.all(calls);
        expect(other.closed).toBe(true);
        // The daemon may still be opening the volume for the upload that was cut.
        let refusal = await caught(client.storageVolDelete(volume));
        while (isVolumeBusy(refusal)) {
            refusal = await caught(client.storageVolDelete(volume));
        }
        expect(refusal).toBeUndefined();
    });

    it("lets a volume be deleted as soon as its upload has been aborted, however early", async () => {
        const { client } = host();
        for (let delayMs = 0; delayMs < 20; delayMs += 1) {
            const volume = await createVolume("early.iso", 16 << 20);
            const signal = AbortSignal.timeout(delayMs);
            await caught(client.storageVolUpload(volume, mebibytes(16), 16 << 20, { signal }));
            await client.storageVolDelete(volume);
        }
        expect(client.closed).toBe(false);
    });

    it("says that a daemon lacks the driver", async () => {
        const { uri } = host();
        const { address } = parseUri(uri, process.env);
        const paths = address.kind === "unix" ? address.paths : [];
        const there = await Promise.all(paths.map((path) => caught(access(path))));
        const socket = paths.find((_, at) => there[at] === undefined);
        const error = await caught(connect(`test+unix:///no/such/file?socket=${socket}`, { environment: process.env }));
        expect(error).toMatchObject({ code: "connect-failed" });
    });
});
