import { nameOfVolume } from "../domain/medium.ts";
import type { VolumeRef } from "../libvirt/client.ts";
import { ifThere, isNoStorageVolume } from "../libvirt/error.ts";
import { childText, descendant, parseXml } from "../libvirt/xml.ts";
import { lookupVolume } from "./find.ts";
import type { HostHandle } from "./host.ts";
import { onceIdle } from "./once-idle.ts";
import { findPool, requireActive } from "./pool.ts";

/** Deletes a volume that was looked up. It may no longer exist; but if its pool is only inactive, that is an error. */
const removeFound = async (
    host: HostHandle,
    pool: string,
    key: string,
    volume: VolumeRef | undefined,
): Promise<void> => {
    if (volume === undefined) {
        // libvirt doesn't see the volumes of an inactive pool: the file may well exist.
        const ref = await findPool(host, pool);
        return ref && (await requireActive(host, ref, `delete volume ${key}`));
    }
    const removal = onceIdle(host, () => host.client.storageVolDelete(volume, { signal: host.signal }));
    await ifThere(removal, isNoStorageVolume);
};

/**
 * Deletes the volumes that nothing refers to, and returns the keys of those that have to stay.
 *
 * @param isReferenced Receives all names of a volume, as `nameOfMedium` returns them.
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

/** When a file was last changed, to the nanosecond; undefined for volumes that aren't files. */
const lastChange = async (host: HostHandle, key: string): Promise<string | undefined> => {
    const volume = await lookupVolume(host, key);
    if (volume === undefined) return undefined;
    const xml = await ifThere(host.client.storageVolGetXmlDesc(volume, { signal: host.signal }), isNoStorageVolume);
    const times = xml === undefined ? undefined : descendant(parseXml(xml), "target", "timestamps");
    return times && `${childText(times, "mtime")} ${childText(times, "ctime")}`;
};

/**
 * Whether two volumes are one file: libvirt accepts two pools whose directories are the same through a link, and then
 * lists each file twice. It doesn't report inodes, but no two uploaded files have the same times.
 */
export const areOneFile = async (host: HostHandle, key: string, other: string): Promise<boolean> => {
    const [one, two] = await Promise.all([lastChange(host, key), lastChange(host, other)]);
    return one !== undefined && one === two;
};
