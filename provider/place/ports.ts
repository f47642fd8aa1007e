import type { DriveAddress } from "../domain/address.ts";
import type { Definition } from "../domain/definition.ts";
import { BUSES, type DriveBus } from "../model/buses.ts";
import { indexOf } from "./boot-order.ts";

/** Buses on which a disk has a port of a controller. On the others libvirt chooses its place. */
export type PortBus = "ide" | "sata" | "scsi";

/** Whether a bus has ports. */
export const hasPorts = (bus: string): bus is PortBus => bus === "ide" || bus === "sata" || bus === "scsi";

/** Ports of one controller: two IDE channels with two units each, AHCI's six ports, the units of a wide SCSI bus. */
const PORTS: Readonly<Record<PortBus, number>> = { ide: 4, sata: 6, scsi: 15 };

/** Units of virtio-scsi beyond those of a wide bus, which libvirt derives from no target. */
const MORE_UNITS = 240;

/** SCSI unit 7 is the controller itself. */
const unitOf = (port: number): number => (port < 7 ? port : port + 1);

const addressOf = (bus: PortBus, controller: number, port: number): DriveAddress => {
    if (bus === "ide") return { controller, bus: port >> 1, target: 0, unit: port & 1 };
    return { controller, bus: 0, target: 0, unit: bus === "scsi" ? unitOf(port) : port };
};

/** The address that libvirt gives to a disk with a target (`virDomainDiskDefAssignAddress`). */
const usualAddress = (bus: PortBus, target: string): DriveAddress => {
    const index = indexOf(target);
    return addressOf(bus, Math.floor(index / PORTS[bus]), index % PORTS[bus]);
};

const isSame = (one: DriveAddress, other: DriveAddress): boolean =>
    one.controller === other.controller &&
    one.bus === other.bus &&
    one.target === other.target &&
    one.unit === other.unit;

/** Addresses in use on a bus, by disks and by passed-through devices of the host. */
export const addressesOn = ({ disks, addresses }: Definition, bus: PortBus): readonly DriveAddress[] => [
    ...disks.filter((disk) => disk.bus === bus).map(({ address, target }) => address ?? usualAddress(bus, target)),
    ...(bus === "scsi" ? addresses.hostScsi : []),
];

/** Free ports of a bus. */
export interface FreePorts {
    readonly isFree: (address: DriveAddress) => boolean;
    /** The port for a drive: the one that libvirt would derive from the target, if it is free. */
    readonly usual: (target: string) => DriveAddress | undefined;
    /** Any free port, if possible one that libvirt won't derive from another disk's target. */
    readonly other: DriveAddress | undefined;
}

/**
 * The ports that are free in every definition of a domain. libvirt never looks whether the port that it derives from a
 * target is free, but refuses to start a machine in which two disks share one.
 */
export const freePorts = (
    definitions: readonly Definition[],
    bus: PortBus,
    controllers: readonly number[],
): FreePorts => {
    const taken = definitions.flatMap((definition) => addressesOn(definition, bus));
    const targets = new Set(definitions.flatMap(({ disks }) => disks.map(({ target }) => target)));
    const count = PORTS[bus] + (bus === "scsi" ? MORE_UNITS : 0);
    const free = controllers
        .flatMap((controller) =>
            Array.from({ length: count }, (_, port) => ({
                controller,
                port,
                address: addressOf(bus, controller, port),
            })),
        )
        .filter(({ address }) => !taken.some((other) => isSame(address, other)));
    const derivable = ({ controller, port }: { readonly controller: number; readonly port: number }): boolean =>
        port < PORTS[bus] && !targets.has(targetName(bus, controller * PORTS[bus] + port));
    const isFree = (address: DriveAddress): boolean => free.some((port) => isSame(port.address, address));
    return {
        isFree,
        usual: (target) => {
            const usual = usualAddress(bus, target);
            return isFree(usual) ? usual : undefined;
        },
        other: (free.find((port) => !derivable(port)) ?? free.at(-1))?.address,
    };
};

/** `a` … `z`, then `aa`, as libvirt counts disks. */
const letters = (index: number): string =>
    (index >= 26 ? letters(Math.floor(index / 26) - 1) : "") + String.fromCharCode(97 + (index % 26));

const targetName = (bus: DriveBus, index: number): string => BUSES[bus].prefix + letters(index);

/** How the targets of a bus are named, in libvirt's order. */
export const targetsOn = (bus: DriveBus): readonly string[] =>
    Array.from({ length: bus === "ide" ? 26 : 256 }, (_, index) => targetName(bus, index));
