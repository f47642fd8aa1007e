import type { Definition } from "../domain/definition.ts";
import type { Bus, DriveDevice } from "../model/inputs.ts";
import { ConfigDriveError } from "../text/errors.ts";

/** Where in a domain a drive goes. */
export interface Slot {
    /** `ide`, `sata`, `scsi`, `usb` or `virtio`; any bus for a drive found in a domain. */
    readonly bus: string;
    readonly target: string;
}

/** Buses on which QEMU can plug a drive into a running guest; ide and sata have fixed ports. */
const HOT_PLUG_BUSES: readonly string[] = ["scsi", "usb", "virtio"];

/** Whether a drive on this bus can be plugged in and unplugged while the guest runs. */
export const isHotPluggable = (bus: string): boolean => HOT_PLUG_BUSES.includes(bus);

/** QEMU's one IDE controller has two channels with two units each. */
const IDE_TARGETS = ["hda", "hdb", "hdc", "hdd"];

/** Nova's rule (`nova/virt/libvirt/blockinfo.py`): q35 has sata, other PCs ide, all other architectures virtio-scsi. */
const busOfMachine = ({ arch, machine }: Definition): string => {
    if (arch !== "x86_64" && arch !== "i686") return "scsi";
    return machine.includes("q35") ? "sata" : "ide";
};

/** Machines of other architectures to which libvirt gives an IDE controller (`qemuDomainMachineHasBuiltinIDE`). */
const OTHERS_WITH_IDE: readonly string[] = ["malta", "sun4u", "g3beige"];

/** Whether a machine has ide. If it doesn't, libvirt still defines it with a drive on ide, but then can't start it. */
export const hasIde = (definition: Definition): boolean =>
    busOfMachine(definition) === "ide" || OTHERS_WITH_IDE.includes(definition.machine);

/**
 * The bus for a new drive: the declared one; else virtio for a disk. A cdrom gets the bus of the machine type, or while
 * the guest runs, one that supports hot-plug.
 */
export const chooseBus = (definition: Definition, device: DriveDevice, bus: Bus, running: boolean): string => {
    if (bus === "auto" && device === "disk") return "virtio";
    if (bus === "auto") return running ? "scsi" : busOfMachine(definition);
    if (bus === "ide" && !hasIde(definition)) {
        throw new ConfigDriveError(
            "bus-full",
            `attach config drive to domain "${definition.name}": its machine type, ${definition.machine}, has no ide bus. Omit bus, or set it to "scsi".`,
        );
    }
    if (running && !isHotPluggable(bus)) {
        throw new ConfigDriveError(
            "hotplug-unsupported",
            `attach config drive to domain "${definition.name}": it is running, and ${bus} doesn't support hot-plug. ` +
                'Shut the domain down first, or omit bus (a running domain then gets "scsi").',
        );
    }
    return bus;
};

/** `a` … `z`, then `aa`, as libvirt counts disks. */
const letters = (index: number): string =>
    (index >= 26 ? letters(Math.floor(index / 26) - 1) : "") + String.fromCharCode(97 + (index % 26));

const MAX_DISKS = 256;

/** Picks a target that is free in every definition of the domain and that no other drive claims. */
export const chooseTarget = (
    definitions: readonly Definition[],
    bus: string,
    wanted?: string,
    claimed: readonly string[] = [],
): string => {
    const taken = new Set([...definitions.flatMap(({ disks }) => disks.map(({ target }) => target)), ...claimed]);
    const name = definitions[0]?.name ?? "";
    if (wanted !== undefined) {
        if (!taken.has(wanted)) return wanted;
        throw new ConfigDriveError(
            "bus-full",
            `attach config drive to domain "${name}": target ${wanted} is already used by another disk. Omit target, or set a free one.`,
        );
    }
    const start = bus === "virtio" ? "vd" : "sd";
    const targets =
        bus === "ide" ? IDE_TARGETS : Array.from({ length: MAX_DISKS }, (_, index) => start + letters(index));
    const free = targets.find((target) => !taken.has(target));
    if (free !== undefined) return free;
    throw new ConfigDriveError(
        "bus-full",
        `attach config drive to domain "${name}": no free target on bus ${bus}. Set bus to "scsi", or detach a disk that isn't needed.`,
    );
};

/** Models whose cdroms can be hot-plugged. libvirt's default on a PC, lsilogic, needs a slot that q35 doesn't have. */
const VIRTIO_SCSI_MODELS: readonly string[] = ["virtio-scsi", "virtio-transitional", "virtio-non-transitional"];

const isVirtioScsi = ({ model }: { readonly model: string }): boolean => VIRTIO_SCSI_MODELS.includes(model);

/** The virtio-scsi controller to use: one that is virtio-scsi in every definition that has it, else a new one. */
export const chooseController = (
    definitions: readonly Definition[],
): { readonly index: number; readonly isNew: boolean } => {
    const controllers = definitions.flatMap(({ scsiControllers }) => scsiControllers);
    const usable = controllers.find(
        ({ index, model }) =>
            isVirtioScsi({ model }) && controllers.every((other) => other.index !== index || isVirtioScsi(other)),
    );
    if (usable !== undefined) return { index: usable.index, isNew: false };
    return { index: Math.max(-1, ...controllers.map(({ index }) => index)) + 1, isNew: true };
};

/** Units in use on a SCSI controller in one definition, by disks and by passed-through host devices. */
export const unitsOn = ({ disks, hostDevices }: Definition, controller: number): readonly number[] => {
    const ofDisks = disks.flatMap(({ bus, drive }) => (bus === "scsi" && drive ? [drive] : []));
    return [...ofDisks, ...hostDevices.drives]
        .filter((drive) => drive.controller === controller)
        .map(({ unit }) => unit);
};

/** The first unit of a SCSI controller that is free in every definition. Unit 7 is the controller itself. */
export const chooseUnit = (definitions: readonly Definition[], controller: number): number => {
    const taken = new Set(definitions.flatMap((definition) => unitsOn(definition, controller)));
    for (let unit = 0; ; unit++) if (unit !== 7 && !taken.has(unit)) return unit;
};
