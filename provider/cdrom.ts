import { findOwnDisk, type Mark } from "./cdrom/definition.ts";
import { buildCdrom, buildController, withMedium } from "./cdrom/device.ts";
import { type DomainHandle, type DomainState, type Part, partsOf, readDomain } from "./cdrom/domain.ts";
import { changeMedium, detach, eject, unplug } from "./cdrom/live.ts";
import { holds, planSlot, type SlotPlan, type WantedDrive } from "./cdrom/plan.ts";
import { isHotPluggable, type Slot } from "./cdrom/slot.ts";
import { ConfigDriveError } from "./errors.ts";
import { isOperationInvalid } from "./libvirt/error.ts";
import { AFFECT_CONFIG, AFFECT_LIVE } from "./libvirt/flags.ts";
import { serializeXml } from "./libvirt/xml.ts";

/** The cdrom that a domain has. */
export interface AttachedDrive extends Slot {
    /** The `<disk>` element, from the persistent definition where there is one. */
    readonly diskXml: string;
    /** Index of the SCSI controller that had to be added; -1 for none. */
    readonly addedController: number;
}

const plug = async (domain: DomainHandle, part: Part, plan: SlotPlan, wanted: WantedDrive): Promise<void> => {
    const { client, ref, signal } = domain;
    const { slot, scsi } = plan;
    if (scsi && !part.definition.scsiControllers.some(({ index }) => index === scsi.controller)) {
        await client.domainAttachDeviceFlags(ref, buildController(scsi.controller), part.flag, { signal });
    }
    const { medium, startupPolicy, mark } = wanted;
    const xml = buildCdrom({ alias: mark.alias, medium, slot, startupPolicy, ...(scsi && { scsi }) });
    await client.domainAttachDeviceFlags(ref, xml, part.flag, { signal });
};

const convergeConfig = async (domain: DomainHandle, part: Part, plan: SlotPlan, wanted: WantedDrive): Promise<void> => {
    const { client, ref, signal } = domain;
    const disk = findOwnDisk(part.definition, wanted.mark);
    if (disk === undefined) return await plug(domain, part, plan, wanted);
    if (disk.bus !== plan.slot.bus || disk.target !== plan.slot.target) {
        await detach(domain, disk, AFFECT_CONFIG);
        return await plug(domain, part, plan, wanted);
    }
    if (holds(disk, wanted)) return;
    const xml = withMedium(disk.element, wanted.medium, wanted.startupPolicy);
    await client.domainUpdateDeviceFlags(ref, xml, AFFECT_CONFIG, { signal });
};

const convergeLive = async (domain: DomainHandle, part: Part, plan: SlotPlan, wanted: WantedDrive): Promise<void> => {
    const disk = findOwnDisk(part.definition, wanted.mark);
    if (disk === undefined) return await plug(domain, part, plan, wanted);
    const moves = disk.bus !== plan.slot.bus || disk.target !== plan.slot.target;
    if (moves && isHotPluggable(disk.bus) && isHotPluggable(plan.slot.bus)) {
        await unplug(domain, disk);
        return await plug(domain, part, plan, wanted);
    }
    // A drive on a fixed port stays there until the next start, which takes the persistent definition.
    if (!holds(disk, wanted)) await changeMedium(domain, disk, wanted.medium, wanted.startupPolicy);
};

const converge = async (domain: DomainHandle, state: DomainState, wanted: WantedDrive): Promise<SlotPlan> => {
    const plan = planSlot(state, wanted);
    const { live, config } = state;
    const liveFirst = live !== undefined && findOwnDisk(live.definition, wanted.mark) !== undefined;
    // A medium changes live first: a guest that holds its tray leaves both definitions as they were. A new drive goes
    // into the persistent definition first: there, and only there, libvirt refuses a target that someone else took.
    if (live && liveFirst) await convergeLive(domain, live, plan, wanted);
    if (config) await convergeConfig(domain, config, plan, wanted);
    if (live && !liveFirst) await convergeLive(domain, live, plan, wanted);
    return plan;
};

const verify = async (domain: DomainHandle, wanted: WantedDrive, plan: SlotPlan): Promise<AttachedDrive> => {
    const parts = partsOf(await readDomain(domain));
    const disks = parts.map(({ definition }) => findOwnDisk(definition, wanted.mark));
    const disk = disks.at(-1);
    if (disk === undefined || disks.some((each) => each?.source !== wanted.medium.path)) {
        throw new ConfigDriveError(
            "verify-failed",
            `attach config drive to domain "${domain.ref.name}": the domain doesn't show the drive afterwards; another program may have changed it meanwhile. Run again.`,
        );
    }
    return {
        bus: disk.bus,
        target: disk.target,
        diskXml: serializeXml(disk.element),
        addedController: plan.addedController,
    };
};

/** Attempts when the domain changes under our hands: started, stopped, or its target taken by another program. */
const ATTEMPTS = 4;

/**
 * Makes a domain have the drive with its medium, in the live and in the persistent definition, each as it needs:
 * attaches a cdrom, changes its medium, or leaves it. Never stops, starts or replaces the domain.
 */
export const attachDrive = async (domain: DomainHandle, wanted: WantedDrive): Promise<AttachedDrive> => {
    for (let attempt = 1; ; attempt++) {
        try {
            const plan = await converge(domain, await readDomain(domain), wanted);
            return await verify(domain, wanted, plan);
        } catch (error) {
            if (!isOperationInvalid(error) || attempt === ATTEMPTS) throw error;
        }
    }
};

/** How a domain has the drive: `attached`, or in words what is wrong; with the slot, as far as there is one. */
export const inspectDrive = async (
    domain: DomainHandle,
    mark: Mark,
    path: string,
): Promise<{ readonly drive: string; readonly disk?: Slot & { readonly diskXml: string } }> => {
    const state = await readDomain(domain);
    const findings = partsOf(state).map(({ definition, flag }) => {
        const disk = findOwnDisk(definition, mark);
        const where = flag === AFFECT_LIVE ? "running domain" : "persistent definition";
        if (disk === undefined) return `detached from the ${where}`;
        if (disk.source === "") return `ejected in the ${where}`;
        return disk.source === path ? "" : `holds ${disk.source} in the ${where}`;
    });
    const [disk] = partsOf(state)
        .toReversed()
        .flatMap(({ definition }) => findOwnDisk(definition, mark) ?? []);
    const drive = findings.filter((finding) => finding !== "").join(", ") || "attached";
    if (disk === undefined) return { drive };
    return { drive, disk: { bus: disk.bus, target: disk.target, diskXml: serializeXml(disk.element) } };
};

const removeController = async (domain: DomainHandle, part: Part, index: number): Promise<void> => {
    const { client, ref, signal } = domain;
    const { disks, scsiControllers } = part.definition;
    const inUse = disks.some(({ bus, drive }) => bus === "scsi" && drive?.controller === index);
    if (inUse || !scsiControllers.some((controller) => controller.index === index)) return;
    await client.domainDetachDeviceFlags(ref, buildController(index), part.flag, { signal });
};

/** Takes the drive out of both definitions of a domain, with the controller that came with it. Idempotent. */
export const detachDrive = async (domain: DomainHandle, mark: Mark, addedController: number): Promise<void> => {
    const { live, config } = await readDomain(domain);
    const liveDisk = live && findOwnDisk(live.definition, mark);
    if (liveDisk) await (isHotPluggable(liveDisk.bus) ? unplug(domain, liveDisk) : eject(domain, liveDisk));
    const configDisk = config && findOwnDisk(config.definition, mark);
    if (configDisk) await detach(domain, configDisk, AFFECT_CONFIG);
    if (addedController < 0) return;
    for (const part of partsOf(await readDomain(domain))) await removeController(domain, part, addedController);
};
