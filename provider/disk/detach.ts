import type { Disk } from "../domain/definition.ts";
import { findOwnDisk, type Mark } from "../domain/own-disk.ts";
import { type DomainHandle, type DomainState, partsOf } from "../domain/read.ts";
import { AFFECT_CONFIG } from "../libvirt/flags.ts";
import { hasAddedControllers, removeControllers } from "./controllers.ts";
import { withoutMedium } from "./device.ts";
import { detach, eject, release } from "./live.ts";

/** Empties a tray in the persistent definition. */
const emptyTray = async ({ client, ref, signal }: DomainHandle, { element }: Disk): Promise<void> => {
    await client.domainUpdateDeviceFlags(ref, withoutMedium(element), AFFECT_CONFIG, { signal });
};

/** A tray that the domain declares: only its medium is the drive's. */
const isTray = ({ device, target }: Disk, tray: string | undefined): boolean => device === "cdrom" && target === tray;

/**
 * Removes the drive from both definitions of a domain, with the controllers that were added for it. Idempotent.
 *
 * @param known A recent reading of the domain.
 * @param tray Target of the tray that the domain declares, which stays, empty.
 */
export const detachDrive = async (
    domain: DomainHandle,
    mark: Mark,
    known: DomainState,
    tray?: string,
): Promise<void> => {
    const { live, config } = known;
    const liveDisk = live && findOwnDisk(live.definition, mark);
    if (liveDisk) await (isTray(liveDisk, tray) ? eject(domain, liveDisk) : release(domain, liveDisk));
    const configDisk = config && findOwnDisk(config.definition, mark);
    if (configDisk)
        await (isTray(configDisk, tray) ? emptyTray(domain, configDisk) : detach(domain, configDisk, AFFECT_CONFIG));
    if (partsOf(known).some(hasAddedControllers)) await removeControllers(domain);
};
