import {
    attribute,
    childElement,
    childElements,
    childText,
    descendant,
    parseXml,
    type XmlElement,
} from "../libvirt/xml.ts";
import { isDriveAlias } from "../model/mark.ts";
import { type HostDevices, readHostDevices } from "./host-devices.ts";
import { nameOfMedium, type VolumeName } from "./medium.ts";

/** A `<disk>` of a domain. */
export interface Disk {
    readonly element: XmlElement;
    /** `cdrom`, `disk`, `floppy` or `lun`. */
    readonly device: string;
    readonly bus: string;
    readonly target: string;
    /** User alias (`ua-…`) or, in a live definition, the one libvirt gave; empty for none. */
    readonly alias: string;
    /** File or block device under it; empty for an ejected medium and for other sources. */
    readonly source: string;
    /** Pool and volume under it, where it names those in the place of a path. */
    readonly volume?: VolumeName;
    /** Files and block devices under that, where it is only what was changed on top of another image. */
    readonly backing: readonly string[];
    readonly isReadOnly: boolean;
    /** SCSI controller and unit; absent where the address isn't of type `drive`. */
    readonly drive?: { readonly controller: number; readonly unit: number };
}

/** A `<controller type='scsi'>`. */
export interface ScsiController {
    readonly index: number;
    readonly model: string;
    readonly alias: string;
}

/** What matters of one definition of a domain: the live one or the persistent one. */
export interface Definition {
    readonly name: string;
    readonly uuid: string;
    /** Whether it is that of a running domain: libvirt writes an id into no other. */
    readonly isLive: boolean;
    readonly arch: string;
    readonly machine: string;
    readonly disks: readonly Disk[];
    readonly scsiControllers: readonly ScsiController[];
    readonly hostDevices: HostDevices;
    /** MAC addresses of all network interfaces, in lower case. */
    readonly macs: readonly string[];
    /** What this package has noted in `<metadata>`, each note under a namespace of its own. */
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

/** What makes a disk recognisable as ours: our alias, or one of the volumes that we recorded. */
export interface Mark {
    readonly alias: string;
    /** Names of our media, as `nameOfMedium` gives them: a domain redefined by another tool keeps these but may lose the alias. */
    readonly media: readonly string[];
    /** Where a drive without our alias is known to be: an empty one shows nothing else of what it was. */
    readonly target?: string | undefined;
}

const isEmptyCdrom = (disk: Disk): boolean =>
    disk.device === "cdrom" && nameOfMedium(disk) === "" && attribute(disk.element, "type") !== "network";

/** Finds our drive in a definition by what it is, never by where it was. */
export const findOwnDisk = (definition: Definition, mark: Mark): Disk | undefined =>
    definition.disks.find(({ alias }) => alias === mark.alias) ??
    definition.disks.find((disk) => mark.media.includes(nameOfMedium(disk)) && !isDriveAlias(disk.alias)) ??
    definition.disks.find((disk) => isEmptyCdrom(disk) && disk.target === mark.target && !isDriveAlias(disk.alias));
