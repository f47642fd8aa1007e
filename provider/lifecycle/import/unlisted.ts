import { posix } from "node:path";
import type { Disk } from "../../domain/definition.ts";
import type { PoolRef } from "../../libvirt/client.ts";
import { ifThere, isNoStoragePool } from "../../libvirt/error.ts";
import { virsh } from "../../text/shell-word.ts";
import type { HostHandle } from "../../volume/host.ts";
import { findPool, folderOf } from "../../volume/pool.ts";

/** The pool that would list a medium if it were active and up to date; undefined if the host has none. */
const poolOf = async (
    host: HostHandle,
    { source, volume }: Pick<Disk, "source" | "volume">,
): Promise<PoolRef | undefined> => {
    if (volume !== undefined) return await findPool(host, volume.pool);
    const pools = await host.client.listAllStoragePools(0, { signal: host.signal });
    // A pool can be undefined between the two calls.
    const folders = await Promise.all(pools.map((pool) => ifThere(folderOf(host, pool), isNoStoragePool)));
    return pools.find((_, index) => folders[index] === posix.dirname(source));
};

/** How to make an existing pool list a medium; undefined if the host has no pool for it. */
export const remedyOfPool = async (
    host: HostHandle,
    medium: Pick<Disk, "source" | "volume">,
): Promise<string | undefined> => {
    const pool = await poolOf(host, medium);
    if (pool === undefined) return undefined;
    const { client, signal } = host;
    const command = (verb: string): string =>
        `pool "${pool.name}" (${virsh(client.uri, verb, pool.name)}) and run again.`;
    return (await client.storagePoolIsActive(pool, { signal }))
        ? `If the image exists, refresh ${command("pool-refresh")}`
        : `Start ${command("pool-start")}`;
};

/** Says that no active pool lists a medium, and what to do. */
export const unlisted = async (host: HostHandle, medium: Pick<Disk, "source" | "volume">): Promise<string> => {
    const remedy = await remedyOfPool(host, medium);
    return `no active pool lists it. ${remedy ?? "Define a pool for its folder, or start or refresh the pool that has it, and run again."}`;
};
