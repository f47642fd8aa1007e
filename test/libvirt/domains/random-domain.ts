import fc from "fast-check";
import type { Bus } from "../../../provider/model/inputs.ts";
import type { Machine } from "../../support/test-domain.ts";

/*
 * Choices for a random domain and for the drives that it gets. Each is free of the others, so that fast-check can drop
 * them one by one from a domain that shows a mistake; `domain.ts` then makes a domain that libvirt can define of them.
 */

/** Buses of a domain's own disks. */
export type DiskBus = "virtio" | "scsi" | "sata" | "ide" | "usb" | "fdc";

/** What a disk has in it: a new file, a volume that is named with its pool, or nothing. */
export type Medium = "raw" | "qcow2" | "volume" | "none";

/** How a target's name can start; libvirt accepts each on any bus but virtio and fdc. */
export type Prefix = "sd" | "hd" | "vd";

/** A place on a controller, as `<address>` names it. On other buses the unit becomes a port or a slot. */
export interface Address {
    readonly controller: number;
    readonly bus: number;
    readonly target: number;
    readonly unit: number;
}

/** A disk as it was drawn. */
export interface DiskChoice {
    readonly device: "disk" | "cdrom";
    /** Undefined for the domain's main one. */
    readonly bus: DiskBus | undefined;
    /** Start of the target's name; undefined for that of most disks. */
    readonly prefix: Prefix | undefined;
    readonly index: number;
    readonly address: Address | undefined;
    readonly medium: Medium;
    readonly isReadOnly: boolean;
    readonly isShareable: boolean;
    /** Whether the disk has a `<boot order>`, if devices have them in this domain. */
    readonly boots: boolean;
    readonly alias: boolean;
}

/** What boots: libvirt's default, devices of some kinds, or devices in an order of their own. */
export type BootChoice = "default" | "devices" | readonly ("cdrom" | "hd" | "network" | "fd")[];

/** Where a program wants the drive. */
export interface PlaceChoice {
    readonly bus: Bus;
    /** Index of the target's name. */
    readonly target: number | undefined;
}

/** What is done with a drive between its creation and its removal. */
export interface DriveChoice {
    readonly place: PlaceChoice;
    /** Where an update moves it in a domain that never runs. */
    readonly move: PlaceChoice | undefined;
    /**
     * Whether the domain runs: never while the drive comes and goes; all the time; or all the time, with a restart when
     * it has the drive.
     */
    readonly running: "never" | "always" | "restarted";
}

/** A domain as it was drawn. */
export interface DomainChoice {
    readonly machine: Machine;
    /** The bus of most disks; undefined for the usual one of the machine. Without one, few domains would be crowded. */
    readonly mainBus: DiskBus | undefined;
    /** How the names of most disks start; undefined for that of each disk's bus. */
    readonly mainPrefix: Prefix | undefined;
    readonly disks: readonly DiskChoice[];
    readonly scsiControllers: readonly string[];
    readonly sataControllers: number;
    /** Model and number of ports; undefined for libvirt's default. */
    readonly usb: { readonly model: string; readonly ports: number | undefined } | undefined;
    readonly tablets: number;
    /** Ports beside those that libvirt adds, which are just enough. */
    readonly rootPorts: number;
    readonly nics: readonly { readonly model: string; readonly boots: boolean }[];
    readonly boot: BootChoice;
    readonly hasAcpi: boolean;
    /** Whether another program keeps something in `<metadata>`. */
    readonly hasMetadata: boolean;
    readonly drives: { readonly cdrom: DriveChoice; readonly disk: DriveChoice };
}

const address: fc.Arbitrary<Address> = fc.record({
    controller: fc.nat(2),
    bus: fc.nat(1),
    target: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) }),
    unit: fc.nat(9),
});

/** A name that is the next in line, one with gaps before it, `sdz` and those after it. */
const index = fc.oneof(
    { weight: 6, arbitrary: fc.nat(5) },
    { weight: 2, arbitrary: fc.nat(30) },
    { weight: 1, arbitrary: fc.constantFrom(25, 26, 40) },
);

/** None, as often as the weight says, or one. */
const mostlyNone = <T>(weight: number, one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: one });

const PREFIXES: readonly Prefix[] = ["hd", "vd", "sd"];

const DISK_BUSES: readonly DiskBus[] = ["virtio", "scsi", "sata", "ide", "usb", "fdc"];

const disk: fc.Arbitrary<DiskChoice> = fc.record({
    device: fc.constantFrom("disk", "cdrom"),
    bus: mostlyNone(3, fc.constantFrom(...DISK_BUSES)),
    prefix: mostlyNone(5, fc.constantFrom(...PREFIXES)),
    index,
    address: mostlyNone(2, address),
    medium: fc.constantFrom("raw", "none", "qcow2", "volume"),
    isReadOnly: fc.constantFrom(false, false, false, true),
    isShareable: fc.constantFrom(false, false, false, true),
    boots: fc.boolean(),
    alias: fc.constantFrom(false, false, false, true),
});

const place = (device: "cdrom" | "disk"): fc.Arbitrary<PlaceChoice> => {
    const buses: readonly Bus[] = device === "cdrom" ? ["ide", "sata", "scsi", "usb"] : ["virtio", "scsi", "usb"];
    return fc.record({
        bus: fc.oneof(
            { weight: 5, arbitrary: fc.constant<Bus>("auto") },
            { weight: 4, arbitrary: fc.constantFrom(...buses) },
        ),
        target: mostlyNone(4, fc.nat(7)),
    });
};

const drive = (device: "cdrom" | "disk"): fc.Arbitrary<DriveChoice> =>
    fc.record({
        place: place(device),
        move: mostlyNone(3, place(device)),
        running: fc.oneof(
            { weight: 8, arbitrary: fc.constant<"never">("never") },
            fc.constantFrom<"always" | "restarted">("always", "restarted"),
        ),
    });

const USB_MODELS = ["qemu-xhci", "none", "piix3-uhci", "nec-xhci", "ich9-ehci1", "piix4-uhci"];

const usb = fc.record({
    model: fc.constantFrom(...USB_MODELS),
    ports: mostlyNone(1, fc.integer({ min: 1, max: 6 })),
});

const boot: fc.Arbitrary<BootChoice> = fc.oneof(
    { weight: 1, arbitrary: fc.constant<BootChoice>("default") },
    {
        weight: 3,
        arbitrary: fc.shuffledSubarray(["hd", "cdrom", "network", "fd"], { minLength: 1 }) as fc.Arbitrary<BootChoice>,
    },
    { weight: 1, arbitrary: fc.constant<BootChoice>("devices") },
);

const SCSI_MODELS = ["virtio-scsi", "lsilogic", "lsisas1078", "lsisas1068", "virtio-transitional"];

/** Choices for domains of some machines. */
export const domainChoice = (...machines: readonly Machine[]): fc.Arbitrary<DomainChoice> =>
    // Otherwise half of the domains would have hardly any devices.
    fc.noBias(
        fc.record({
            machine: fc.constantFrom(...machines),
            mainBus: mostlyNone(2, fc.constantFrom(...DISK_BUSES.slice(0, 5))),
            mainPrefix: mostlyNone(2, fc.constantFrom(...PREFIXES)),
            disks: fc.array(disk, { maxLength: 8, size: "max" }),
            scsiControllers: fc.array(fc.constantFrom(...SCSI_MODELS), { maxLength: 3, size: "max" }),
            sataControllers: fc.constantFrom(0, 0, 0, 1, 2),
            usb: mostlyNone(1, usb),
            tablets: fc.constantFrom(0, 0, 1, 2),
            rootPorts: fc.oneof(fc.constant(0), fc.nat(8)),
            nics: fc.array(fc.record({ model: fc.constantFrom("virtio", "e1000", "rtl8139"), boots: fc.boolean() }), {
                maxLength: 2,
            }),
            boot,
            hasAcpi: fc.constantFrom(true, true, true, false),
            hasMetadata: fc.boolean(),
            drives: fc.record({ cdrom: drive("cdrom"), disk: drive("disk") }),
        }),
    );
