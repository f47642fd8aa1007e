import type { Medium } from "../domain/medium.ts";
import { isSameDomain, type Reference } from "../domain/references.ts";
import { ImageDigest } from "../image/image-digest.ts";
import { isOwnImage, SEAL_AREA } from "../image/seal.ts";
import { type DriveImage, wholeImage } from "../image/write.ts";
import type { DomainRef, VolumeRef } from "../libvirt/client.ts";
import { ifThere, isNoDomain, isVolumeExists } from "../libvirt/error.ts";
import { attribute, buildVolumeXml, childElement, childText, parseXml } from "../libvirt/xml.ts";
import { timeToUndo } from "../model/timeouts.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { shellWord } from "../text/shell-word.ts";
import { fillWithImage } from "./fill.ts";
import { findVolume, sizeOf } from "./find.ts";
import type { HostHandle, UsablePool } from "./host.ts";
import { findReferences, showUse } from "./in-use.ts";
import { onceIdle } from "./once-idle.ts";
import { isPoolGone, lookupPool, refreshPool } from "./pool.ts";
import { writeSealed } from "./rewrite.ts";
import { recordStored } from "./stored-digest.ts";

/** A volume that holds an image. */
export interface StoredVolume {
    /** libvirt's key. */
    readonly key: string;
    readonly medium: Medium;
    /** Whether this call created the volume. */
    readonly isNew: boolean;
}

/** The volume as a domain refers to it. Rejects a directory, and what guests could only open over the network. */
export const describeVolume = async ({ client, signal }: HostHandle, volume: VolumeRef): Promise<StoredVolume> => {
    const xml = parseXml(await client.storageVolGetXmlDesc(volume, { signal }));
    const type = attribute(xml, "type") ?? "file";
    const target = childElement(xml, "target");
    const path = (target && childText(target, "path")) ?? "";
    if (type === "dir") {
        throw new ConfigDriveError(
            "volume-conflict",
            `use volume "${volume.name}" in pool "${volume.pool}": a directory of that name, or a link to one, already exists. Remove it, or set another volumePrefix.`,
        );
    }
    if ((type !== "file" && type !== "block") || path === "") {
        throw new ConfigDriveError(
            "pool-unsupported",
            `use volume "${volume.name}" in pool "${volume.pool}": guests would have to open this volume (type ${type}) over the network, which isn't supported. Use a pool of type dir, fs, netfs or logical.`,
        );
    }
    return { key: volume.key, medium: { path, type, volume }, isNew: false };
};

/** Whether a volume of a size holds exactly an image. Compares sizes first, then contents. */
export const holdsImage = async (
    host: HostHandle,
    volume: VolumeRef,
    size: number,
    image: DriveImage,
): Promise<boolean> => {
    const { client, signal } = host;
    if (size < image.size) return false;
    let found = new ImageDigest(image);
    const open = () => {
        found = new ImageDigest(image);
        return (data: Uint8Array): void => found.update(data);
    };
    await onceIdle(host, () => client.storageVolRead(volume, image.used, open, { signal }));
    if (found.digest() !== image.digest) return false;
    recordStored(image, found.storedDigest());
    return true;
};

/**
 * Describes a volume that was just created. libvirt uses the path of a file in a directory as its key. Another call
 * would wait until libvirt has scanned the whole pool, as it does after each upload.
 */
const describeNew = async (host: HostHandle, { folder }: UsablePool, volume: VolumeRef): Promise<StoredVolume> =>
    folder !== "" && volume.key === `${folder}/${volume.name}`
        ? { key: volume.key, medium: { path: volume.key, type: "file", volume }, isNew: true }
        : { ...(await describeVolume(host, volume)), isNew: true };

/** Uploads an image into a new volume; trailing zeros that the volume already has aren't sent. */
const upload = async (
    host: HostHandle,
    pool: UsablePool,
    volume: VolumeRef,
    { image, isFixed }: ImageToStore,
): Promise<StoredVolume> => {
    const [chunks, length] = pool.startsAsZeros ? [image.chunks, image.used] : [wholeImage(image), image.size];
    try {
        // A domain can refer to a fixed name before its volume is complete.
        if (isFixed) await writeSealed(host, volume, image, length);
        else await fillWithImage(host, volume, image, { chunks, length });
        return await describeNew(host, pool, volume);
    } catch (error) {
        // Neither a partial image nor one that no guest can reach may stay.
        const signal = timeToUndo();
        await onceIdle({ ...host, signal }, () => host.client.storageVolDelete(volume, { signal })).catch(
            () => undefined,
        );
        throw error;
    }
};

const isAnyRunning = async ({ client, signal }: HostHandle, users: readonly Reference[]): Promise<boolean> => {
    for (const { domain } of users) {
        if (await ifThere(client.domainIsActive(domain, { signal }), isNoDomain)) return true;
    }
    return false;
};

/**
 * Whether a volume with a fixed name is left from an earlier run: it contains an image of this package, one that was
 * being written, or nothing at all.
 */
const isLeftByRun = async (host: HostHandle, volume: VolumeRef, size: number): Promise<boolean> => {
    const { client, signal } = host;
    if ((await client.storageVolGetInfo(volume, { signal })).allocation === 0) return true;
    const length = Math.min(size, SEAL_AREA);
    return isOwnImage(
        await onceIdle(host, () => client.storageVolDownload(volume, { length, maximum: length }, { signal })),
    );
};

/** Only a file that nothing uses and that this package made gives way to a volume with a fixed name. */
const requireLeftByRun = async (
    host: HostHandle,
    { volume, size, path }: { readonly volume: VolumeRef; readonly size: number; readonly path: string },
    doing: string,
): Promise<void> => {
    if (!(await isLeftByRun(host, volume, size))) {
        throw new ConfigDriveError(
            "volume-conflict",
            `${doing}: a volume of that name already exists, and this package didn't write it. Remove or rename it, or set another volumePrefix.`,
        );
    }
    host.warn(`replaced the image ${path}, which an earlier run or another drive with this volumePrefix left there`);
};

/**
 * Takes over an existing volume of our name. The name contains the image's digest, so a volume with other content is
 * damaged, or was left by a run that was killed during its upload. If our drive uses it in a running guest, or a domain
 * can't be read, it is written again. Otherwise it is deleted: a write would follow a link, which libvirt doesn't show,
 * into somebody's file.
 */
const takeOver = async (
    host: HostHandle,
    volume: VolumeRef,
    { image, alias, own, isFixed }: ImageToStore,
    doing: string,
): Promise<StoredVolume | undefined> => {
    const { client, signal } = host;
    const size = await sizeOf(host, volume);
    if (size !== undefined) {
        const stored = await describeVolume(host, volume);
        if (await holdsImage(host, volume, size, image)) return stored;
        const { users, isPartial } = await findReferences(host, { path: stored.medium.path, volume });
        // A snapshot or saved memory of our domain needs the content that the name promises.
        const isOwn = (user: Reference): boolean =>
            (user.alias === alias && !isFixed) ||
            (own !== undefined &&
                isSameDomain(user.domain, own.domain) &&
                (user.keeper !== undefined || own.targets.includes(user.target)));
        const other = users.find((user) => !isOwn(user));
        if (other !== undefined) {
            throw new ConfigDriveError(
                "volume-conflict",
                `${doing}: a volume of that name has other content, and ${showUse(other)}. Detach it from that domain, or set another volumePrefix.`,
            );
        }
        if (isFixed) await requireLeftByRun(host, { volume, size, path: stored.medium.path }, doing);
        else if (isPartial || (await isAnyRunning(host, users))) {
            await fillWithImage(host, volume, image, { chunks: wholeImage(image), length: image.size });
            return stored;
        }
    }
    await onceIdle(host, () => client.storageVolDelete(volume, { signal }));
    return undefined;
};

/** An image, and the drive that it is for. */
export interface ImageToStore {
    readonly image: DriveImage;
    /** Alias of that drive. */
    readonly alias: string;
    /** Whether the volume's name doesn't depend on the image, so that anybody's file may have it. */
    readonly isFixed: boolean;
    /** Where the drive is in its domain, since it may have lost the alias there or never had it. */
    readonly own?: { readonly domain: DomainRef; readonly targets: readonly string[] } | undefined;
}

/** The first can meet a file that the pool hasn't noticed, the second a volume to delete; the third then succeeds. */
const CREATE_ATTEMPTS = 3;

const occupied = (doing: string, { folder }: UsablePool, name: string): ConfigDriveError => {
    const path = `${folder}/${name}`;
    return new ConfigDriveError(
        "volume-conflict",
        `${doing}: ${path} already exists, but libvirt doesn't list it as a volume. It is probably a pipe, a socket, a device or a dangling link. Remove it on the host (rm ${shellWord(path)}), or set another volumePrefix.`,
    );
};

/**
 * Stores an image in a pool: finds the volume there, or creates it with mode 0600 and streams the image into it from
 * memory. As long as the host can be reached, never leaves a volume with a partial image behind.
 */
export const storeVolume = async (
    host: HostHandle,
    pool: string,
    name: string,
    stored: ImageToStore,
): Promise<StoredVolume> => {
    const doing = `store volume "${name}" in pool "${pool}"`;
    const store = async (): Promise<StoredVolume> =>
        storeIn(host, await lookupPool(host, pool, doing), { ...stored, name, doing });
    return await store().catch((error: unknown) => {
        if (!isPoolGone(error)) throw error;
        // Another lookup fails with a better message, or finds the pool that has this name now.
        host.pools?.forget(host, pool);
        return store();
    });
};

const storeIn = async (
    host: HostHandle,
    usable: UsablePool,
    { name, doing, ...stored }: ImageToStore & { readonly name: string; readonly doing: string },
): Promise<StoredVolume> => {
    const { ref } = usable;
    const xml = buildVolumeXml({ name, capacity: stored.image.size, mode: "0600" });
    for (let attempt = 1; ; attempt++) {
        // Created without a lookup: that nearly always succeeds, and libvirt never creates a volume twice.
        const creation = host.client.storageVolCreateXml(ref, xml, 0, { signal: host.signal });
        const volume = await ifThere(creation, isVolumeExists);
        if (volume !== undefined) return await upload(host, usable, volume, stored);
        if (attempt === CREATE_ATTEMPTS) throw occupied(doing, usable, name);
        const existing = await findVolume(host, ref, name);
        const taken = existing && (await takeOver(host, existing, stored, doing));
        if (taken !== undefined) return taken;
        // A file that the pool hasn't noticed yet becomes an ordinary volume after a refresh.
        if (existing === undefined) await refreshPool(host, ref);
    }
};
