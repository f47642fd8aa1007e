import type { Medium } from "../domain/medium.ts";
import { attribute, childElement, escapeXml, parseXml, serializeXml, type XmlElement } from "../libvirt/xml.ts";
import type { DriveDevice, StartupPolicy } from "../model/inputs.ts";
import { controllerAlias } from "../model/mark.ts";
import type { Slot } from "./slot.ts";

/** A drive to be. */
export interface DriveDisk {
    readonly alias: string;
    readonly device: DriveDevice;
    /** Undefined for an empty cdrom. */
    readonly medium: Medium | undefined;
    readonly slot: Slot;
    readonly startupPolicy: StartupPolicy;
    /** SCSI controller and unit; absent on other buses, where libvirt derives the address from the target. */
    readonly scsi?: { readonly controller: number; readonly unit: number };
}

const sourceAttribute = (type: Medium["type"]): "file" | "dev" => (type === "file" ? "file" : "dev");

/**
 * The `<disk>` element of a new drive. The serial is the mark by which terraform-provider-libvirt 0.8 (and so
 * `@pulumi/libvirt`) passes a disk over that it didn't make; without it a refresh plans to replace the domain.
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

const copy = (disk: XmlElement): XmlElement => parseXml(serializeXml(disk));

/**
 * The same drive with another medium. The whole element is sent again, as that very definition has it: a change of the
 * persistent definition replaces the element, and libvirt drops what isn't resent.
 */
export const withMedium = (disk: XmlElement, medium: Medium | undefined, startupPolicy: StartupPolicy): string => {
    if (medium === undefined) return withoutMedium(disk);
    const changed = copy(disk);
    changed.setAttribute("type", medium.type);
    const old = childElement(changed, "source");
    const source = changed.ownerDocument?.createElement("source");
    if (source === undefined) throw new RangeError("a parsed element has a document");
    source.setAttribute(sourceAttribute(medium.type), medium.path);
    source.setAttribute("startupPolicy", startupPolicy);
    if (old === undefined) changed.insertBefore(source, childElement(changed, "target") ?? null);
    else changed.replaceChild(source, old);
    // What libvirt found behind the old medium says nothing about the new one.
    const backing = childElement(changed, "backingStore");
    if (backing !== undefined) changed.removeChild(backing);
    return serializeXml(changed);
};

/** The same cdrom with its medium taken out. */
export const withoutMedium = (disk: XmlElement): string => {
    const changed = copy(disk);
    for (const name of ["source", "backingStore"]) {
        const part = childElement(changed, name);
        if (part !== undefined) changed.removeChild(part);
    }
    return serializeXml(changed);
};

/** The startup policy that a drive has. */
export const startupPolicyOf = (disk: XmlElement): string =>
    attribute(childElement(disk, "source"), "startupPolicy") ?? "mandatory";
