import type { Definition } from "../domain/definition.ts";
import { controllersOf, isPc } from "./machine.ts";

/** Room for another device: on the PCI Express port of that index, a new port, or any place; or why there is none. */
export type Room =
    | { readonly port: number | "new" | undefined }
    | { readonly why: string /** @default what helps against a lack of room */; readonly remedy?: string };

const ROOM: Room = { port: undefined };

/** Models of PCI Express ports that take one device each, also while the guest runs. */
const PORTS: readonly string[] = ["pcie-root-port", "pcie-switch-downstream-port"];

/** Models of conventional PCI buses. */
const CONVENTIONAL: readonly string[] = ["pci-root", "pci-bridge"];

/** Devices on a conventional PCI bus: slot 0 isn't usable. */
const SLOTS = 31;

/** Slots that QEMU takes for itself, and the last one, which libvirt keeps for a bridge to more of them. */
const RESERVED = 3;

const WITHOUT_ACPI =
    "Enable ACPI in the domain (<acpi/> in its <features>; in a libvirt.Domain of provider 0.9 features: { acpi: true }), or shut it down and run again.";

const roomOnSlots = (definition: Definition): Room => {
    const { addresses, hasAcpi, isLive } = definition;
    const all = controllersOf(definition, "pci").filter(({ model }) => CONVENTIONAL.includes(model));
    // Other architectures have other buses, such as s390's channels.
    if (all.length === 0) return isPc(definition) ? { why: "no PCI bus" } : ROOM;
    if (isLive && !hasAcpi) return { why: "no ACPI for hot-plug", remedy: WITHOUT_ACPI };
    const buses = all.filter(({ canHotPlug }) => canHotPlug || !isLive);
    if (buses.length === 0) return { why: "no PCI bus with hot-plug" };
    const used = new Set(addresses.pci.map(({ bus, slot }) => `${bus}:${slot}`)).size;
    return used + RESERVED < buses.length * SLOTS ? ROOM : { why: "no free PCI slot" };
};

/**
 * Whether there is room for a PCI device, e.g. a virtio disk or a SCSI controller. On PCI Express each device needs its
 * own port, and libvirt adds one spare port to a machine. A running machine gets no more. Conventional PCI needs the
 * guest's cooperation through ACPI.
 */
export const pciRoom = (definition: Definition): Room => {
    const { addresses, isLive } = definition;
    const controllers = controllersOf(definition, "pci");
    if (controllers.every(({ model }) => model !== "pcie-root")) return roomOnSlots(definition);
    const taken = new Set(addresses.pci.map(({ bus }) => bus));
    const free = controllers.find(
        ({ index, model, canHotPlug }) => PORTS.includes(model) && !taken.has(index) && (canHotPlug || !isLive),
    );
    if (free !== undefined) return { port: free.index };
    return isLive ? { why: "no free pcie-root-port" } : { port: "new" };
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
    const controllers = controllersOf(definition, "usb").filter(({ model }) => model !== "none");
    if (controllers.length === 0) return { why: "no USB controller" };
    // Companions of an EHCI controller share its ports.
    const hasEhci = controllers.some(({ model }) => model === "ich9-ehci1");
    const own = controllers.filter(({ model }) => !hasEhci || !model.startsWith("ich9-uhci"));
    const ports = own.map(({ model, ports: given }) => given || (USB_PORTS.get(model) ?? Infinity));
    const total = ports.reduce((sum, each) => sum + each, definition.hubs * HUB_PORTS);
    return definition.addresses.usb.length < total ? ROOM : { why: "no free USB port" };
};
