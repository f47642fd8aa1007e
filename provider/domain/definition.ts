import {
    attribute,
    childElement,
    childElements,
    childText,
    descendant,
    parseXml,
    type XmlElement,
} from "../libvirt/xml.ts";
import { type Addresses, type DriveAddress, driveAddressOf, readAddresses } from "./address.ts";

/** A volume by its names, as a disk of type `volume` refers to it. */
export interface VolumeName {
    readonly pool: string;
    readonly name: string;
}

/** A `<disk>` of a domain. */
export interface Disk {
    readonly element: XmlElement;
    /** `cdrom`, `disk`, `floppy` or `lun`. */
    readonly device: string;
    readonly bus: string;
    readonly target: string;
    /** User alias (`ua-…`) or, in a live definition, the one libvirt assigned; empty for none. */
    readonly alias: string;
    /** File or block device under it; empty for an ejected medium and for other sources. */
    readonly source: string;
    /** Pool and volume under it, if it names those instead of a path. */
    readonly volume?: VolumeName;
    /** Files and block devices that it is based on, if it only stores changes to another image. */
    readonly backing: readonly string[];
    readonly isReadOnly: boolean;
    /** Where it is on an ide, sata or scsi controller; absent on other buses. */
    readonly address?: DriveAddress;
}

/** A `<controller>`. */
export interface Controller {
    readonly element: XmlElement;
    /** `ide`, `sata`, `scsi`, `usb`, `pci`, … */
    readonly type: string;
    readonly index: number;
    readonly model: string;
    readonly alias: string;
    /** Ports of a USB controller; 0 if the definition doesn't say. */
    readonly ports: number;
    /** Chassis of a PCI port; 0 if it has none. No two ports of a machine can share one. */
    readonly chassis: number;
    /** Whether devices can be plugged into a PCI bus or port while the machine runs. */
    readonly canHotPlug: boolean;
}

/** The relevant parts of one definition of a domain: the live one or the persistent one. */
export interface Definition {
    readonly name: string;
    readonly uuid: string;
    /** Whether it is a running domain's: libvirt writes an id into no other. */
    readonly isLive: boolean;
    readonly arch: string;
    readonly machine: string;
    /** Kinds of devices that the machine boots from, in this order: `hd`, `cdrom`, `fd`, `network`. */
    readonly bootDevices: readonly string[];
    /** Whether the guest can be asked to accept or release a device on conventional PCI. */
    readonly hasAcpi: boolean;
    /** Title, description, memory and CPUs: what a program changes most in a domain. */
    readonly outline: readonly string[];
    /** In libvirt's order, in which it looks for the ones that boot: by bus, and by target within a bus. */
    readonly disks: readonly Disk[];
    readonly controllers: readonly Controller[];
    /** Number of USB hubs. */
    readonly hubs: number;
    readonly addresses: Addresses;
    /** Whether a PCI device of the host is passed through: if it is a NIC, only the guest knows its MAC. */
    readonly hasHostPci: boolean;
    /** MAC addresses of all network interfaces, in lower case. */
    readonly macs: readonly string[];
    /** The notes of this package in `<metadata>`, each in its own namespace. */
    readonly notes: readonly XmlElement[];
}

const value = (element: XmlElement | undefined, name: string): string => attribute(element, name) ?? "";

const pathOf = (element: XmlElement): string => {
    const source = childElement(element, "source");
    return value(source, "file") || value(source, "dev");
};

const backingOf = (element: XmlElement): readonly string[] => {
    const below = childElement(element, "backingStore");
    return below === undefined ? [] : [pathOf(below), ...backingOf(below)].filter((path) => path !== "");
};

/** Reads a `<disk>` element. */
export const readDisk = (element: XmlElement): Disk => {
    const target = childElement(element, "target");
    const source = childElement(element, "source");
    const address = driveAddressOf(element);
    return {
        element,
        device: value(element, "device") || "disk",
        bus: value(target, "bus"),
        target: value(target, "dev"),
        alias: value(childElement(element, "alias"), "name"),
        source: pathOf(element),
        backing: backingOf(element),
        isReadOnly: childElement(element, "readonly") !== undefined,
        ...(value(source, "volume") !== "" && {
            volume: { pool: value(source, "pool"), name: value(source, "volume") },
        }),
        ...(address && { address }),
    };
};

const readController = (element: XmlElement): Controller => ({
    element,
    type: value(element, "type"),
    index: Number(value(element, "index")),
    model: value(element, "model"),
    alias: value(childElement(element, "alias"), "name"),
    ports: Number(value(element, "ports")),
    chassis: Number(value(childElement(element, "target"), "chassis")),
    canHotPlug: value(childElement(element, "target"), "hotplug") !== "off",
});

/** Reads a domain's XML as `virDomainGetXMLDesc` returns it. */
export const readDefinition = (xml: string): Definition => {
    const domain = parseXml(xml);
    const os = childElement(domain, "os");
    const type = os && childElement(os, "type");
    const devices = childElement(domain, "devices");
    const metadata = childElement(domain, "metadata");
    const all = (name: string): readonly XmlElement[] => (devices ? childElements(devices, name) : []);
    return {
        name: childText(domain, "name") ?? "",
        uuid: childText(domain, "uuid") ?? "",
        isLive: attribute(domain, "id") !== undefined,
        arch: value(type, "arch"),
        machine: value(type, "machine"),
        bootDevices: os ? childElements(os, "boot").map((boot) => value(boot, "dev")) : [],
        hasAcpi: descendant(domain, "features", "acpi") !== undefined,
        outline: ["title", "description", "memory", "vcpu"].map((name) => childText(domain, name) ?? ""),
        disks: all("disk").map(readDisk),
        controllers: all("controller").map(readController),
        hubs: all("hub").length,
        addresses: readAddresses(devices),
        hasHostPci: all("hostdev").some((device) => value(device, "type") === "pci"),
        macs: all("interface").map((nic) => value(childElement(nic, "mac"), "address").toLowerCase()),
        notes: metadata ? childElements(metadata) : [],
    };
};
