import type { PoolRef } from "../libvirt/client.ts";
import { ifThere, isNoStoragePool, isPoolInactive } from "../libvirt/error.ts";
import { attribute, childElement, childText, parseXml } from "../libvirt/xml.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { noSuch } from "../text/nearest.ts";
import { virsh } from "../text/shell-word.ts";
import type { HostHandle, UsablePool } from "./host.ts";
import { onceIdle } from "./once-idle.ts";

/** A pool, active or not; undefined if the host has none of that name. */
export const findPool = ({ client, signal }: HostHandle, pool: string): Promise<PoolRef | undefined> =>
    ifThere(client.storagePoolLookupByName(pool, { signal }), isNoStoragePool);

/** Rejects an inactive pool: libvirt doesn't see its volumes. */
export const requireActive = async ({ client, signal }: HostHandle, ref: PoolRef, doing: string): Promise<void> => {
    if (await client.storagePoolIsActive(ref, { signal })) return;
    throw new ConfigDriveError(
        "pool-inactive",
        `${doing}: pool "${ref.name}" is defined but not active. Start it (${virsh(client.uri, "pool-start", ref.name)}) and run again.`,
    );
};

const FILES = ["dir", "fs", "netfs", "vstorage"];
const BLOCK_DEVICES = ["logical", "zfs"];

const MAKES_NO_VOLUMES = "in which libvirt can't create volumes";

/** Why libvirt can't store an image in pools of a type, by the function tables of its storage backends. */
const WHY_NOT: ReadonlyMap<string, string> = new Map([
    ["disk", "which dictates the names of its volumes"],
    ["rbd", "whose volumes libvirt can't write"],
    ["gluster", MAKES_NO_VOLUMES],
    ["iscsi", MAKES_NO_VOLUMES],
    ["iscsi-direct", MAKES_NO_VOLUMES],
    ["mpath", MAKES_NO_VOLUMES],
    ["scsi", MAKES_NO_VOLUMES],
    ["sheepdog", MAKES_NO_VOLUMES],
]);

const requireWritable = (pool: string, type: string, doing: string): void => {
    if (FILES.includes(type) || BLOCK_DEVICES.includes(type)) return;
    const why = WHY_NOT.get(type) ?? "which isn't supported";
    throw new ConfigDriveError(
        "pool-unsupported",
        `${doing}: pool "${pool}" is of type ${type}, ${why}. Use a pool of type dir, fs, netfs or logical. On storage shared between hosts, use netfs or a dir pool on it.`,
    );
};

/** Finds an active pool that takes images. The error names the pools that exist, or says why this one can't be used. */
export const lookupPool = async (host: HostHandle, pool: string, doing: string): Promise<UsablePool> => {
    const known = host.pools?.get(host, pool);
    if (known !== undefined) return known;
    const usable = await askForPool(host, pool, doing);
    host.pools?.add(host, usable);
    return usable;
};

/** Whether a call failed because the pool no longer exists or was stopped. */
export const isPoolGone = (error: unknown): boolean => isNoStoragePool(error) || isPoolInactive(error);

/** The folder of a pool's volumes; empty for pools without one. */
export const folderOf = async ({ client, signal }: HostHandle, ref: PoolRef): Promise<string> => {
    const target = childElement(parseXml(await client.storagePoolGetXmlDesc(ref, 0, { signal })), "target");
    return (target && childText(target, "path")) ?? "";
};

const defineAdvice = ({ client: { uri } }: HostHandle, pool: string): string => {
    const define = virsh(uri, "pool-define-as", pool, "dir", "--target", "/var/lib/libvirt/images");
    return `Define it (${define}), start it (${virsh(uri, "pool-start", pool)}) and run again.`;
};

const askForPool = async (host: HostHandle, pool: string, doing: string): Promise<UsablePool> => {
    const { client, signal } = host;
    const ref = await findPool(host, pool);
    if (ref === undefined) {
        const all = await client.listAllStoragePools(0, { signal });
        const happened = noSuch("pool", pool, all, defineAdvice(host, pool));
        throw new ConfigDriveError("pool-not-found", `${doing}: ${happened}`);
    }
    await requireActive(host, ref, doing);
    const xml = parseXml(await client.storagePoolGetXmlDesc(ref, 0, { signal }));
    const type = attribute(xml, "type") ?? "";
    requireWritable(pool, type, doing);
    const target = childElement(xml, "target");
    const isOfFiles = FILES.includes(type);
    return { ref, startsAsZeros: isOfFiles, folder: (isOfFiles && target && childText(target, "path")) || "" };
};

/** Makes libvirt scan a pool. */
export const refreshPool = (host: HostHandle, pool: PoolRef): Promise<void> =>
    onceIdle(host, () => host.client.storagePoolRefresh(pool, { signal: host.signal }));
