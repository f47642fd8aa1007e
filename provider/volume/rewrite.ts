import { brokenSeal, type Seal, sealOf, unsealedChunks, zeroChunks } from "../image/seal.ts";
import type { DriveImage } from "../image/write.ts";
import type { VolumeRef } from "../libvirt/client.ts";
import { ifThere, LibvirtError } from "../libvirt/error.ts";
import { buildVolumeXml } from "../libvirt/xml.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { fillVolume, fillWithImage } from "./fill.ts";
import { sizeOf } from "./find.ts";
import type { HostHandle, UsablePool } from "./host.ts";
import { onceIdle } from "./once-idle.ts";
import { refreshPool } from "./pool.ts";

/*
 * A volume with a fixed name gets new content in place. libvirt can't replace a file in one step: it neither renames
 * volumes nor uploads into a new file under an old name. So first the seal is broken, the few bytes by which systems
 * recognise the image, and it comes back last, with everything else already written. A domain that is started in between
 * finds a medium without a file system.
 */

/** Writes an image from the start of a volume, its seal last. */
export const writeSealed = async (
    host: HostHandle,
    volume: VolumeRef,
    image: DriveImage,
    length: number,
): Promise<void> => {
    await fillWithImage(host, volume, image, { chunks: unsealedChunks(image, length), length });
    await writeSeal(host, volume, sealOf(image));
};

/** Writes only a seal. */
export const writeSeal = (host: HostHandle, volume: VolumeRef, { offset, bytes }: Seal): Promise<void> =>
    fillVolume(host, volume, [bytes], bytes.length, offset);

/** What a volume has in the place of an image's seal; undefined if it ends before that. */
export const readSeal = async (
    host: HostHandle,
    volume: VolumeRef,
    size: number,
    image: DriveImage,
): Promise<Seal | undefined> => {
    const { client, signal } = host;
    const { offset, bytes } = sealOf(image);
    const length = Math.min(bytes.length, size - offset);
    if (length <= 0) return undefined;
    const range = { offset, length, maximum: length };
    return { offset, bytes: await onceIdle(host, () => client.storageVolDownload(volume, range, { signal })) };
};

/** Breaks the seal of a volume. The old image is whole as soon as the old seal is back. */
export const breakSeal = (host: HostHandle, volume: VolumeRef, old: Seal, image: DriveImage): Promise<void> =>
    writeSeal(host, volume, { ...old, bytes: brokenSeal(image).bytes.subarray(0, old.bytes.length) });

const noSpace = ({ name, pool }: VolumeRef, { size }: DriveImage): ConfigDriveError =>
    new ConfigDriveError(
        "host-failed",
        `write volume "${name}" in pool "${pool}": there is no space left in the pool for an image of ${size} bytes. The volume still has its old content. Free some space, and run again.`,
    );

/**
 * Makes room for a larger image while the old one is still whole: a full disk is the likeliest failure. A file grows,
 * which readers of the old image don't notice. (libvirt can't resize a file in which it recognises an ISO 9660 image, but
 * an upload can write beyond its end.) A block device can't grow in libvirt, so there only the free space is checked.
 */
export const reserve = async (
    host: HostHandle,
    pool: UsablePool,
    volume: VolumeRef,
    { size, image }: { readonly size: number; readonly image: DriveImage },
): Promise<void> => {
    const { client, signal } = host;
    if (size >= image.size) return;
    await refreshPool(host, pool.ref);
    const { available } = await client.storagePoolGetInfo(pool.ref, { signal });
    const missing = image.size - size;
    if (available < BigInt(missing)) throw noSpace(volume, image);
    if (!pool.startsAsZeros) return;
    await fillVolume(host, volume, zeroChunks(missing), missing, size);
    // libvirt 9.0 can report an upload as done although the disk filled up.
    if (((await sizeOf(host, volume)) ?? 0) < image.size) throw noSpace(volume, image);
};

/** A block device is created again under its name. It can start with any earlier data, even with another image. */
const enlarge = async (host: HostHandle, pool: UsablePool, old: VolumeRef, image: DriveImage): Promise<VolumeRef> => {
    const { client, signal } = host;
    await onceIdle(host, () => client.storageVolDelete(old, { signal }));
    const xml = buildVolumeXml({ name: old.name, capacity: image.size, mode: "0600" });
    const volume = await client.storageVolCreateXml(pool.ref, xml, 0, { signal });
    await writeSeal(host, volume, brokenSeal(image));
    return volume;
};

/** Most zeros that are sent. The daemon writes more by itself, and leaves a sparse file sparse. */
const MAX_SENT = 1 << 20;

/** zfs pools don't support it, and access rules can deny it apart from uploads. */
const wipe = async (host: HostHandle, volume: VolumeRef): Promise<boolean> => {
    const wiping = onceIdle(host, () => host.client.storageVolWipe(volume, { signal: host.signal }));
    const isRefusal = (error: unknown): boolean => error instanceof LibvirtError;
    return (
        (await ifThere(
            wiping.then(() => true),
            isRefusal,
        )) === true
    );
};

/**
 * Replaces all of a volume's content, after its seal was broken. A volume that is larger than the image keeps its size
 * (libvirt can't shrink it), and the rest becomes zeros: the old image's secrets don't stay.
 */
export const rewriteVolume = async (
    host: HostHandle,
    pool: UsablePool,
    old: VolumeRef,
    image: DriveImage,
): Promise<VolumeRef> => {
    const before = (await sizeOf(host, old)) ?? 0;
    const volume = before < image.size ? await enlarge(host, pool, old, image) : old;
    const size = Math.max((await sizeOf(host, volume)) ?? 0, image.size);
    const isWiped = size - image.used > MAX_SENT && (await wipe(host, volume));
    await writeSealed(host, volume, image, isWiped ? image.used : size);
    return volume;
};
