import type { Controller, Definition } from "../domain/definition.ts";
import { type DomainHandle, type Part, partsOf, readDomain } from "../domain/read.ts";
import { isDeviceMissing } from "../libvirt/error.ts";
import { serializeXml } from "../libvirt/xml.ts";
import { controllerAlias } from "../model/mark.ts";
import type { NewController } from "../place/bus.ts";
import { addressesOn, hasPorts } from "../place/ports.ts";
import { buildController } from "./device.ts";

const hasController = ({ definition }: Part, { type, index }: NewController): boolean =>
    definition.controllers.some((each) => each.type === type && each.index === index);

/** Adds a controller for a drive, unless another drive that is attached at the same time was faster. */
const addController = async (domain: DomainHandle, part: Part, controller: NewController): Promise<void> => {
    const { client, ref, signal } = domain;
    try {
        await client.domainAttachDeviceFlags(ref, buildController(controller), part.flag, { signal });
    } catch (error) {
        const now = partsOf(await readDomain(domain)).find(({ flag }) => flag === part.flag);
        // A PCI port takes one device only.
        if (controller.type === "pci" || now === undefined || !hasController(now, controller)) throw error;
    }
};

/** Adds the controllers that a drive needs, in their order. */
export const addControllers = async (
    domain: DomainHandle,
    part: Part,
    controllers: readonly NewController[],
): Promise<void> => {
    for (const controller of controllers) {
        if (!hasController(part, controller)) await addController(domain, part, controller);
    }
};

const isAdded = ({ type, index, alias }: Controller): boolean => alias === controllerAlias(type, index);

const isInUse = (definition: Definition, { type, index }: Controller): boolean =>
    hasPorts(type)
        ? addressesOn(definition, type).some(({ controller }) => controller === index)
        : definition.addresses.pci.some(({ bus }) => bus === index);

/** Whether a definition has controllers that were added for drives. */
export const hasAddedControllers = ({ definition }: Part): boolean => definition.controllers.some(isAdded);

/** Removes one kind of the controllers that were added for drives, where nothing is on them. */
const removeIdle = async (domain: DomainHandle, isKind: (controller: Controller) => boolean): Promise<void> => {
    const { client, ref, signal } = domain;
    for (const { definition, flag } of partsOf(await readDomain(domain))) {
        const idle = definition.controllers.filter(
            (each) => isKind(each) && isAdded(each) && !isInUse(definition, each),
        );
        // Of a running machine, only a SCSI controller can be unplugged.
        for (const { element } of idle.filter(({ type }) => !definition.isLive || type === "scsi")) {
            try {
                await client.domainDetachDeviceFlags(ref, serializeXml(element), flag, { signal });
            } catch (error) {
                if (!isDeviceMissing(error)) throw error;
            }
        }
    }
};

/** Removes controllers that were added for drives, if they still have their alias and nothing is on them. */
export const removeControllers = async (domain: DomainHandle): Promise<void> => {
    const isPci = ({ type }: Controller): boolean => type === "pci";
    await removeIdle(domain, (controller) => !isPci(controller));
    // A SCSI controller may have been the device on a port.
    await removeIdle(domain, isPci);
};
