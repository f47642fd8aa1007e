import type { DriveAddress, PciAddress } from "../domain/address.ts";
import type { Definition, Disk } from "../domain/definition.ts";
import type { DriveBus } from "../model/buses.ts";
import type { DriveDevice } from "../model/inputs.ts";
import { displacedBy } from "./boot-order.ts";
import { type NewController, planControllers } from "./bus.ts";
import { freePorts, hasPorts, targetsOn } from "./ports.ts";
import { isRefusal, type Refusal } from "./refusal.ts";

/** Where in a definition a drive is, or goes. */
export interface Slot {
    /** `ide`, `sata`, `scsi`, `usb` or `virtio`; any bus for a drive found in a domain. */
    readonly bus: string;
    readonly target: string;
    /** Its port on an ide, sata or scsi controller. */
    readonly address?: DriveAddress | undefined;
}

/** A slot for a new drive. */
export interface NewSlot extends Slot {
    /** Controllers to add first, in this order. */
    readonly added: readonly NewController[];
    /** Where on PCI it goes; absent on other buses, or if libvirt decides. */
    readonly pci?: PciAddress | undefined;
}

/** What decides a slot. */
export interface SlotWishes {
    readonly device: DriveDevice;
    readonly bus: DriveBus;
    readonly target?: string | undefined;
    /** Targets that other drives are about to use. */
    readonly claimed: readonly string[];
    /** Where the drive is on this bus in the domain's other definition: if possible it gets the same place here. */
    readonly near?: Slot | undefined;
}

const wouldDisplace = ({ device, bus, target }: SlotWishes, displaced: Disk): Refusal => {
    const kind = device === "cdrom" ? "cdrom" : "disk";
    const place = target === undefined ? `on bus ${bus}` : `at ${target}`;
    const remedy =
        target === undefined
            ? `Set another bus, or use <boot order> in the <disk> of ${displaced.target} instead of <boot dev> in <os>.`
            : `Omit target, or set one after ${displaced.target}.`;
    return {
        code: "boot-order",
        short: `would come before ${displaced.target}, which boots`,
        why: `${place} the drive would come before ${displaced.target}, and the machine would no longer boot from that ${kind}, because libvirt only boots from the first one. ${remedy}`,
    };
};

const fullBus = (bus: string): Refusal => ({
    code: "bus-full",
    short: "full",
    why: `bus ${bus} is full. ${bus === "scsi" ? "Detach" : 'Set bus to "scsi", or detach'} a disk that isn't needed.`,
});

const takenTarget = (target: string): Refusal => ({
    code: "bus-full",
    short: `${target} is taken`,
    why: `target ${target} is already used by another disk. Omit target, or set a free one.`,
});

/** A definition, then others in which a slot has to be free too. */
type Definitions = readonly [Definition, ...Definition[]];

/** Free targets that sort after the disk that the machine boots from, best first. */
const findTargets = (definitions: Definitions, wishes: SlotWishes): readonly string[] | Refusal => {
    const { device, bus, target, claimed, near } = wishes;
    const taken = new Set([...definitions.flatMap(({ disks }) => disks.map((disk) => disk.target)), ...claimed]);
    const names = near === undefined ? targetsOn(bus) : [near.target, ...targetsOn(bus)];
    const free = (target === undefined ? names : [target]).filter((each) => !taken.has(each));
    if (target !== undefined && free.length === 0) return takenTarget(target);
    const displaced = free.map((each) =>
        definitions
            .map((definition) => displacedBy(definition, { bus, device, target: each }))
            .find((disk) => disk !== undefined),
    );
    const targets = free.filter((_, index) => displaced[index] === undefined);
    const [disk] = displaced;
    return targets.length === 0 && disk ? wouldDisplace(wishes, disk) : targets;
};

/**
 * Finds a slot for a drive on a bus. The target is free, and sorts after the disk that the machine boots from. The port
 * is free too, and if possible the one that libvirt itself would derive from the target.
 *
 * @param definitions The definition that the slot is for, then others in which it has to be free too.
 */
export const chooseSlot = (definitions: Definitions, wishes: SlotWishes): NewSlot | Refusal => {
    const { bus, near } = wishes;
    const controllers = planControllers(definitions, bus);
    if (isRefusal(controllers)) return controllers;
    const targets = findTargets(definitions, wishes);
    if (isRefusal(targets)) return targets;
    const { added, indices, pci } = controllers;
    const [target] = targets;
    if (target === undefined) return fullBus(bus);
    if (!hasPorts(bus)) return { bus, target, added, ...(pci && { pci }) };
    const ports = freePorts(definitions, bus, indices);
    if (near?.address && near.target === target && ports.isFree(near.address)) return { ...near, added };
    const usual = targets.find((each) => ports.usual(each) !== undefined);
    const address = usual === undefined ? ports.other : ports.usual(usual);
    return address === undefined ? fullBus(bus) : { bus, target: usual ?? target, address, added };
};
