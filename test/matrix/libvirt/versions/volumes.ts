import { execFileSync } from "node:child_process";
import { rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { VolumeRef } from "../../../../provider/libvirt/client.ts";
import type { TestHost } from "../../../support/host.ts";
import { type Behaviour, image, outcomeOf } from "./behaviour.ts";

type Act = Behaviour["act"];

const volumeXml = (name: string): string => `<volume><name>${name}</name><capacity>1000</capacity></volume>`;

const createVolume = async ({ client, pool }: TestHost, name: string): Promise<VolumeRef> =>
    await client.storageVolCreateXml(await client.storagePoolLookupByName(pool), volumeXml(name), 0);

const createTwice: Act = async (host) => {
    await createVolume(host, "a.iso");
    return await outcomeOf(host, createVolume(host, "a.iso"));
};

/** A file that the pool hasn't noticed. */
const createOver: Act = async (host) => {
    await image(host, "a.iso");
    return await outcomeOf(host, createVolume(host, "a.iso"));
};

/** A link to nothing. */
const createOverLink: Act = async (host) => {
    await symlink("/missing", join(host.folder, "a.iso"));
    return await outcomeOf(host, createVolume(host, "a.iso"));
};

/** Asks for the size of a volume whose file something else has replaced. */
const sizeOf =
    (make: (path: string) => unknown): Act =>
    async (host) => {
        const volume = await createVolume(host, "a.iso");
        const path = join(host.folder, "a.iso");
        await rm(path);
        await make(path);
        return await outcomeOf(host, host.client.storageVolGetInfo(volume));
    };

const createInactive: Act = async (host) => {
    await host.stopPool();
    return await outcomeOf(host, createVolume(host, "a.iso"));
};

const deleteTwice: Act = async (host) => {
    const volume = await createVolume(host, "a.iso");
    await host.client.storageVolDelete(volume);
    return await outcomeOf(host, host.client.storageVolDelete(volume));
};

/** virsh gives no length: 0. */
const uploadBeyond: Act = async (host) => {
    const volume = await createVolume(host, "a.iso");
    const file = join(host.folder, "more");
    await writeFile(file, Buffer.alloc(5000, 1));
    await host.virsh("vol-upload", "--pool", host.pool, "--vol", "a.iso", "--file", file);
    return `done, and the volume has ${(await host.client.storageVolGetInfo(volume)).capacity} bytes`;
};

/** How the refreshes of a pool fare while volumes are made in it. */
const refreshMeanwhile: Act = async (host) => {
    const pool = await host.client.storagePoolLookupByName(host.pool);
    const seen = new Set<string>();
    let creates = true;
    const refresh = async (): Promise<void> => {
        while (creates) seen.add(await outcomeOf(host, host.client.storagePoolRefresh(pool)));
    };
    const create = async (): Promise<void> => {
        for (let count = 0; count < 300; count++) await createVolume(host, `${count}.iso`);
        creates = false;
    };
    await Promise.all([create(), refresh(), refresh()]);
    return [...seen].sort().join(", or ");
};

/** What volumes do in pools. */
export const volumes: readonly Behaviour[] = [
    {
        ask: "create a volume that already exists",
        act: createTwice,
        debian12: "90: storage volume 'a.iso' exists already",
    },
    {
        ask: "create a volume over a file that the pool hasn't noticed",
        act: createOver,
        debian12: "55: volume target path '/a.iso' already exists",
    },
    {
        ask: "create a volume over a dangling link",
        act: createOverLink,
        debian12: "38: Failed to create file '/a.iso': File exists",
    },
    {
        ask: "measure a volume whose file a pipe has replaced",
        act: sizeOf((path) => execFileSync("mkfifo", [path])),
        debian12: "1: Volume path '/a.iso' is a FIFO",
    },
    {
        ask: "measure a volume whose file a dangling link has replaced",
        act: sizeOf((path) => symlink("/missing", path)),
        debian12: "38: cannot open volume '/a.iso': No such file or directory",
    },
    {
        ask: "create a volume in a stopped pool",
        act: createInactive,
        debian12: "55: storage pool 'POOL' is not active",
    },
    {
        ask: "delete a volume that is gone",
        act: deleteTwice,
        debian12: "50: no storage vol with matching name 'a.iso'",
    },
    {
        ask: "upload 5000 bytes without a length into a volume of 1000",
        act: uploadBeyond,
        debian12: "done, and the volume has 5000 bytes",
    },
    {
        ask: "refresh a pool while volumes are created",
        act: refreshMeanwhile,
        debian12: "1: pool 'POOL' has asynchronous jobs running., or done",
    },
];
