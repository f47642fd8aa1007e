import type { Disk } from "../domain/definition.ts";
import { awaitFirmware } from "../domain/firmware.ts";
import type { DomainHandle } from "../domain/read.ts";
import { reportingWait } from "../domain/waiting.ts";
import { isMediumNotRemovable, isTrayLocked, isTrayNotOpen } from "../libvirt/error.ts";
import { AFFECT_LIVE } from "../libvirt/flags.ts";
import { isHotPluggable } from "../model/buses.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { withMediumOf, withoutMedium } from "./device.ts";

const changing = ({ ref }: DomainHandle, { target }: Disk): string =>
    `change the medium of ${target} in domain "${ref.name}"`;

/** The guest holds the tray. */
export const trayLocked = (domain: DomainHandle, disk: Disk, cause: unknown): ConfigDriveError =>
    new ConfigDriveError(
        "tray-locked",
        `${changing(domain, disk)}: the guest keeps the tray locked. Unmount the drive in the guest or shut the domain down, then run again.`,
        { cause },
    );

/**
 * The firmware closes all trays when it resets the drives, in the first moments of a start or a reboot, and QEMU doesn't
 * report it. If libvirt opened one before, it believes from then on that the tray is open: neither waiting nor force
 * helps.
 */
export const trayStuck = (domain: DomainHandle, disk: Disk, cause: unknown): ConfigDriveError =>
    new ConfigDriveError(
        "tray-locked",
        `${changing(domain, disk)}: libvirt believes the tray is open, QEMU that it is closed. This happens when the medium changes while the guest starts or reboots. Shut the domain down and start it (a reboot isn't enough), or restart libvirtd, then run again.`,
        { cause },
    );

/** A device without a tray that opens: a disk, a cdrom on usb, or with libvirt 9.0 a scsi cdrom that was hot-plugged. */
export const hasNoTray = (domain: DomainHandle, disk: Disk, cause?: unknown): ConfigDriveError =>
    new ConfigDriveError(
        "hotplug-unsupported",
        `${changing(domain, disk)}: the guest is running, and a ${disk.device} on ${disk.bus} like this can't be emptied before it stops. Shut the domain down, then run again.`,
        { cause },
    );

/**
 * Updates a cdrom of a running guest, once firmware can't close its tray any more. libvirt waits five seconds for a guest
 * that keeps its tray locked.
 */
export const updateTray = async (
    domain: DomainHandle,
    { target }: Disk,
    xml: string,
    flags: number = AFFECT_LIVE,
): Promise<void> => {
    const { client, ref, signal } = domain;
    await awaitFirmware(domain);
    await reportingWait(domain, `the guest releases the tray of ${target}`, () =>
        client.domainUpdateDeviceFlags(ref, xml, flags, { signal }),
    );
};

/** Ejects the medium of a running guest's cdrom. Never by force: a guest that holds the tray may be reading. */
export const ejectMedium = async (domain: DomainHandle, disk: Disk): Promise<void> => {
    try {
        await updateTray(domain, disk, withoutMedium(disk.element));
    } catch (error) {
        if (isTrayLocked(error)) throw trayLocked(domain, disk, error);
        if (isMediumNotRemovable(error)) throw hasNoTray(domain, disk, error);
        if (!isTrayNotOpen(error)) throw error;
        throw isHotPluggable(disk.bus) ? hasNoTray(domain, disk, error) : trayStuck(domain, disk, error);
    }
};

/** Puts a medium into a running guest's empty cdrom, which then is like it was with it. */
export const insertMedium = async (domain: DomainHandle, disk: Disk, like: Disk): Promise<void> => {
    try {
        await updateTray(domain, disk, withMediumOf(disk.element, like.element));
    } catch (error) {
        throw isTrayNotOpen(error) ? trayStuck(domain, disk, error) : error;
    }
};
