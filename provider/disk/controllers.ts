import type { ScsiController } from "../domain/definition.ts";
import { type DomainHandle, type Part, partsOf, readDomain } from "../domain/read.ts";
import { isDeviceMissing } from "../libvirt/error.ts";
import { controllerAlias } from "../model/mark.ts";
import { buildController } from "./device.ts";
import { unitsOn } from "./slot.ts";

/** Whether a definition has a SCSI controller with an index. */
export const hasController = ({ definition }: Part, controller: number): boolean =>
    definition.scsiControllers.some(({ index }) => index === controller);

/** Adds a SCSI controller, unless another drive that is attached at the same time was faster. */
export const addController = async (domain: DomainHandle, { flag }: Part, controller: number): Promise<void> => {
    const { client, ref, signal } = domain;
    try {
        await client.domainAttachDeviceFlags(ref, buildController(controller), flag, { signal });
    } catch (error) {
        const now = partsOf(await readDomain(domain)).find((part) => part.flag === flag);
        if (now === undefined || !hasController(now, controller)) throw error;
    }
};

/** Controllers that were added for drives. */
export const addedControllers = ({ definition }: Part, recorded: number): readonly ScsiController[] =>
    definition.scsiControllers.filter(({ index, alias }) => index === recorded || alias === controllerAlias(index));

/** Removes controllers that were added for drives, if they still have their alias and nothing is on them. */
export const removeControllers = async (domain: DomainHandle, part: Part, recorded: number): Promise<void> => {
    const { client, ref, signal } = domain;
    const { definition, flag } = part;
    for (const { index, alias } of addedControllers(part, recorded)) {
        if (alias !== controllerAlias(index) || unitsOn(definition, index).length > 0) continue;
        try {
            await client.domainDetachDeviceFlags(ref, buildController(index), flag, { signal });
        } catch (error) {
            if (!isDeviceMissing(error)) throw error;
        }
    }
};
