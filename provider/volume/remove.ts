import { posix } from "node:path";
import type { Reference } from "../domain/references.ts";
import { ifThere, isNoStorageVolume } from "../libvirt/error.ts";
import { shellWord, virsh } from "../text/shell-word.ts";
import { lookupVolume } from "./find.ts";
import type { HostHandle } from "./host.ts";
import { type OwnDomain, type Use, useFinder, type VolumeFile } from "./in-use.ts";
import { onceIdle } from "./once-idle.ts";
import { findPool, folderOf, requireActive } from "./pool.ts";

/** How to delete a file by hand. */
export const deletionOf = ({ client }: HostHandle, { path, volume }: VolumeFile): string =>
    volume === undefined ? `rm ${shellWord(path)}, on the host` : virsh(client.uri, "vol-delete", path);

/** The file of a volume; undefined if there is none. If its pool is only inactive, that is an error. */
const locate = async (host: HostHandle, pool: string, key: string): Promise<VolumeFile | undefined> => {
    const volume = await lookupVolume(host, key);
    if (volume !== undefined) {
        return { path: await host.client.storageVolGetPath(volume, { signal: host.signal }), volume };
    }
    const ref = await findPool(host, pool);
    // libvirt doesn't see the volumes of an inactive pool: the file may well exist.
    if (ref !== undefined) await requireActive(host, ref, `delete volume ${key}`);
    // Keys are paths in pools of files. A pool that is over another folder now, or gone, no longer shows its files.
    const isShown =
        ref !== undefined && posix.resolve("/", await folderOf(host, ref)) === posix.dirname(posix.normalize(key));
    return isShown || !key.startsWith("/") ? undefined : { path: key };
};

const remove = async (host: HostHandle, pool: string, file: VolumeFile): Promise<void> => {
    const { client, signal, warn } = host;
    const { path, volume } = file;
    if (volume !== undefined) {
        await ifThere(
            onceIdle(host, () => client.storageVolDelete(volume, { signal })),
            isNoStorageVolume,
        );
        return;
    }
    warn(
        `the image ${path} may still exist on host "${await client.getHostname({ signal })}", with its secrets: libvirt no longer shows it, since pool "${pool}" is now over another folder or gone. Pulumi no longer manages it. Delete it: ${deletionOf(host, file)}`,
    );
};

/** Volumes to delete. */
export interface Removal {
    readonly pool: string;
    readonly keys: readonly string[];
    /** The drive's domain; absent if it has none. */
    readonly own?: OwnDomain | undefined;
    /** Whether a use keeps the volume. @default every use does */
    readonly isKept?: (use: Reference | "anybody", file: VolumeFile) => boolean;
}

/**
 * Deletes the volumes that nothing uses, and returns the keys of those that stay. The only place that deletes a complete
 * image.
 */
export const removeUnused = async (
    host: HostHandle,
    { pool, keys, own, isKept = () => true }: Removal,
): Promise<readonly string[]> => {
    const findUse = useFinder(host, own);
    const kept: string[] = [];
    for (const key of new Set(keys)) {
        const file = await locate(host, pool, key);
        if (file === undefined) continue;
        const use: Use = await findUse(file);
        if (use !== undefined && isKept(use, file)) kept.push(key);
        else await remove(host, pool, file);
    }
    return kept;
};
