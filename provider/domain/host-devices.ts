import { attribute, childElement, type XmlElement } from "../libvirt/xml.ts";

/** The host's devices that are passed through to a domain. */
export interface HostDevices {
    /** Addresses of SCSI devices; they share their controllers with disks. */
    readonly drives: readonly { readonly controller: number; readonly unit: number }[];
    /** Whether a PCI device is among them: if it is a NIC, only the guest knows its MAC. */
    readonly hasPci: boolean;
}

/** Reads the `<hostdev>` elements of a domain. */
export const readHostDevices = (elements: readonly XmlElement[]): HostDevices => {
    const addresses = elements
        .map((element) => childElement(element, "address"))
        .filter((address) => attribute(address, "type") === "drive");
    return {
        drives: addresses.map((address) => ({
            controller: Number(attribute(address, "controller")),
            unit: Number(attribute(address, "unit")),
        })),
        hasPci: elements.some((element) => attribute(element, "type") === "pci"),
    };
};
