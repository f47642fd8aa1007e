import { findOwnDisk, type Mark } from "../domain/own-disk.ts";
import { type DomainHandle, type DomainState, partsOf } from "../domain/read.ts";
import { AFFECT_CONFIG } from "../libvirt/flags.ts";
import { hasAddedControllers, removeControllers } from "./controllers.ts";
import { withoutMedium } from "./device.ts";
import { detach, eject, release } from "./live.ts";

/** Empties a tray in both definitions, as far as the guest allows, and leaves it in place. */
export const emptyTray = async (domain: DomainHandle, mark: Mark, { live, config }: DomainState): Promise<void> => {
    const liveDisk = live && findOwnDisk(live.definition, mark);
    if (liveDisk) await eject(domain, liveDisk);
    const configDisk = config && findOwnDisk(config.definition, mark);
    if (configDisk === undefined) return;
    const { client, ref, signal } = domain;
    await client.domainUpdateDeviceFlags(ref, withoutMedium(configDisk.element), AFFECT_CONFIG, { signal });
};

/**
 * Removes the drive from both definitions of a domain, with the controllers that were added for it. Idempotent.
 *
 * @param known A recent reading of the domain.
 */
export const detachDrive = async (domain: DomainHandle, mark: Mark, known: DomainState): Promise<void> => {
    const { live, config } = known;
    const liveDisk = live && findOwnDisk(live.definition, mark);
    if (liveDisk) await release(domain, liveDisk);
    const configDisk = config && findOwnDisk(config.definition, mark);
    if (configDisk) await detach(domain, configDisk, AFFECT_CONFIG);
    if (partsOf(known).some(hasAddedControllers)) await removeControllers(domain);
};
