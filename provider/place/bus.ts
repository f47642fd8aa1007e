import type { PciAddress } from "../domain/address.ts";
import type { Definition } from "../domain/definition.ts";
import type { DriveBus } from "../model/buses.ts";
import { busOfMachine, controllersOf, hasConventionalPci, hasIde } from "./machine.ts";
import { isRefusal, type Refusal } from "./refusal.ts";
import { pciRoom, usbRoom } from "./room.ts";

/** A controller that a drive needs and a definition lacks. */
export interface NewController {
    readonly type: "ide" | "sata" | "scsi" | "pci";
    readonly index: number;
    /** Number of a PCI port's chassis. */
    readonly chassis?: number;
    /** Where on PCI it goes; absent if libvirt decides. */
    readonly address?: PciAddress;
}

/** The controllers of a bus that a drive can be on. */
export interface Controllers {
    readonly indices: readonly number[];
    /** Those to add first, in this order. If libvirt added them, nothing would mark them as the drive's. */
    readonly added: readonly NewController[];
    /** Where on PCI the drive itself goes; absent if it doesn't, or if libvirt decides. */
    readonly pci?: PciAddress;
}

const nextIndex = (definitions: readonly Definition[], type: string): number =>
    Math.max(-1, ...definitions.flatMap((each) => controllersOf(each, type)).map(({ index }) => index)) + 1;

/** Numbers of chassis: QEMU stores them in a byte. */
const MAX_CHASSIS = 255;

/** Device numbers of a PCI Express root for ports. A q35 has chips of its own from 0x1a on. */
const SLOTS = { first: 2, last: 0x19 };

const range = (first: number, last: number): readonly number[] =>
    Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

/**
 * A port, in a slot of its own: beside another port, libvirt would make that a multi-function device for good. As
 * libvirt does, its chassis gets the port's index as number, if that is free.
 */
const newPort = (definition: Definition): NewController => {
    const index = nextIndex([definition], "pci");
    const chassis = new Set(definition.controllers.map((each) => each.chassis));
    const slots = new Set(definition.addresses.pci.filter(({ bus }) => bus === 0).map(({ slot }) => slot));
    const slot = range(SLOTS.first, SLOTS.last).find((each) => !slots.has(each));
    const free = [...range(index, MAX_CHASSIS), ...range(1, index - 1)].find((each) => !chassis.has(each));
    return {
        type: "pci",
        index,
        ...(free !== undefined && { chassis: free }),
        ...(slot !== undefined && { address: { bus: 0, slot } }),
    };
};

const full = (short: string, why: string): Refusal => ({ code: "bus-full", short, why });

/** A place on PCI for another device. */
interface PciPlace {
    /** Names the port, so that libvirt refuses one that was taken meanwhile instead of adding another. */
    readonly address?: PciAddress;
    /** The port to add for it first. */
    readonly added: readonly NewController[];
}

const planPci = (definition: Definition): PciPlace | Refusal => {
    const room = pciRoom(definition);
    if ("port" in room) {
        if (room.port === undefined) return { added: [] };
        if (room.port !== "new") return { address: { bus: room.port, slot: 0 }, added: [] };
        const port = newPort(definition);
        return { address: { bus: port.index, slot: 0 }, added: [port] };
    }
    const usual = definition.isLive
        ? `Shut the domain down, then run again, or set onChange to "nextBoot".`
        : "Detach a device that isn't needed, or set another bus.";
    return full(room.why, `it has ${room.why} for the drive. ${room.remedy ?? usual}`);
};

/** libvirt defines a drive on ide also in a machine without, but then can't start it. */
const planIde = (definition: Definition): Controllers | Refusal => {
    const { machine } = definition;
    if (!hasIde(definition)) {
        return full("none", `its machine type, ${machine}, has no ide bus. Omit bus, or set it to "scsi".`);
    }
    const added = nextIndex([definition], "ide") === 0 ? [{ type: "ide", index: 0 } as const] : [];
    return { indices: [0], added };
};

/**
 * q35 has a SATA controller built in. Others are devices of conventional PCI, for which libvirt would add bridges to PCI
 * Express.
 */
const planSata = (definition: Definition): Controllers | Refusal => {
    const own = controllersOf(definition, "sata").map(({ index }) => index);
    const indices = busOfMachine(definition) === "sata" ? [...new Set([0, ...own])] : own;
    if (indices.length > 0) return { indices, added: [] };
    if (!hasConventionalPci(definition))
        return full("none", `it has no sata controller. Omit bus, or set it to "scsi".`);
    const place = planPci(definition);
    return isRefusal(place) ? place : { indices: [0], added: [{ type: "sata", index: 0 }] };
};

/** Models whose cdroms can be hot-plugged. libvirt's default on a PC, lsilogic, needs a slot that q35 doesn't have. */
const VIRTIO_SCSI_MODELS: readonly string[] = ["virtio-scsi", "virtio-transitional", "virtio-non-transitional"];

/** A virtio-scsi controller: one that is virtio-scsi in every definition that has it, else a new one. */
const planScsi = (definitions: readonly [Definition, ...Definition[]]): Controllers | Refusal => {
    const controllers = definitions.flatMap((each) => controllersOf(each, "scsi"));
    const isVirtio = (wanted: number): boolean =>
        controllers.every(({ index, model }) => index !== wanted || VIRTIO_SCSI_MODELS.includes(model));
    const index = controllers.find((each) => isVirtio(each.index))?.index ?? nextIndex(definitions, "scsi");
    const [definition] = definitions;
    if (controllersOf(definition, "scsi").some((each) => each.index === index)) return { indices: [index], added: [] };
    const place = planPci(definition);
    if (isRefusal(place)) return place;
    const { address, added } = place;
    return { indices: [index], added: [...added, { type: "scsi", index, ...(address && { address }) }] };
};

/**
 * The controllers that a drive on a bus can use.
 *
 * @param definitions The definition that the drive goes into, then others in which it has to have the same place.
 */
export const planControllers = (
    definitions: readonly [Definition, ...Definition[]],
    bus: DriveBus,
): Controllers | Refusal => {
    const [definition] = definitions;
    if (bus === "ide") return planIde(definition);
    if (bus === "sata") return planSata(definition);
    if (bus === "scsi") return planScsi(definitions);
    if (bus === "usb") {
        const room = usbRoom(definition);
        return "why" in room ? full(room.why, `it has ${room.why}. Set another bus.`) : { indices: [], added: [] };
    }
    const place = planPci(definition);
    if (isRefusal(place)) return place;
    const { address, added } = place;
    return { indices: [], added, ...(address && { pci: address }) };
};
