import { findOwnDisk, type Mark } from "../domain/own-disk.ts";
import { type DomainHandle, type DomainState, partsOf, readDomain } from "../domain/read.ts";
import { AFFECT_CONFIG } from "../libvirt/flags.ts";
import { addedControllers, removeControllers } from "./controllers.ts";
import { detach, release } from "./live.ts";

/**
 * Removes the drive from both definitions of a domain, with the controller that was added for it. Idempotent.
 *
 * @param known A recent reading of the domain.
 */
export const detachDrive = async (
    domain: DomainHandle,
    mark: Mark,
    addedController: number,
    known: DomainState,
): Promise<void> => {
    const { live, config } = known;
    const liveDisk = live && findOwnDisk(live.definition, mark);
    if (liveDisk) await release(domain, liveDisk);
    const configDisk = config && findOwnDisk(config.definition, mark);
    if (configDisk) await detach(domain, configDisk, AFFECT_CONFIG);
    if (partsOf(known).every((part) => addedControllers(part, addedController).length === 0)) return;
    for (const part of partsOf(await readDomain(domain))) await removeControllers(domain, part, addedController);
};
