import type { Address, BootChoice, DiskBus, DiskChoice, DomainChoice, Medium } from "./random-domain.ts";

/** A disk that its domain has room for. */
export interface PlacedDisk {
    readonly choice: DiskChoice;
    readonly bus: DiskBus;
    readonly device: "disk" | "cdrom" | "floppy";
    readonly target: string;
    readonly medium: Medium;
}

/** `a` … `z`, then `aa`, as libvirt counts disks. */
export const letters = (index: number): string =>
    (index >= 26 ? letters(Math.floor(index / 26) - 1) : "") + String.fromCharCode(97 + (index % 26));

const PREFIXES: Readonly<Record<DiskBus, string>> = {
    virtio: "vd",
    scsi: "sd",
    sata: "sd",
    usb: "sd",
    ide: "hd",
    fdc: "fd",
};

const drive = (controller: number, bus: number, target: number, unit: number): string =>
    `<address type='drive' controller='${controller}' bus='${bus}' target='${target}' unit='${unit}'/>`;

/** What libvirt makes of a target's name if the disk has no address; other buses assign the next free place. */
const derivedAddress = (bus: DiskBus, index: number): string => {
    if (bus === "ide") return drive(Math.floor(index / 4), Math.floor(index / 2) % 2, 0, index % 2);
    if (bus === "sata") return drive(Math.floor(index / 6), 0, 0, index % 6);
    if (bus === "scsi") return drive(Math.floor(index / 7), 0, 0, index % 7);
    if (bus === "fdc") return drive(Math.floor(index / 2), 0, 0, index % 2);
    return "";
};

const isLsi = ({ scsiControllers }: DomainChoice, controller: number): boolean =>
    (scsiControllers[controller] ?? "lsilogic") === "lsilogic";

const scsiAddress = (domain: DomainChoice, { controller, target, unit }: Address): string =>
    isLsi(domain, controller) ? drive(controller, 0, 0, unit % 7) : drive(controller, 0, target, unit);

/** An address that the bus of a machine can have. */
const explicitAddress = (domain: DomainChoice, bus: DiskBus, address: Address): string => {
    const { controller, unit } = address;
    const { machine } = domain;
    if (bus === "ide") return drive(0, address.bus, 0, unit % 2);
    if (bus === "sata") return drive(controller, 0, 0, unit % 6);
    if (bus === "scsi") return scsiAddress(domain, address);
    if (bus === "usb") return `<address type='usb' bus='0' port='${(unit % (domain.usb?.ports ?? 2)) + 1}'/>`;
    if (bus === "fdc") return drive(0, 0, 0, unit % 2);
    if (machine === "pc") return `<address type='pci' slot='0x${(16 + unit).toString(16)}'/>`;
    return machine === "virt" && controller === 0 ? "<address type='virtio-mmio'/>" : "";
};

/** The address in a disk's XML; empty for none. */
export const addressOf = (domain: DomainChoice, { choice, bus }: PlacedDisk): string =>
    choice.address === undefined ? "" : explicitAddress(domain, bus, choice.address);

const hasBus = ({ machine, usb }: DomainChoice, bus: DiskBus): boolean => {
    if (bus === "ide") return machine === "pc";
    if (bus === "fdc") return machine !== "virt";
    if (bus === "usb") return usb === undefined ? machine !== "virt" : usb.model !== "none";
    return true;
};

/** The bus of most disks of a domain: Nova's for its cdroms, unless another one was drawn. */
const mainBusOf = (domain: DomainChoice): DiskBus => {
    const usual = ({ pc: "ide", q35: "sata", virt: "scsi" } as const)[domain.machine];
    return domain.mainBus !== undefined && hasBus(domain, domain.mainBus) ? domain.mainBus : usual;
};

const deviceOn = (bus: DiskBus, { device }: DiskChoice): PlacedDisk["device"] => {
    if (bus === "fdc") return "floppy";
    return bus === "virtio" ? "disk" : device;
};

/** QEMU has one controller of floppies with two of them, and one of IDE disks with four. */
const PORTS: Partial<Readonly<Record<DiskBus, number>>> = { fdc: 2, ide: 4 };

const indexOn = (bus: DiskBus, { index }: DiskChoice): number => index % (PORTS[bus] ?? Number.POSITIVE_INFINITY);

const placeDisk = ({ mainPrefix }: DomainChoice, choice: DiskChoice, bus: DiskBus): PlacedDisk => {
    const device = deviceOn(bus, choice);
    // To QEMU a cdrom on usb is a disk, and a disk can't be empty.
    const medium = choice.medium === "none" && (device === "disk" || bus === "usb") ? "raw" : choice.medium;
    const start = bus === "fdc" ? PREFIXES.fdc : (choice.prefix ?? mainPrefix ?? PREFIXES[bus]);
    return { choice, bus, device, medium, target: start + letters(indexOn(bus, choice)) };
};

/** The disks that fit beside each other: no name twice, and no place. */
export const placeDisks = (domain: DomainChoice): readonly PlacedDisk[] => {
    const taken = new Set<string>();
    const placed: PlacedDisk[] = [];
    for (const choice of domain.disks) {
        const bus = choice.bus ?? mainBusOf(domain);
        const disk = placeDisk(domain, choice, bus);
        const address = addressOf(domain, disk) || derivedAddress(bus, indexOn(bus, choice));
        const place = address === "" || address.includes("mmio") ? disk.target : bus + address;
        if (!hasBus(domain, bus) || taken.has(disk.target) || taken.has(place)) continue;
        taken.add(disk.target).add(place);
        placed.push(disk);
    }
    return placed;
};

/** Whether devices have a `<boot order>` each; libvirt refuses both ways in one domain. */
export const bootsByDevice = (boot: BootChoice): boolean => boot === "devices";
