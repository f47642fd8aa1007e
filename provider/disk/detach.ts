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

/**
 * Whether a drive is in the tray that the domain declares, on that tray's bus. A drive that was plugged in while the
 * machine ran without the tray can have the same target on another bus.
 */
const isTray = ({ device, bus, target }: Disk, tray: Pick<Disk, "bus" | "target"> | undefined): boolean =>
    device === "cdrom" && bus === tray?.bus && target === tray.target;

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
    const [liveDisk, configDisk] = [live, config].map((part) => part && findOwnDisk(part.definition, mark));
    const declared = [configDisk, liveDisk].find((disk) => disk?.target === tray);
    if (liveDisk) await (isTray(liveDisk, declared) ? eject(domain, liveDisk) : release(domain, liveDisk));
    if (configDisk) {
        const isDeclared = isTray(configDisk, declared);
        await (isDeclared ? emptyTray(domain, configDisk) : detach(domain, configDisk, AFFECT_CONFIG));
    }
    if (partsOf(known).some(hasAddedControllers)) await removeControllers(domain);
};
