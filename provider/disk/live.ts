import { setTimeout as sleep } from "node:timers/promises";
import type { Disk } from "../domain/definition.ts";
import type { Medium } from "../domain/medium.ts";
import { type DomainHandle, readDomain } from "../domain/read.ts";
import { ConfigDriveError } from "../errors.ts";
import { isDeviceMissing, isMediumNotRemovable, isTrayLocked, isTrayNotOpen } from "../libvirt/error.ts";
import { AFFECT_LIVE, DEVICE_MODIFY_FORCE } from "../libvirt/flags.ts";
import { serializeXml } from "../libvirt/xml.ts";
import type { StartupPolicy } from "../model/inputs.ts";
import { withMedium, withoutMedium } from "./device.ts";
import { isHotPluggable } from "./slot.ts";

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

/**
 * The firmware shuts all trays some ten milliseconds after a start, and QEMU doesn't tell. libvirt, having opened one
 * just then, takes it for open from then on: neither waiting nor force helps.
 */
const trayStuck = ({ ref }: DomainHandle, disk: Disk, cause: unknown): ConfigDriveError =>
    new ConfigDriveError(
        "tray-locked",
        `change the medium of ${disk.target} in domain "${ref.name}": libvirt takes the tray for open and QEMU for shut, as happens when a medium is changed in the first moments of a guest. Shut the domain down and start it (a reboot isn't enough), or restart libvirtd, and run again.`,
        { cause },
    );

/** Puts another medium into the drive of a running guest, or takes it out of a cdrom; a disk is unplugged, and plugged in again with the other. */
export const changeMedium = async (
    domain: DomainHandle,
    disk: Disk,
    medium: Medium | undefined,
    startupPolicy: StartupPolicy,
): Promise<void> => {
    const { client, ref, signal } = domain;
    const xml = withMedium(disk.element, medium, startupPolicy);
    if (disk.device !== "cdrom") return await replug(domain, disk, xml);
    try {
        await client.domainUpdateDeviceFlags(ref, xml, AFFECT_LIVE, { signal });
    } catch (error) {
        if (mustBeReplugged(disk, error)) return medium ? await replug(domain, disk, xml) : await unplug(domain, disk);
        if (isTrayLocked(error)) throw trayLocked(domain, disk, error);
        throw isTrayNotOpen(error) ? trayStuck(domain, disk, error) : error;
    }
};

/**
 * Takes the medium out of a cdrom that can't be unplugged while the guest runs, by force if the guest holds the tray:
 * the volume under it is about to go. From a tray that is stuck it goes when the guest stops.
 */
const eject = async ({ client, ref, signal }: DomainHandle, disk: Disk): Promise<void> => {
    const xml = withoutMedium(disk.element);
    try {
        await client.domainUpdateDeviceFlags(ref, xml, AFFECT_LIVE, { signal });
    } catch (error) {
        if (isTrayNotOpen(error)) return;
        if (!isTrayLocked(error)) throw error;
        await client.domainUpdateDeviceFlags(ref, xml, AFFECT_LIVE | DEVICE_MODIFY_FORCE, { signal });
    }
};

/** Whether a guest that doesn't answer, one without a system for instance, keeps the drive plugged: PCI asks it. */
const asksGuest = ({ bus }: Disk): boolean => bus === "virtio";

/**
 * Takes a drive out of a running guest as far as the guest lets it go: unplugs it, or empties its tray. A PCI disk that
 * the guest holds on to stays until the guest answers or stops; it keeps reading the image although its file goes.
 */
export const release = async (domain: DomainHandle, disk: Disk): Promise<void> => {
    if (!isHotPluggable(disk.bus)) return await eject(domain, disk);
    try {
        await unplug(domain, disk);
    } catch (error) {
        if (!asksGuest(disk) || !(error instanceof ConfigDriveError) || error.code !== "timed-out") throw error;
    }
};
