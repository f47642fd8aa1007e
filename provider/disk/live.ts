import { setTimeout as sleep } from "node:timers/promises";
import type { Disk } from "../domain/definition.ts";
import { type DomainHandle, readDomain } from "../domain/read.ts";
import { reportingWait } from "../domain/waiting.ts";
import {
    isDeviceMissing,
    isHotplugUnsupported,
    isMediumNotRemovable,
    isTrayLocked,
    isTrayNotOpen,
    isUnplugPending,
} from "../libvirt/error.ts";
import { AFFECT_LIVE, DEVICE_MODIFY_FORCE } from "../libvirt/flags.ts";
import { serializeXml } from "../libvirt/xml.ts";
import { isHotPluggable } from "../model/buses.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { cacheOf, withMedium, withoutMedium } from "./device.ts";
import type { Content } from "./plan.ts";
import { trayLocked, trayStuck, updateTray } from "./tray.ts";

/** How long a guest may take to release a drive that is being unplugged. */
const UNPLUG_PATIENCE_MS = 10_000;

/** Removes a device from one definition of a domain, if it is still there. */
export const detach = async (
    { client, ref, signal }: DomainHandle,
    { element }: Pick<Disk, "element">,
    flag: number,
): Promise<void> => {
    try {
        await client.domainDetachDeviceFlags(ref, serializeXml(element), flag, { signal });
    } catch (error) {
        if (!isDeviceMissing(error) && !isUnplugPending(error)) throw error;
    }
};

const awaitUnplug = async (domain: DomainHandle, disk: Disk): Promise<void> => {
    const { ref, signal } = domain;
    for (let waitedMs = 0, pauseMs = 20; ; waitedMs += pauseMs, pauseMs = Math.min(pauseMs * 2, 500)) {
        const { live } = await readDomain(domain);
        if (!live?.definition.disks.some(({ target }) => target === disk.target)) return;
        if (waitedMs > UNPLUG_PATIENCE_MS) {
            throw new ConfigDriveError(
                "timed-out",
                `unplug config drive ${disk.target} from domain "${ref.name}": the guest doesn't release it. Unmount it in the guest or shut the domain down, then run again.`,
            );
        }
        await sleep(pauseMs, undefined, { signal });
    }
};

/** Unplugs a disk from a running guest and returns when it is gone; libvirt may report success before that. */
export const unplug = async (domain: DomainHandle, disk: Disk): Promise<void> =>
    reportingWait(domain, `the guest releases ${disk.target}`, async () => {
        await detach(domain, disk, AFFECT_LIVE);
        await awaitUnplug(domain, disk);
    });

const replug = async (domain: DomainHandle, disk: Disk, xml: string): Promise<void> => {
    await unplug(domain, disk);
    await domain.client.domainAttachDeviceFlags(domain.ref, xml, AFFECT_LIVE, { signal: domain.signal });
};

/** Seen with libvirt 9.0: a hot-plugged scsi cdrom never opens its tray, and a usb cdrom has none. */
const mustBeReplugged = (disk: Disk, error: unknown): boolean =>
    isHotPluggable(disk.bus) && (isTrayNotOpen(error) || isMediumNotRemovable(error));

/** Whether the drive stays plugged in: a disk has no tray, and QEMU can't change the cache mode of one that is in use. */
const changesInPlace = ({ device, element }: Disk, { medium, cache }: Content): boolean =>
    device === "cdrom" && (medium === undefined || cacheOf(element) === cache);

/**
 * Changes the medium of a running guest's drive, or ejects it from a cdrom. A disk is unplugged, and plugged in again
 * with the new medium, and so is a cdrom that gets another cache mode.
 */
export const changeMedium = async (domain: DomainHandle, disk: Disk, content: Content): Promise<void> => {
    const { medium, startupPolicy, cache } = content;
    const xml = withMedium(disk.element, medium, startupPolicy, cache);
    if (!changesInPlace(disk, content)) return await replug(domain, disk, xml);
    try {
        await updateTray(domain, disk, xml);
    } catch (error) {
        if (mustBeReplugged(disk, error)) return medium ? await replug(domain, disk, xml) : await unplug(domain, disk);
        if (isTrayLocked(error)) throw trayLocked(domain, disk, error);
        throw isTrayNotOpen(error) ? trayStuck(domain, disk, error) : error;
    }
};

/**
 * Ejects the medium of a cdrom that can't be unplugged while the guest runs, by force if the guest holds the tray: its
 * volume is about to be deleted. A stuck tray keeps the medium until the guest stops.
 */
export const eject = async (domain: DomainHandle, disk: Disk): Promise<void> => {
    const xml = withoutMedium(disk.element);
    try {
        await updateTray(domain, disk, xml);
    } catch (error) {
        if (isTrayNotOpen(error)) return;
        if (!isTrayLocked(error)) throw error;
        await updateTray(domain, disk, xml, AFFECT_LIVE | DEVICE_MODIFY_FORCE);
    }
};

/**
 * Whether a disk stays plugged in because the guest doesn't release it, e.g. one without an OS, or because its bus can't
 * ask the guest to: conventional PCI without ACPI, and virtio-mmio.
 */
const staysPlugged = ({ bus }: Disk, error: unknown): boolean =>
    bus === "virtio" &&
    (isHotplugUnsupported(error) || (error instanceof ConfigDriveError && error.code === "timed-out"));

/**
 * Removes a drive from a running guest as far as the guest allows: unplugs it, or empties its tray. A disk that stays
 * plugged in stays until the guest responds or stops, and can be read although its image file is deleted.
 */
export const release = async (domain: DomainHandle, disk: Disk): Promise<void> => {
    if (!isHotPluggable(disk.bus)) return await eject(domain, disk);
    try {
        await unplug(domain, disk);
    } catch (error) {
        if (!staysPlugged(disk, error)) throw error;
    }
};
