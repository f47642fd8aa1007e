import type { Medium } from "../domain/medium.ts";
import { attribute, childElement, escapeXml, serializeXml, type XmlElement } from "../libvirt/xml.ts";
import type { DriveDevice, StartupPolicy } from "../model/inputs.ts";
import { controllerAlias } from "../model/mark.ts";
import type { NewController } from "./bus.ts";
import type { Slot } from "./slot.ts";

/** A drive to attach. */
export interface DriveDisk {
    readonly alias: string;
    readonly device: DriveDevice;
    /** Undefined for an empty cdrom. */
    readonly medium: Medium | undefined;
    readonly slot: Slot;
    readonly startupPolicy: StartupPolicy;
}

const sourceAttribute = (type: Medium["type"]): "file" | "dev" => (type === "file" ? "file" : "dev");

/**
 * The `<disk>` element of a new drive. The serial makes terraform-provider-libvirt 0.8 (and so `@pulumi/libvirt`) ignore
 * a disk that it didn't create; without it, a refresh plans to replace the domain.
 */
export const buildDisk = ({ alias, device, medium, slot, startupPolicy }: DriveDisk): string => {
    const { address } = slot;
    const source =
        medium &&
        `<source ${sourceAttribute(medium.type)}='${escapeXml(medium.path)}' startupPolicy='${startupPolicy}'/>`;
    return [
        `<disk type='${medium?.type ?? "file"}' device='${device}'>`,
        "<driver name='qemu' type='raw'/>",
        source ?? "",
        `<target dev='${escapeXml(slot.target)}' bus='${slot.bus}'/>`,
        "<readonly/>",
        "<serial>cloudinit</serial>",
        `<alias name='${escapeXml(alias)}'/>`,
        address
            ? `<address type='drive' controller='${address.controller}' bus='${address.bus}' target='${address.target}' unit='${address.unit}'/>`
            : "",
        "</disk>",
    ].join("");
};

/** What a new controller says besides its type and index. libvirt doesn't complete a PCI port that is attached. */
const detailsOf = ({ type, index, chassis }: NewController): string =>
    type === "pci" ? `<model name='pcie-root-port'/><target chassis='${chassis}' port='${index}'/>` : "";

const MODELS: Readonly<Record<NewController["type"], string>> = {
    ide: "",
    sata: "",
    scsi: " model='virtio-scsi'",
    pci: " model='pcie-root-port'",
};

/** The `<controller>` element of a new controller. */
export const buildController = (controller: NewController): string => {
    const { type, index } = controller;
    const alias = `<alias name='${controllerAlias(type, index)}'/>`;
    return `<controller type='${type}' index='${index}'${MODELS[type]}>${detailsOf(controller)}${alias}</controller>`;
};

/** A disk's children without the first element of each name. */
const partsWithout = (disk: XmlElement, ...names: readonly string[]): (XmlElement | string)[] => {
    const dropped = names.map((name) => childElement(disk, name));
    return disk.children.filter((child) => typeof child === "string" || !dropped.includes(child));
};

/** The same cdrom without its medium. */
export const withoutMedium = (disk: XmlElement): string =>
    serializeXml({ ...disk, children: partsWithout(disk, "source", "backingStore") });

/**
 * The same drive with another medium. The whole element is sent again as that definition has it: an update of the
 * persistent definition replaces the element, and libvirt drops what isn't sent.
 */
export const withMedium = (disk: XmlElement, medium: Medium | undefined, startupPolicy: StartupPolicy): string => {
    if (medium === undefined) return withoutMedium(disk);
    const attributes = [
        [sourceAttribute(medium.type), medium.path],
        ["startupPolicy", startupPolicy],
    ] as const;
    const source: XmlElement = { ...disk, tagName: "source", attributes: new Map(attributes), children: [] };
    const old = childElement(disk, "source");
    const before = old ?? childElement(disk, "target");
    // What libvirt found behind the old medium doesn't apply to the new one.
    const children = partsWithout(disk, "backingStore");
    const at = children.indexOf(before ?? "");
    children.splice(at === -1 ? children.length : at, old === undefined ? 0 : 1, source);
    return serializeXml({ ...disk, attributes: new Map(disk.attributes).set("type", medium.type), children });
};

/** A drive's startup policy. */
export const startupPolicyOf = (disk: XmlElement): string =>
    attribute(childElement(disk, "source"), "startupPolicy") ?? "mandatory";
