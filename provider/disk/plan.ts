import { ConfigDriveError } from "../errors.ts";
import type { Bus, DriveDevice, OnChange, StartupPolicy } from "../inputs.ts";
import { claimedTargets } from "./claim.ts";
import { type Disk, findOwnDisk, type Mark } from "./definition.ts";
import type { Medium } from "./device.ts";
import { startupPolicyOf } from "./device.ts";
import { type DomainState, partsOf } from "./domain.ts";
import { chooseBus, chooseController, chooseTarget, chooseUnit, type Slot } from "./slot.ts";

/** The drive that a domain is to have. */
export interface WantedDrive {
    readonly mark: Mark;
    /** Undefined for a drive that is to be empty. */
    readonly medium: Medium | undefined;
    readonly device: DriveDevice;
    readonly bus: Bus;
    readonly target?: string | undefined;
    readonly startupPolicy: StartupPolicy;
    readonly onChange: OnChange;
}

/** What of a wanted drive decides on its slot. */
export type WantedSlot = Pick<WantedDrive, "mark" | "device" | "bus" | "target">;

/** The slot that a drive gets, or keeps. */
export interface SlotPlan {
    readonly slot: Slot;
    /** Absent on buses whose addresses libvirt derives from the target. */
    readonly scsi?: { readonly controller: number; readonly unit: number };
    /** Index of the SCSI controller that has to be added; -1 for none. */
    readonly addedController: number;
}

/** Whether a disk already holds what is wanted. An empty one has no place for a startup policy. */
export const holds = (disk: Disk, { medium, startupPolicy }: WantedDrive): boolean =>
    medium === undefined
        ? disk.source === ""
        : disk.source === medium.path && startupPolicyOf(disk.element) === startupPolicy;

/**
 * Whether a domain is to have the drive at all: an empty disk is none, and a cdrom on usb is a disk to QEMU, which
 * doesn't start with an empty one.
 */
export const isPlugged = ({ medium, device }: WantedDrive, { slot }: SlotPlan): boolean =>
    medium !== undefined || (device === "cdrom" && slot.bus !== "usb");

/** What of a domain a drive is brought to: all of it, or only what its next start takes. */
export const scopeOf = (domain: DomainState, onChange: OnChange): DomainState => {
    if (onChange === "swap" || domain.live === undefined) return domain;
    if (domain.config !== undefined) return { config: domain.config };
    throw new ConfigDriveError(
        "domain-transient",
        `attach config drive to domain "${domain.live.definition.name}": the domain is transient, so that there is nothing to change for its next start. Leave onChange out, or define the domain.`,
    );
};

/**
 * Decides where the drive goes: where it is, unless the program now asks for another device, bus or target. Throws `bus-full`
 * or `hotplug-unsupported` where it can't go.
 */
export const planSlot = (domain: DomainState, { mark, device, bus, target }: WantedSlot): SlotPlan => {
    const definitions = partsOf(domain).map(({ definition }) => definition);
    const [own] = definitions.flatMap((definition) => findOwnDisk(definition, mark) ?? []);
    const fits = own?.device === device && (bus === "auto" || bus === own.bus);
    if (own !== undefined && fits && (target === undefined || target === own.target)) {
        const slot = { bus: own.bus, target: own.target };
        return { slot, ...(own.drive && own.bus === "scsi" ? { scsi: own.drive } : {}), addedController: -1 };
    }
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
