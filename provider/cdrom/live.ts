import { setTimeout as sleep } from "node:timers/promises";
import { ConfigDriveError } from "../errors.ts";
import type { StartupPolicy } from "../inputs.ts";
import { isDeviceMissing, isMediumNotRemovable, isTrayLocked, isTrayNotOpen } from "../libvirt/error.ts";
import { AFFECT_LIVE, DEVICE_MODIFY_FORCE } from "../libvirt/flags.ts";
import { serializeXml } from "../libvirt/xml.ts";
import type { Disk } from "./definition.ts";
import { type Medium, withMedium, withoutMedium } from "./device.ts";
import { type DomainHandle, readDomain } from "./domain.ts";
import { isHotPluggable } from "./slot.ts";

/** How long a tray may stay shut that the firmware holds right after a start. */
const TRAY_PATIENCE_MS = 15_000;
/** How long a guest may take to let go of a drive that is being unplugged. */
const UNPLUG_PATIENCE_MS = 10_000;

/** Takes a disk out of one definition of a domain; one that isn't there any more is fine. */
export const detach = async ({ client, ref, signal }: DomainHandle, disk: Disk, flag: number): Promise<void> => {
    try {
        await client.domainDetachDeviceFlags(ref, serializeXml(disk.element), flag, { signal });
    } catch (error) {
        if (!isDeviceMissing(error)) throw error;
    }
};

/** Unplugs a disk from a running guest, and returns when it is gone: libvirt may say so before it is. */
export const unplug = async (domain: DomainHandle, disk: Disk): Promise<void> => {
    const { ref, signal } = domain;
    await detach(domain, disk, AFFECT_LIVE);
    for (let waitedMs = 0, pauseMs = 20; ; waitedMs += pauseMs, pauseMs = Math.min(pauseMs * 2, 500)) {
        const { live } = await readDomain(domain);
        if (!live?.definition.disks.some(({ target }) => target === disk.target)) return;
        if (waitedMs > UNPLUG_PATIENCE_MS) {
            throw new ConfigDriveError(
                "timed-out",
                `unplug config drive ${disk.target} from domain "${ref.name}": the guest doesn't let go of it. Unmount it in the guest, or shut the domain down, and run again.`,
            );
        }
        await sleep(pauseMs, undefined, { signal });
    }
};

const replug = async (domain: DomainHandle, disk: Disk, xml: string): Promise<void> => {
    await unplug(domain, disk);
    await domain.client.domainAttachDeviceFlags(domain.ref, xml, AFFECT_LIVE, { signal: domain.signal });
};

const trayLocked = ({ ref }: DomainHandle, disk: Disk, cause: unknown): ConfigDriveError =>
    new ConfigDriveError(
        "tray-locked",
        `change the medium of ${disk.target} in domain "${ref.name}": the guest keeps the tray locked. Unmount the drive in the guest, or shut the domain down, and run again.`,
        { cause },
    );

/** Seen with libvirt 9.0: a hot-plugged scsi cdrom never opens its tray; a usb one has none. */
const mustBeReplugged = (disk: Disk, error: unknown): boolean =>
    isHotPluggable(disk.bus) && (isTrayNotOpen(error) || isMediumNotRemovable(error));

/** Right after a start the firmware may hold the tray of an ide or sata drive for a second or more. */
const mayOpenSoon = (error: unknown, waitedMs: number): boolean => isTrayNotOpen(error) && waitedMs < TRAY_PATIENCE_MS;

/** Puts another medium into the cdrom of a running guest. */
export const changeMedium = async (
    domain: DomainHandle,
    disk: Disk,
    medium: Medium,
    startupPolicy: StartupPolicy,
): Promise<void> => {
    const { client, ref, signal } = domain;
    const xml = withMedium(disk.element, medium, startupPolicy);
    for (let waitedMs = 0; ; waitedMs += 1000) {
        try {
            return await client.domainUpdateDeviceFlags(ref, xml, AFFECT_LIVE, { signal });
        } catch (error) {
            if (mustBeReplugged(disk, error)) return await replug(domain, disk, xml);
            if (isTrayLocked(error)) throw trayLocked(domain, disk, error);
            if (!mayOpenSoon(error, waitedMs)) throw error;
        }
        await sleep(1000, undefined, { signal });
    }
};

/**
 * Takes the medium out of a cdrom that can't be unplugged while the guest runs, by force if the guest holds the tray:
 * the volume under it is about to go.
 */
export const eject = async ({ client, ref, signal }: DomainHandle, disk: Disk): Promise<void> => {
    const xml = withoutMedium(disk.element);
    try {
        await client.domainUpdateDeviceFlags(ref, xml, AFFECT_LIVE, { signal });
    } catch (error) {
        if (!isTrayLocked(error) && !isTrayNotOpen(error)) throw error;
        await client.domainUpdateDeviceFlags(ref, xml, AFFECT_LIVE | DEVICE_MODIFY_FORCE, { signal });
    }
};
