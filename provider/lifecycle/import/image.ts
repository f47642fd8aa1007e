import { type RecoveredDrive, recoverDrive } from "../../image/recover.ts";
import type { VolumeRef } from "../../libvirt/client.ts";
import { ConfigDriveError } from "../../text/errors.ts";
import { sizeOf } from "../../volume/find.ts";
import type { HostHandle } from "../../volume/host.ts";
import { onceIdle } from "../../volume/once-idle.ts";
import { describeVolume, type StoredVolume } from "../../volume/store.ts";

/** Twice the size of Nova's VFAT images. What an import reads ends up in the stack's state. */
const MAX_SIZE = 128 * 1024 * 1024;

/** A volume and the drive in it. */
export interface FoundImage {
    readonly volume: VolumeRef;
    readonly stored: StoredVolume;
    readonly bytes: Uint8Array;
    readonly drive: RecoveredDrive;
}

/**
 * Reads the drive in a volume.
 *
 * @param doing What the messages start with.
 * @throws ConfigDriveError `not-importable`
 */
export const readVolume = async (host: HostHandle, volume: VolumeRef, doing: string): Promise<FoundImage> => {
    const refuse = (happened: string): ConfigDriveError =>
        new ConfigDriveError("not-importable", `${doing}: ${happened}`);
    const stored = await describeVolume(host, volume);
    const { path } = stored.medium;
    const size = await sizeOf(host, volume);
    if (size === undefined) {
        throw refuse(`the file ${path} doesn't exist any more. Refresh pool "${volume.pool}", and run again.`);
    }
    if (size > MAX_SIZE) {
        const mebibytes = Math.ceil(size / 1024 / 1024);
        throw refuse(
            `${path} has ${mebibytes} MiB, and an import reads images of up to ${MAX_SIZE / 1024 / 1024} MiB. Check that it is the right disk.`,
        );
    }
    const { client, signal } = host;
    const range = { length: size, maximum: size };
    const bytes =
        size === 0
            ? new Uint8Array()
            : await onceIdle(host, () => client.storageVolDownload(volume, range, { signal }));
    const recovery = recoverDrive(bytes);
    if ("reason" in recovery) {
        throw refuse(`${path} isn't a config drive: it ${recovery.reason}. Check that it is the right disk.`);
    }
    return { volume, stored, bytes, drive: recovery.drive };
};
