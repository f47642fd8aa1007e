import {
    attribute,
    childElement,
    childElements,
    childText,
    descendant,
    parseXml,
    type XmlElement,
} from "../libvirt/xml.ts";
import { type HostDevices, readHostDevices } from "./host-devices.ts";

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
    /** SCSI controller and unit; absent if the address isn't of type `drive`. */
    readonly drive?: { readonly controller: number; readonly unit: number };
}

/** A `<controller type='scsi'>`. */
export interface ScsiController {
    readonly index: number;
    readonly model: string;
    readonly alias: string;
}

/** The relevant parts of one definition of a domain: the live one or the persistent one. */
export interface Definition {
    readonly name: string;
    readonly uuid: string;
    /** Whether it is a running domain's: libvirt writes an id into no other. */
    readonly isLive: boolean;
    readonly arch: string;
    readonly machine: string;
    readonly disks: readonly Disk[];
    readonly scsiControllers: readonly ScsiController[];
    readonly hostDevices: HostDevices;
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

const readDisk = (element: XmlElement): Disk => {
    const target = childElement(element, "target");
    const source = childElement(element, "source");
    const address = childElement(element, "address");
    const disk: Disk = {
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
    };
    if (value(address, "type") !== "drive") return disk;
    const drive = { controller: Number(value(address, "controller")), unit: Number(value(address, "unit")) };
    return { ...disk, drive };
};

/** Reads a domain's XML as `virDomainGetXMLDesc` returns it. */
export const readDefinition = (xml: string): Definition => {
    const domain = parseXml(xml);
    const type = descendant(domain, "os", "type");
    const devices = childElement(domain, "devices");
    const metadata = childElement(domain, "metadata");
    const all = (name: string): readonly XmlElement[] => (devices ? childElements(devices, name) : []);
    return {
        name: childText(domain, "name") ?? "",
        uuid: childText(domain, "uuid") ?? "",
        isLive: attribute(domain, "id") !== undefined,
        arch: value(type, "arch"),
        machine: value(type, "machine"),
        disks: all("disk").map(readDisk),
        scsiControllers: all("controller")
            .filter((controller) => value(controller, "type") === "scsi")
            .map((controller) => ({
                index: Number(value(controller, "index")),
                model: value(controller, "model"),
                alias: value(childElement(controller, "alias"), "name"),
            })),
        hostDevices: readHostDevices(all("hostdev")),
        macs: all("interface").map((nic) => value(childElement(nic, "mac"), "address").toLowerCase()),
        notes: metadata ? childElements(metadata) : [],
    };
};
