import { attribute, childElement, childElements, type XmlElement } from "../libvirt/xml.ts";

/** Where on a controller a disk of ide, sata or scsi is. */
export interface DriveAddress {
    readonly controller: number;
    readonly bus: number;
    readonly target: number;
    readonly unit: number;
}

/** A PCI slot; several functions can share it. */
export interface PciAddress {
    readonly bus: number;
    readonly slot: number;
}

/** The addresses in use on the buses of a domain. libvirt writes one for each device that needs one. */
export interface Addresses {
    readonly pci: readonly PciAddress[];
    /** Numbers of USB buses, once for each device on them. */
    readonly usb: readonly number[];
    /** Passed-through SCSI devices of the host; they share controllers with disks. */
    readonly hostScsi: readonly DriveAddress[];
}

const numberOf = (element: XmlElement | undefined, name: string): number => Number(attribute(element, name) ?? 0);

/** The drive address of a device; undefined if it has none, or one of another type. */
export const driveAddressOf = (device: XmlElement): DriveAddress | undefined => {
    const address = childElement(device, "address");
    if (attribute(address, "type") !== "drive") return undefined;
    return {
        controller: numberOf(address, "controller"),
        bus: numberOf(address, "bus"),
        target: numberOf(address, "target"),
        unit: numberOf(address, "unit"),
    };
};

/** Reads the addresses of a domain's devices. */
export const readAddresses = (devices: XmlElement | undefined): Addresses => {
    const all = devices === undefined ? [] : childElements(devices);
    const on = (type: string): readonly XmlElement[] =>
        all
            .flatMap((device) => childElement(device, "address") ?? [])
            .filter((address) => attribute(address, "type") === type);
    return {
        pci: on("pci").map((address) => ({ bus: numberOf(address, "bus"), slot: numberOf(address, "slot") })),
        usb: on("usb").map((address) => numberOf(address, "bus")),
        hostScsi: all.filter(({ tagName }) => tagName === "hostdev").flatMap((device) => driveAddressOf(device) ?? []),
    };
};
