import { createHash } from "node:crypto";
import type { Disk } from "../domain/definition.ts";
import type { VolumeRef } from "../libvirt/client.ts";
import { ifThere, isNoStorageVolume, LibvirtError } from "../libvirt/error.ts";
import { findVolume, lookupVolume, sizeOf } from "./find.ts";
import type { HostHandle } from "./host.ts";
import { onceIdle } from "./once-idle.ts";
import { findPool, isPoolGone } from "./pool.ts";

/** The first bytes of a volume; undefined if it doesn't exist. */
export const downloadVolume = async (host: HostHandle, key: string, size: number): Promise<Uint8Array | undefined> => {
    const volume = await lookupVolume(host, key);
    if (volume === undefined) return undefined;
    const { client, signal } = host;
    const range = { length: size, maximum: size };
    const download = onceIdle(host, () => client.storageVolDownload(volume, range, { signal }));
    return await ifThere(download, isNoStorageVolume);
};

/** Hex SHA-256 of the first bytes of a volume, as many as it has of `size`; undefined if it doesn't exist. */
export const digestVolume = async (host: HostHandle, key: string, size: number): Promise<string | undefined> => {
    const volume = await lookupVolume(host, key);
    if (volume === undefined) return undefined;
    const { client, signal } = host;
    let hash = createHash("sha256");
    const open = () => {
        hash = createHash("sha256");
        return (data: Uint8Array): void => void hash.update(data);
    };
    const reading = onceIdle(host, () => client.storageVolRead(volume, size, open, { signal }).then(() => true));
    return (await ifThere(reading, isNoStorageVolume)) === undefined ? undefined : hash.digest("hex");
};

/** The volume under a disk, if libvirt knows one. */
export const findUnder = async (
    host: HostHandle,
    { source, volume }: Pick<Disk, "source" | "volume">,
): Promise<VolumeRef | undefined> => {
    const { client, signal } = host;
    if (volume === undefined)
        return await ifThere(client.storageVolLookupByPath(source, { signal }), isNoStorageVolume);
    const pool = await findPool(host, volume.pool);
    // libvirt doesn't know the volumes of an inactive pool.
    return pool && (await ifThere(findVolume(host, pool, volume.name), isPoolGone));
};

const readBeginning = async (
    host: HostHandle,
    disk: Pick<Disk, "source" | "volume">,
    maximum: number,
): Promise<Uint8Array | undefined> => {
    const { client, signal } = host;
    const volume = await findUnder(host, disk);
    const length = Math.min((volume && (await sizeOf(host, volume))) ?? 0, maximum);
    if (volume === undefined || length === 0) return undefined;
    return await onceIdle(host, () => client.storageVolDownload(volume, { length, maximum }, { signal }));
};

/** Whether the daemon answered with a refusal. Lost connections and abandoned calls have other classes. */
const isRefusal = (error: unknown): boolean => error instanceof LibvirtError;

/**
 * The first bytes of a disk's medium, at most `maximum`. None if libvirt doesn't know a volume there, or refuses to
 * read it: pools of type rbd and iscsi-direct don't support downloads.
 */
export const downloadBeginning = async (
    host: HostHandle,
    disk: Pick<Disk, "source" | "volume">,
    maximum: number,
): Promise<Uint8Array> => (await ifThere(readBeginning(host, disk, maximum), isRefusal)) ?? new Uint8Array();
