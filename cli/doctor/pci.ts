import {
    attribute,
    childElement,
    childElements,
    descendant,
    parseXml,
    type XmlElement,
} from "../../provider/libvirt/xml.ts";

const devicesOf = (xml: string): readonly XmlElement[] => {
    const devices = descendant(parseXml(xml), "devices");
    return devices === undefined ? [] : childElements(devices);
};

const isController = (device: XmlElement, model: string): boolean =>
    device.tagName === "controller" && attribute(device, "type") === "pci" && attribute(device, "model") === model;

/** The bus of a device's PCI address. */
const busOf = (device: XmlElement): number | undefined => {
    const address = childElement(device, "address");
    return attribute(address, "type") === "pci" ? Number(attribute(address, "bus")) : undefined;
};

/**
 * Why a running machine can't take another PCI device, e.g. a virtio disk or a SCSI controller; undefined if it can. On
 * PCI Express each device needs its own `pcie-root-port`, and libvirt adds one spare port to a machine. Conventional
 * PCI needs the guest's cooperation through ACPI.
 *
 * @param xml The live definition.
 */
export const findNoRoom = (xml: string): string | undefined => {
    const devices = devicesOf(xml);
    if (devices.some((device) => isController(device, "pcie-root"))) {
        const taken = devices.map(busOf);
        const ports = devices.filter((device) => isController(device, "pcie-root-port"));
        const isFree = (port: XmlElement): boolean => !taken.includes(Number(attribute(port, "index")));
        return ports.some(isFree) ? undefined : "no free pcie-root-port";
    }
    return descendant(parseXml(xml), "features", "acpi") === undefined ? "no ACPI" : undefined;
};
