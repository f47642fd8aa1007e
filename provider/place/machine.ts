import type { Controller, Definition } from "../domain/definition.ts";
import type { DriveBus } from "../model/buses.ts";
import type { DriveDevice } from "../model/inputs.ts";

/** Whether a machine is a PC. */
export const isPc = ({ arch }: Pick<Definition, "arch">): boolean => arch === "x86_64" || arch === "i686";

/** The controllers of a type. */
export const controllersOf = ({ controllers }: Definition, type: string): readonly Controller[] =>
    controllers.filter((each) => each.type === type);

/** Whether a machine's PCI is conventional, not PCI Express. */
export const hasConventionalPci = (definition: Definition): boolean =>
    controllersOf(definition, "pci").some(({ model }) => model === "pci-root");

/** Nova's rule (`nova/virt/libvirt/blockinfo.py`): q35 has sata, other PCs ide, all other architectures virtio-scsi. */
export const busOfMachine = (definition: Definition): DriveBus => {
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

/** Machines of other architectures to which libvirt gives an IDE controller (`qemuDomainMachineHasBuiltinIDE`). */
const OTHERS_WITH_IDE: readonly string[] = ["malta", "sun4u", "g3beige"];

/** Whether a machine has ide. If it doesn't, libvirt still defines it with a drive on ide, but then can't start it. */
export const hasIde = (definition: Definition): boolean =>
    isPc(definition) ? hasConventionalPci(definition) : OTHERS_WITH_IDE.includes(definition.machine);
