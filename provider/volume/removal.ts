import { nameOfVolume } from "../domain/medium.ts";
import type { VolumeRef } from "../libvirt/client.ts";
import { ifThere, isNoStorageVolume } from "../libvirt/error.ts";
import { childText, descendant, parseXml } from "../libvirt/xml.ts";
import { findPool, type HostHandle, requireActive } from "./pool.ts";
import { lookupVolume } from "./store.ts";

/** Deletes a volume that was looked up: one that isn't there any more is fine, one that only can't be seen now isn't. */
const removeFound = async (
    host: HostHandle,
    pool: string,
    key: string,
    volume: VolumeRef | undefined,
): Promise<void> => {
    if (volume === undefined) {
        // libvirt doesn't see the volumes of an inactive pool: the file may well be there.
        const ref = await findPool(host, pool);
        return ref && (await requireActive(host, ref, `delete volume ${key}`));
    }
    await ifThere(host.client.storageVolDelete(volume, { signal: host.signal }), isNoStorageVolume);
};

/**
 * Deletes those volumes that nothing refers to, and returns the keys of those that have to stay.
 *
 * @param isReferenced Told all names of a volume, as `nameOfMedium` gives them.
 */
export const removeUnreferenced = async (
    host: HostHandle,
    pool: string,
    keys: readonly string[],
    isReferenced: (names: readonly string[]) => boolean | Promise<boolean>,
): Promise<readonly string[]> => {
    const kept: string[] = [];
    for (const key of new Set(keys)) {
        const volume = await lookupVolume(host, key);
        const names = volume && [
            await host.client.storageVolGetPath(volume, { signal: host.signal }),
            nameOfVolume(volume),
        ];
        if (names !== undefined && (await isReferenced(names))) kept.push(key);
        else await removeFound(host, pool, key, volume);
    }
    return kept;
};

/** When a file was last changed, to the nanosecond; undefined for volumes that are no files. */
const lastChange = async (host: HostHandle, key: string): Promise<string | undefined> => {
    const volume = await lookupVolume(host, key);
    if (volume === undefined) return undefined;
    const xml = await ifThere(host.client.storageVolGetXmlDesc(volume, { signal: host.signal }), isNoStorageVolume);
    const times = xml === undefined ? undefined : descendant(parseXml(xml), "target", "timestamps");
    return times && `${childText(times, "mtime")} ${childText(times, "ctime")}`;
};

/**
 * Whether two volumes are one file: libvirt takes two pools whose folders are one through a link, and knows of each
 * file twice then. It tells no inode; no two files of an upload have the same times.
 */
export const areOneFile = async (host: HostHandle, key: string, other: string): Promise<boolean> => {
    const [one, two] = await Promise.all([lastChange(host, key), lastChange(host, other)]);
    return one !== undefined && one === two;
};
