import type { Disk } from "../domain/definition.ts";
import { holdsMedium, type Medium } from "../domain/medium.ts";
import { findOwnDisk, type Mark } from "../domain/own-disk.ts";
import { type DomainState, type Part, partsOf } from "../domain/read.ts";
import type { Bus, DriveDevice, OnChange, StartupPolicy } from "../model/inputs.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { claimedTargets } from "./claim.ts";
import { startupPolicyOf } from "./device.ts";
import { chooseBus, chooseController, chooseTarget, chooseUnit, type Slot } from "./slot.ts";

/** The drive that a domain should have. */
export interface WantedDrive {
    readonly mark: Mark;
    /** Undefined for an empty drive. */
    readonly medium: Medium | undefined;
    readonly device: DriveDevice;
    readonly bus: Bus;
    readonly target?: string | undefined;
    readonly startupPolicy: StartupPolicy;
    readonly onChange: OnChange;
}

/** The parts of a wanted drive that decide its slot. */
export type WantedSlot = Pick<WantedDrive, "mark" | "device" | "bus" | "target">;

/** The slot that a drive gets or keeps. */
export interface SlotPlan {
    readonly slot: Slot;
    /** Absent on buses whose addresses libvirt derives from the target. */
    readonly scsi?: { readonly controller: number; readonly unit: number };
    /** Index of the SCSI controller to add; -1 for none. */
    readonly addedController: number;
}

/** Whether a disk already has the wanted medium and startup policy. An empty disk can't have a policy. */
export const holds = (disk: Disk, { medium, startupPolicy }: WantedDrive): boolean =>
    holdsMedium(disk, medium) && (medium === undefined || startupPolicyOf(disk.element) === startupPolicy);

/**
 * Whether a domain should have the drive at all. An empty disk doesn't exist, and to QEMU a cdrom on usb is a disk: it
 * doesn't start with an empty one.
 */
export const isPlugged = ({ medium, device }: WantedDrive, { slot }: SlotPlan): boolean =>
    medium !== undefined || (device === "cdrom" && slot.bus !== "usb");

/** The definitions that a change applies to: all, or only the one for the next start. */
export const scopeOf = (domain: DomainState, onChange: OnChange): DomainState => {
    if (onChange === "swap" || domain.live === undefined) return domain;
    if (domain.config !== undefined) return { config: domain.config };
    throw new ConfigDriveError(
        "domain-transient",
        `attach config drive to domain "${domain.live.definition.name}": the domain is transient, and onChange "nextBoot" changes only a persistent definition. Omit onChange, or define the domain (virsh -c URI define FILE).`,
    );
};

/** Whether a drive may stay where a definition has it. */
const mayStay = (disk: Disk, { device, bus, target }: WantedSlot): boolean =>
    disk.device === device && (bus === "auto" || bus === disk.bus) && (target === undefined || target === disk.target);

const slotOf = ({ bus, target, drive }: Disk): SlotPlan => ({
    slot: { bus, target },
    ...(drive && bus === "scsi" ? { scsi: drive } : {}),
    addedController: -1,
});

/**
 * Decides where the drive goes: where it is, unless the program now declares another device, bus or target. Throws
 * `bus-full` or `hotplug-unsupported` if it can't go there.
 */
export const planSlot = (domain: DomainState, { mark, device, bus, target }: WantedSlot): SlotPlan => {
    const definitions = partsOf(domain).map(({ definition }) => definition);
    const [own] = definitions.flatMap((definition) => findOwnDisk(definition, mark) ?? []);
    if (own !== undefined && mayStay(own, { mark, device, bus, target })) return slotOf(own);
    const others = definitions.map((definition) => {
        const ownDisk = findOwnDisk(definition, mark);
        return { ...definition, disks: definition.disks.filter((disk) => disk !== ownDisk) };
    });
    const [first] = others;
    if (first === undefined) throw new RangeError("a domain has at least one definition");
    const mustPlug = domain.live !== undefined && own === undefined;
    const chosen = chooseBus(first, device, bus, mustPlug);
    const claimed = others.flatMap((definition) => claimedTargets(definition, mark.alias));
    const slot = { bus: chosen, target: chooseTarget(others, chosen, target, claimed) };
    if (chosen !== "scsi") return { slot, addedController: -1 };
    const { index, isNew } = chooseController(others);
    const scsi = { controller: index, unit: chooseUnit(others, index) };
    return { slot, scsi, addedController: isNew ? index : -1 };
};

const hasSlot = ({ target, bus, drive }: Disk, { slot, scsi }: SlotPlan): boolean => {
    if (target === slot.target) return true;
    return bus === "scsi" && scsi !== undefined && drive?.controller === scsi.controller && drive.unit === scsi.unit;
};

/**
 * Decides where the drive goes in one definition of the domain: where that has it, if it may stay there. Somebody may
 * have moved it for the next start and given its place to another disk. Then it goes elsewhere in this definition.
 *
 * @param plan Where the drive goes in the domain, from `planSlot`.
 */
export const planPart = (part: Part, plan: SlotPlan, wanted: WantedSlot): SlotPlan => {
    const { definition } = part;
    const own = findOwnDisk(definition, wanted.mark);
    if (own !== undefined && mayStay(own, wanted)) return slotOf(own);
    if (!definition.disks.some((disk) => disk !== own && hasSlot(disk, plan))) return plan;
    return planSlot(definition.isLive ? { live: part } : { config: part }, wanted);
};
