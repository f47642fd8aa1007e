import type { DomainHandle } from "../domain/read.ts";
import { isInvalidArgument, isOperationInvalid } from "../libvirt/error.ts";
import { domainBlockStats } from "../libvirt/guest-calls.ts";
import { type Eyes, NotOffered, unseen } from "./eyes.ts";
import type { Machine } from "./machine.ts";
import { NO_DRIVE, readSoFar } from "./words.ts";

/** Bytes read of the drive by firmware, kernel and guest since QEMU's start; undefined if nobody counts them. */
export const readBytesOf = async (
    { client, ref, signal }: DomainHandle,
    { drive }: Pick<Machine, "drive">,
): Promise<number | undefined> => {
    if (drive === undefined) return undefined;
    try {
        const { readBytes } = await domainBlockStats(client, ref, drive.target, { signal });
        return readBytes < 0n ? undefined : Number(readBytes);
    } catch (error) {
        // The machine has stopped, or the drive has been taken out.
        if (isOperationInvalid(error) || isInvalidArgument(error)) return undefined;
        throw error;
    }
};

/**
 * More bytes than are read of a drive that nobody takes, fewer than are read of one that is taken. Measured with QEMU 7.2
 * and the smallest drives, of 116 KiB and 64 MiB, on ide, sata, scsi, virtio and usb:
 *
 * | who reads                        | ISO 9660           | VFAT                   |
 * | -------------------------------- | ------------------ | ---------------------- |
 * | SeaBIOS                          | 0 to 4,096         | 0 to 4,096             |
 * | OVMF                             | 20,992 to 47,104   | 66,560 to 69,632       |
 * | the kernel and blkid, as in udev | 40,960 to 54,272   | 1,064,960 to 1,073,664 |
 * | they and cloud-init, Debian 12   | 227,516 to 235,520 | 5,437,952              |
 *
 * On usb, blkid can read a VFAT drive twice; that already passes for more.
 */
const TAKEN = { iso: 131_072, vfat: 1_572_864 } as const;

/**
 * Sees that somebody has read the drive: the least that can be known of a first boot. The counts are QEMU's, over all
 * media since its start: for a drive that came later, only what is read from now on counts.
 */
export const driveEyes = (domain: DomainHandle, isFresh: boolean): Eyes => {
    let before: number | undefined = isFresh ? 0 : undefined;
    return {
        by: "drive",
        close: async () => undefined,
        look: async (machine) => {
            if (machine.drive === undefined) throw new NotOffered(NO_DRIVE);
            const bytes = await readBytesOf(domain, machine);
            if (bytes === undefined) return unseen("drive");
            before ??= bytes;
            const read = bytes - before;
            if (read < TAKEN[machine.drive.isVfat ? "vfat" : "iso"]) return unseen("drive", readSoFar(read));
            return { sight: { by: "drive", phase: "done", stages: [] }, note: readSoFar(read) };
        },
    };
};
