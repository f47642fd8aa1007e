import type { Definition } from "../domain/definition.ts";

/** Whether a definition has room for another device: yes; yes, on a port that has to be added first; or why not. */
export type Room = { readonly needsPort: boolean } | { readonly why: string };

const ROOM: Room = { needsPort: false };

const ofType = ({ controllers }: Definition, type: string) => controllers.filter((each) => each.type === type);

/** Models of PCI Express ports that take one device each, also while the guest runs. */
const PORTS: readonly string[] = ["pcie-root-port", "pcie-switch-downstream-port"];

/** Models of conventional PCI buses. */
const CONVENTIONAL: readonly string[] = ["pci-root", "pci-bridge"];

/** Devices on a conventional PCI bus: slot 0 isn't usable. */
const SLOTS = 31;

/** Slots that QEMU takes for itself, and the last one, which libvirt keeps for a bridge to more of them. */
const RESERVED = 3;

const roomOnSlots = (definition: Definition): Room => {
    const { addresses, hasAcpi, isLive } = definition;
    const buses = ofType(definition, "pci").filter(({ model }) => CONVENTIONAL.includes(model));
    if (buses.length === 0) return ROOM;
    if (isLive && !hasAcpi) return { why: "no ACPI for hot-plug" };
    const used = new Set(addresses.pci.map(({ bus, slot }) => `${bus}:${slot}`)).size;
    return used + RESERVED < buses.length * SLOTS ? ROOM : { why: "no free PCI slot" };
};

/**
 * Whether there is room for a PCI device, e.g. a virtio disk or a SCSI controller. On PCI Express each device needs its
 * own port, and libvirt adds one spare port to a machine. A running machine gets no more. Conventional PCI needs the
 * guest's cooperation through ACPI.
 */
export const pciRoom = (definition: Definition): Room => {
    const controllers = ofType(definition, "pci");
    if (controllers.every(({ model }) => model !== "pcie-root")) return roomOnSlots(definition);
    const taken = new Set(definition.addresses.pci.map(({ bus }) => bus));
    if (controllers.some(({ index, model }) => PORTS.includes(model) && !taken.has(index))) return ROOM;
    return definition.isLive ? { why: "no free pcie-root-port" } : { needsPort: true };
};

/** Ports of USB controllers (`virDomainUSBAddressControllerModelToPorts`). xHCI models have as many as they say. */
const USB_PORTS: ReadonlyMap<string, number> = new Map([
    ["piix3-uhci", 2],
    ["piix4-uhci", 2],
    ["vt82c686b-uhci", 2],
    ["pci-ohci", 3],
    ["ehci", 6],
    ["ich9-ehci1", 6],
    ["ich9-uhci1", 2],
    ["ich9-uhci2", 2],
    ["ich9-uhci3", 2],
    ["nec-xhci", 4],
    ["qemu-xhci", 4],
]);

const HUB_PORTS = 8;

/** Whether there is room for a USB device without another hub, which libvirt would add. */
export const usbRoom = (definition: Definition): Room => {
    const controllers = ofType(definition, "usb").filter(({ model }) => model !== "none");
    if (controllers.length === 0) return { why: "no USB controller" };
    const ports = controllers.map(({ model, ports: given }) => given || (USB_PORTS.get(model) ?? Infinity));
    const total = ports.reduce((sum, each) => sum + each, definition.hubs * HUB_PORTS);
    return definition.addresses.usb.length < total ? ROOM : { why: "no free USB port" };
};
