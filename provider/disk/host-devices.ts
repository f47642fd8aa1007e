import { attribute, childElement, childElements, descendant, parseXml } from "../libvirt/xml.ts";
import type { Definition } from "./definition.ts";

/** What a domain has of its host's own devices. */
export interface HostDevices {
    /** Where its SCSI devices are; they share their controllers with disks. */
    readonly drives: readonly { readonly controller: number; readonly unit: number }[];
    /** Whether there is a PCI device among them: if it is a NIC, nobody but the guest knows its MAC. */
    readonly hasPci: boolean;
}

/** A definition with what the domain has of its host's devices; most have none of them. */
export interface DefinitionOnHost extends Definition {
    readonly hostDevices?: HostDevices;
}

const readHostDevices = (xml: string): HostDevices => {
    const devices = descendant(parseXml(xml), "devices");
    const all = devices === undefined ? [] : childElements(devices, "hostdev");
    const addresses = all
        .map((device) => childElement(device, "address"))
        .filter((address) => attribute(address, "type") === "drive");
    return {
        drives: addresses.map((address) => ({
            controller: Number(attribute(address, "controller")),
            unit: Number(attribute(address, "unit")),
        })),
        hasPci: all.some((device) => attribute(device, "type") === "pci"),
    };
};

/** Adds the devices of the host to a definition that was read from the same XML, in the few that have any. */
export const withHostDevices = (definition: Definition, xml: string): DefinitionOnHost =>
    xml.includes("<hostdev") ? { ...definition, hostDevices: readHostDevices(xml) } : definition;
