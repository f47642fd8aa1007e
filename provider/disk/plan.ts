import type { Definition, Disk } from "../domain/definition.ts";
import { holdsMedium, type Medium } from "../domain/medium.ts";
import { findOwnDisk, type Mark } from "../domain/own-disk.ts";
import type { DomainState, Part } from "../domain/read.ts";
import { BUSES, type DriveBus, isDriveBus, isHotPluggable } from "../model/buses.ts";
import type { Bus, Cache, DriveDevice, OnChange, StartupPolicy } from "../model/inputs.ts";
import { usualBus } from "../place/machine.ts";
import { isRefusal, type Refusal } from "../place/refusal.ts";
import { chooseSlot, type NewSlot, type Slot } from "../place/slot.ts";
import { ConfigDriveError } from "../text/errors.ts";
import { claimedTargets } from "./claim.ts";
import { cacheOf, isRaw, startupPolicyOf } from "./device.ts";

/** The drive that a domain should have. */
export interface WantedDrive {
    readonly mark: Mark;
    /** Undefined for an empty drive. */
    readonly medium: Medium | undefined;
    readonly device: DriveDevice;
    readonly bus: Bus;
    readonly target?: string | undefined;
    readonly startupPolicy: StartupPolicy;
    readonly cache: Cache;
    readonly onChange: OnChange;
}

/** The parts of a wanted drive that decide its slot. */
export type WantedSlot = Pick<WantedDrive, "mark" | "device" | "bus" | "target">;

/** Where the drive goes in each definition that a domain has. */
export interface DrivePlan {
    /** Also absent if the running machine can't have the drive as wanted before its next start. */
    readonly live?: NewSlot | undefined;
    readonly config?: NewSlot | undefined;
}

/** What is in a drive, and how QEMU and libvirt use it. */
export interface Content extends Pick<WantedDrive, "medium" | "startupPolicy"> {
    readonly cache: string;
}

/** Whether a disk already has the wanted medium, as a raw image, startup policy and cache. An empty disk needs none. */
export const holds = ({ element, ...disk }: Disk, { medium, startupPolicy, cache }: Content): boolean => {
    if (!holdsMedium(disk, medium)) return false;
    return (
        medium === undefined ||
        (isRaw(element) && startupPolicyOf(element) === startupPolicy && cacheOf(element) === cache)
    );
};

/** What a running machine's disk can have. QEMU sets the cache when it plugs a drive in: on a fixed port, at a start. */
export const contentLive = ({ element, bus }: Disk, wanted: WantedDrive): Content =>
    isHotPluggable(bus) ? wanted : { ...wanted, cache: cacheOf(element) };

/**
 * Whether a domain should have the drive at all. An empty disk doesn't exist, and to QEMU a cdrom on usb is a disk: it
 * doesn't start with an empty one.
 */
export const isPlugged = ({ medium, device }: WantedDrive, { bus }: Slot): boolean =>
    medium !== undefined || (device === "cdrom" && bus !== "usb");

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

const slotOf = ({ bus, target, address }: Disk): NewSlot => ({ bus, target, address, added: [] });

const withoutOwn = ({ definition }: Part, mark: Mark): Definition => {
    const own = findOwnDisk(definition, mark);
    return { ...definition, disks: definition.disks.filter((disk) => disk !== own) };
};

/** The other definition of the domain, and where that has the drive or is going to have it. */
interface Sibling {
    readonly part: Part | undefined;
    readonly slot: Slot | undefined;
}

/** Buses to try in one definition, best first: if possible the drive has one place in both. */
const busesToTry = ({ definition }: Part, { bus, device }: WantedSlot, { slot }: Sibling): readonly DriveBus[] => {
    const usual = bus === "auto" ? [slot?.bus, usualBus(definition, device)] : [bus];
    return [...new Set(usual.filter(isDriveBus))].filter((each) => !definition.isLive || BUSES[each].hotPlug);
};

/** Tries to find one slot for both definitions, then one for this definition alone. */
const findSlot = (part: Part, sibling: Sibling, wanted: WantedSlot): NewSlot | Refusal | undefined => {
    const definition = withoutOwn(part, wanted.mark);
    const other = sibling.part && withoutOwn(sibling.part, wanted.mark);
    const claimed = [definition, other ?? definition].flatMap((each) => claimedTargets(each, wanted.mark.alias));
    const both = other === undefined || sibling.slot !== undefined ? [] : [[definition, other] as const];
    const found = busesToTry(part, wanted, sibling).flatMap((bus) =>
        [...both, [definition] as const].map((definitions) =>
            chooseSlot(definitions, {
                ...wanted,
                bus,
                claimed,
                near: sibling.slot?.bus === bus ? sibling.slot : undefined,
            }),
        ),
    );
    return found.find((slot) => !isRefusal(slot)) ?? found.at(-1);
};

/** Whether the drive in a running machine can only move at the next start: it is on a fixed port. */
const isFixed = ({ definition }: Part, own: Disk): boolean => definition.isLive && !isHotPluggable(own.bus);

/** Where the drive goes in one definition: where it is, unless the program now declares another device, bus or target. */
const planPart = (part: Part, sibling: Sibling, wanted: WantedSlot): NewSlot | undefined => {
    const own = findOwnDisk(part.definition, wanted.mark);
    if (own !== undefined && mayStay(own, wanted)) return slotOf(own);
    const found = own !== undefined && isFixed(part, own) ? undefined : findSlot(part, sibling, wanted);
    // Until the next start the running machine keeps a drive that can't move.
    if (found === undefined && own?.device === wanted.device) return slotOf(own);
    if (found === undefined || !isRefusal(found)) return found;
    throw new ConfigDriveError(found.code, `${attaching(part)}: ${found.why}`);
};

const attaching = ({ definition }: Part): string => `attach config drive to domain "${definition.name}"`;

/**
 * Decides where the drive goes in each definition. Somebody may have moved it for the next start, and given its place to
 * another disk: then each definition keeps its own place.
 *
 * @throws ConfigDriveError `bus-full` or `boot-order` if it can't go there.
 */
export const planDrive = ({ live, config }: DomainState, wanted: WantedSlot): DrivePlan => {
    const staying = config && findOwnDisk(config.definition, wanted.mark);
    const isStaying = staying !== undefined && mayStay(staying, wanted);
    const inLive = live && planPart(live, { part: config, slot: isStaying ? staying : undefined }, wanted);
    const inConfig = config && planPart(config, { part: live, slot: inLive }, wanted);
    return { live: inLive, config: inConfig };
};

/** Whether the running machine gets the drive as wanted only at its next start, by the program's choice or for its bus. */
export const waitsForStart = (
    { live, config }: DomainState,
    wanted: WantedSlot & Pick<WantedDrive, "onChange">,
): boolean => {
    if (live === undefined || config === undefined) return false;
    const own = findOwnDisk(live.definition, wanted.mark);
    if (wanted.onChange === "nextBoot") return true;
    if (own !== undefined) return isFixed(live, own) && own.device !== wanted.device;
    return busesToTry(live, wanted, { part: config, slot: undefined }).length === 0;
};

/**
 * Checks that a running machine can have the drive as wanted now. One that waits for its drive can't wait for its next
 * start.
 *
 * @throws ConfigDriveError `hotplug-unsupported` if it has to wait for the next start; `domain-transient` if there is
 * none.
 */
export const requireAtOnce = (
    { live, config }: DomainState,
    plan: DrivePlan,
    wanted: WantedSlot & { readonly isWaiting?: boolean },
): void => {
    if (live === undefined) return;
    const { mark, bus, device, isWaiting = false } = wanted;
    const own = findOwnDisk(live.definition, mark);
    if (own !== undefined && plan.live === undefined) {
        throw new ConfigDriveError(
            "hotplug-unsupported",
            `change config drive in domain "${live.definition.name}": it is running, and its ${own.device} ${own.target} on ${own.bus} can't become a ${device} before the next start. Shut the domain down first, or set onChange to "nextBoot".`,
        );
    }
    const keeps = own !== undefined && own.bus === plan.live?.bus && own.target === plan.live.target;
    if (keeps && config === undefined && !mayStay(own, wanted)) {
        throw new ConfigDriveError(
            "domain-transient",
            `move config drive in domain "${live.definition.name}": the domain is transient, and its drive can't move from ${own.target} on ${own.bus} while it runs. Omit bus and target, or define the domain (virsh -c URI define FILE).`,
        );
    }
    const isKnown = config !== undefined && findOwnDisk(config.definition, mark) !== undefined;
    if (plan.live !== undefined || (isKnown && !isWaiting)) return;
    if (isWaiting) {
        throw new ConfigDriveError(
            "hotplug-unsupported",
            `${attaching(live)}: it was started paused and waits for its drive, and ${bus} doesn't support hot-plug. Omit bus (it then gets "scsi"). Or stop the machine (virsh destroy) and run again: it then starts with the drive. An empty cdrom on ${bus} with the alias from driveAlias(), declared in the domain, avoids this at later updates.`,
        );
    }
    throw new ConfigDriveError(
        "hotplug-unsupported",
        `${attaching(live)}: it is running, and ${bus} doesn't support hot-plug. ${config ? 'Shut the domain down first, set onChange to "nextBoot", or omit bus' : "Omit bus"} (a running domain then gets "scsi").`,
    );
};
