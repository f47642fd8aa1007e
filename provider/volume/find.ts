import type { PoolRef, VolumeRef } from "../libvirt/client.ts";
import { ifThere, isNoLongerFile, isNoStorageVolume } from "../libvirt/error.ts";
import type { HostHandle } from "./host.ts";
import { findPool } from "./pool.ts";

/** A volume of a pool by its name; undefined if there is none. */
export const findVolume = (
    { client, signal }: HostHandle,
    pool: PoolRef,
    name: string,
): Promise<VolumeRef | undefined> => ifThere(client.storageVolLookupByName(pool, name, { signal }), isNoStorageVolume);

/** libvirt's key of a volume; undefined if the pool or the volume doesn't exist. */
export const findVolumeKey = async (host: HostHandle, pool: string, name: string): Promise<string | undefined> => {
    const ref = await findPool(host, pool);
    return ref && (await findVolume(host, ref, name))?.key;
};

/** A volume by its key or its path: the path is all that is known of an image that was found in a domain. */
export const lookupVolume = async ({ client, signal }: HostHandle, key: string): Promise<VolumeRef | undefined> =>
    (await ifThere(client.storageVolLookupByKey(key, { signal }), isNoStorageVolume)) ??
    (await ifThere(client.storageVolLookupByPath(key, { signal }), isNoStorageVolume));

/** Size of a volume in bytes; undefined if its file was removed, or replaced by something else, without libvirt. */
export const sizeOf = async ({ client, signal }: HostHandle, volume: VolumeRef): Promise<number | undefined> => {
    const isGone = (error: unknown): boolean => isNoStorageVolume(error) || isNoLongerFile(error);
    return (await ifThere(client.storageVolGetInfo(volume, { signal }), isGone))?.capacity;
};
