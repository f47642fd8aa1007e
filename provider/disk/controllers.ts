import type { Controller, Definition } from "../domain/definition.ts";
import { type DomainHandle, type Part, partsOf, readDomain } from "../domain/read.ts";
import { controllerAlias } from "../model/mark.ts";
import type { NewController } from "../place/bus.ts";
import { addressesOn, hasPorts } from "../place/ports.ts";
import { buildController } from "./device.ts";
import { detach } from "./live.ts";

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

/**
 * Controllers of a type that were added for drives and that nothing is on, from the highest index down to the first that
 * has to stay: libvirt fills a gap in the indices with a controller of its own choice.
 */
const idleControllers = (definition: Definition, type: string): readonly Controller[] => {
    const all = definition.controllers.filter((each) => each.type === type);
    const sorted = all.toSorted((one, other) => other.index - one.index);
    const kept = sorted.findIndex((each) => !isAdded(each) || isInUse(definition, each));
    return kept === -1 ? sorted : sorted.slice(0, kept);
};

const removeIdle = async (domain: DomainHandle, types: readonly string[]): Promise<void> => {
    for (const { definition, flag } of partsOf(await readDomain(domain))) {
        // Of a running machine, only a SCSI controller can be unplugged.
        const removable = types.filter((type) => !definition.isLive || type === "scsi");
        const idle = removable.flatMap((type) => idleControllers(definition, type));
        for (const controller of idle) await detach(domain, controller, flag);
    }
};

/** Removes controllers that were added for drives, if they still have their alias and nothing is on them. */
export const removeControllers = async (domain: DomainHandle): Promise<void> => {
    await removeIdle(domain, ["ide", "sata", "scsi"]);
    // A SCSI controller may have been the device on a port.
    await removeIdle(domain, ["pci"]);
};
