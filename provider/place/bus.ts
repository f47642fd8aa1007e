import type { Definition } from "../domain/definition.ts";
import type { DriveBus } from "../model/buses.ts";
import type { DriveDevice } from "../model/inputs.ts";
import { isRefusal, type Refusal } from "./refusal.ts";
import { pciRoom, usbRoom } from "./room.ts";

/** A controller that a drive needs and a definition lacks. */
export interface NewController {
    readonly type: "ide" | "sata" | "scsi" | "pci";
    readonly index: number;
    /** Number of a PCI port's chassis. */
    readonly chassis?: number;
}

/** The controllers of a bus that a drive can be on. */
export interface Controllers {
    readonly indices: readonly number[];
    /** Those to add first, in this order. If libvirt added them, nothing would mark them as the drive's. */
    readonly added: readonly NewController[];
}

const isPc = ({ arch }: Definition): boolean => arch === "x86_64" || arch === "i686";

/** Nova's rule (`nova/virt/libvirt/blockinfo.py`): q35 has sata, other PCs ide, all other architectures virtio-scsi. */
const busOfMachine = (definition: Definition): DriveBus => {
    if (!isPc(definition)) return "scsi";
    return definition.machine.includes("q35") ? "sata" : "ide";
};

/**
 * The bus for a drive that declares none: virtio for a disk; for a cdrom that of the machine type or, while the guest
 * runs, one that supports hot-plug.
 */
export const usualBus = (definition: Definition, device: DriveDevice): DriveBus => {
    if (device === "disk") return "virtio";
    return definition.isLive ? "scsi" : busOfMachine(definition);
};

const controllersOf = ({ controllers }: Definition, type: string) => controllers.filter((each) => each.type === type);

const nextIndex = (definitions: readonly Definition[], type: string): number =>
    Math.max(-1, ...definitions.flatMap((each) => controllersOf(each, type)).map(({ index }) => index)) + 1;

/** libvirt numbers the chassis of its own ports by their index. */
const newPort = (definition: Definition): NewController => {
    const index = nextIndex([definition], "pci");
    return {
        type: "pci",
        index,
        chassis: Math.max(index, ...definition.controllers.map(({ chassis }) => chassis + 1)),
    };
};

const full = (short: string, why: string): Refusal => ({ code: "bus-full", short, why });

/** A place on PCI for another device: the port to add for it first, if it needs one. */
const planPort = (definition: Definition): readonly NewController[] | Refusal => {
    const room = pciRoom(definition);
    if ("needsPort" in room) return room.needsPort ? [newPort(definition)] : [];
    const remedy = definition.isLive
        ? `Shut the domain down, then run again, or set onChange to "nextBoot".`
        : "Detach a device that isn't needed, or set another bus.";
    return full(room.why, `it has ${room.why} for the drive. ${remedy}`);
};

/** Machines of other architectures to which libvirt gives an IDE controller (`qemuDomainMachineHasBuiltinIDE`). */
const OTHERS_WITH_IDE: readonly string[] = ["malta", "sun4u", "g3beige"];

/** libvirt defines a drive on ide also in a machine without, but then can't start it. */
const planIde = (definition: Definition): Controllers | Refusal => {
    const { machine } = definition;
    if (busOfMachine(definition) !== "ide" && !OTHERS_WITH_IDE.includes(machine)) {
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
    const isConventional = controllersOf(definition, "pci").some(({ model }) => model === "pci-root");
    if (!isConventional) return full("none", `it has no sata controller. Omit bus, or set it to "scsi".`);
    const port = planPort(definition);
    return isRefusal(port) ? port : { indices: [0], added: [...port, { type: "sata", index: 0 }] };
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
    const port = planPort(definition);
    return isRefusal(port) ? port : { indices: [index], added: [...port, { type: "scsi", index }] };
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
    const port = planPort(definition);
    return isRefusal(port) ? port : { indices: [], added: port };
};
