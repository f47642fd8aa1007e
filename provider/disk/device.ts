import type { Medium } from "../domain/medium.ts";
import { attribute, childElement, escapeXml, serializeXml, type XmlElement } from "../libvirt/xml.ts";
import type { DriveDevice, StartupPolicy } from "../model/inputs.ts";
import { controllerAlias } from "../model/mark.ts";
import type { Slot } from "./slot.ts";

/** A drive to attach. */
export interface DriveDisk {
    readonly alias: string;
    readonly device: DriveDevice;
    /** Undefined for an empty cdrom. */
    readonly medium: Medium | undefined;
    readonly slot: Slot;
    readonly startupPolicy: StartupPolicy;
    /** SCSI controller and unit. Absent on other buses, where libvirt derives the address from the target. */
    readonly scsi?: { readonly controller: number; readonly unit: number };
}

const sourceAttribute = (type: Medium["type"]): "file" | "dev" => (type === "file" ? "file" : "dev");

/**
 * The `<disk>` element of a new drive. The serial makes terraform-provider-libvirt 0.8 (and so `@pulumi/libvirt`) ignore
 * a disk that it didn't create; without it, a refresh plans to replace the domain.
 */
export const buildDisk = ({ alias, device, medium, slot, startupPolicy, scsi }: DriveDisk): string => {
    const address =
        scsi && `<address type='drive' controller='${scsi.controller}' bus='0' target='0' unit='${scsi.unit}'/>`;
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
        address ?? "",
        "</disk>",
    ].join("");
};

/** The `<controller>` element of a new virtio-scsi controller. */
export const buildController = (index: number): string =>
    `<controller type='scsi' index='${index}' model='virtio-scsi'><alias name='${controllerAlias(index)}'/></controller>`;

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
