import type { PciAddress } from "../domain/address.ts";
import type { Medium } from "../domain/medium.ts";
import { attribute, childElement, childElements, escapeXml, serializeXml, type XmlElement } from "../libvirt/xml.ts";
import type { Cache, DriveDevice, StartupPolicy } from "../model/inputs.ts";
import { controllerAlias } from "../model/mark.ts";
import type { NewController } from "../place/bus.ts";
import type { NewSlot, Slot } from "../place/slot.ts";

/** A drive to attach. */
export interface DriveDisk {
    readonly alias: string;
    readonly device: DriveDevice;
    /** Undefined for an empty cdrom. */
    readonly medium: Medium | undefined;
    readonly slot: Slot & Pick<NewSlot, "pci">;
    readonly startupPolicy: StartupPolicy;
    /** @default libvirt's own */
    readonly cache?: Cache;
}

const sourceAttribute = (type: Medium["type"]): "file" | "dev" => (type === "file" ? "file" : "dev");

const pciAddress = ({ bus, slot }: PciAddress): string =>
    `<address type='pci' domain='0' bus='${bus}' slot='${slot}' function='0'/>`;

/**
 * The `<disk>` element of a new drive. The serial makes terraform-provider-libvirt 0.8 (and so `@pulumi/libvirt`) ignore
 * a disk that it didn't create; without it, a refresh plans to replace the domain.
 */
export const buildDisk = ({ alias, device, medium, slot, startupPolicy, cache }: DriveDisk): string => {
    const { address, pci } = slot;
    const source =
        medium &&
        `<source ${sourceAttribute(medium.type)}='${escapeXml(medium.path)}' startupPolicy='${startupPolicy}'/>`;
    return [
        `<disk type='${medium?.type ?? "file"}' device='${device}'>`,
        `<driver name='qemu' type='raw'${cache === undefined || cache === "default" ? "" : ` cache='${cache}'`}/>`,
        source ?? "",
        `<target dev='${escapeXml(slot.target)}' bus='${slot.bus}'/>`,
        "<readonly/>",
        "<serial>cloudinit</serial>",
        `<alias name='${escapeXml(alias)}'/>`,
        address
            ? `<address type='drive' controller='${address.controller}' bus='${address.bus}' target='${address.target}' unit='${address.unit}'/>`
            : "",
        pci ? pciAddress(pci) : "",
        "</disk>",
    ].join("");
};

/** libvirt doesn't complete a PCI port that is attached. It numbers its own ports by their place. */
const portDetails = ({ chassis, address }: NewController): string =>
    `<model name='pcie-root-port'/><target chassis='${chassis}' port='${(address?.slot ?? 0) * 8}'/>`;

const MODELS: Readonly<Record<NewController["type"], string>> = {
    ide: "",
    sata: "",
    scsi: " model='virtio-scsi'",
    pci: " model='pcie-root-port'",
};

/** The `<controller>` element of a new controller. */
export const buildController = (controller: NewController): string => {
    const { type, index, address } = controller;
    return [
        `<controller type='${type}' index='${index}'${MODELS[type]}>`,
        type === "pci" ? portDetails(controller) : "",
        `<alias name='${controllerAlias(type, index)}'/>`,
        address ? pciAddress(address) : "",
        "</controller>",
    ].join("");
};

type Attributes = readonly (readonly [string, string])[];

const newChild = (disk: XmlElement, tagName: string, attributes: Attributes): XmlElement => ({
    ...disk,
    tagName,
    attributes: new Map(attributes),
    children: [],
});

/** Children of a disk that describe its old medium: the images below it, a job that copies it, its key, its login. */
const ABOUT_MEDIUM: readonly string[] = ["source", "backingStore", "mirror", "encryption", "auth"];

const partsAround = ({ children }: XmlElement): (XmlElement | string)[] =>
    children.filter((child) => typeof child === "string" || !ABOUT_MEDIUM.includes(child.tagName));

/** Attributes of a driver that only fit qcow2, or an image based on another. */
const ABOUT_FORMAT: readonly string[] = ["copy_on_read", "discard_no_unref"];

/** Whether a cache mode bypasses the host's page cache: QEMU opens the image with O_DIRECT. */
export const isDirect = (cache: string): boolean => cache === "none" || cache === "directsync";

/** A drive's cache mode. */
export const cacheOf = (disk: XmlElement): string => attribute(childElement(disk, "driver"), "cache") ?? "default";

/**
 * The driver for a raw image. Other settings, e.g. an I/O thread, belong to the device and stay. Only `io='native'`
 * can't: libvirt rejects it unless the page cache is bypassed.
 */
const rawDriver = (driver: XmlElement, cache: string): XmlElement => {
    const kept = [...driver.attributes].filter(
        ([name, value]) =>
            ![...ABOUT_FORMAT, "cache"].includes(name) && (name !== "io" || value !== "native" || isDirect(cache)),
    );
    return {
        ...driver,
        attributes: new Map([...kept, ["type", "raw"], ...(cache === "default" ? [] : [["cache", cache] as const])]),
        children: driver.children.filter((child) => typeof child === "string" || child.tagName !== "metadata_cache"),
    };
};

/** Security labels that somebody set for this disk. libvirt adds `labelskip` where the old file can't be labelled. */
const labelsOf = (source: XmlElement | undefined): readonly XmlElement[] =>
    source === undefined
        ? []
        : childElements(source, "seclabel").filter((label) => attribute(label, "labelskip") === undefined);

/** The same cdrom without its medium. */
export const withoutMedium = (disk: XmlElement): string => serializeXml({ ...disk, children: partsAround(disk) });

/**
 * The same drive with another medium. The whole element is sent again as that definition has it: an update of the
 * persistent definition replaces the element, and libvirt drops what isn't sent. Whatever describes the old medium is
 * replaced. After an external snapshot that medium is a qcow2 file, and QEMU can't open a raw image as qcow2.
 *
 * @param cache By default the drive keeps its cache mode.
 */
export const withMedium = (
    disk: XmlElement,
    medium: Medium | undefined,
    startupPolicy: StartupPolicy,
    cache: string = cacheOf(disk),
): string => {
    if (medium === undefined) return withoutMedium(disk);
    const attributes = [
        [sourceAttribute(medium.type), medium.path],
        ["startupPolicy", startupPolicy],
    ] as const;
    const source = { ...newChild(disk, "source", attributes), children: labelsOf(childElement(disk, "source")) };
    const driver = childElement(disk, "driver") ?? newChild(disk, "driver", [["name", "qemu"]]);
    const others = partsAround(disk).filter((child) => child !== driver);
    return serializeXml({
        ...disk,
        attributes: new Map(disk.attributes).set("type", medium.type),
        children: [rawDriver(driver, cache), source, ...others],
    });
};

/**
 * The same cdrom with the medium of another element, e.g. of the persistent definition. What describes the medium and
 * how QEMU opens it is as there: startup policy, security labels, driver. The rest is as here: address, alias, serial.
 */
export const withMediumOf = (disk: XmlElement, like: XmlElement): string => {
    const taken = childElements(like).filter(({ tagName }) => tagName === "driver" || ABOUT_MEDIUM.includes(tagName));
    const kept = partsAround(disk).filter((child) => typeof child === "string" || child.tagName !== "driver");
    return serializeXml({
        ...disk,
        attributes: new Map(disk.attributes).set("type", attribute(like, "type") ?? "file"),
        children: [...taken, ...kept],
    });
};

/** Whether QEMU opens a drive's medium as what it is. An earlier version left `qcow2` there after a snapshot. */
export const isRaw = (disk: XmlElement): boolean =>
    (attribute(childElement(disk, "driver"), "type") ?? "raw") === "raw";

/** A drive's startup policy. */
export const startupPolicyOf = (disk: XmlElement): string =>
    attribute(childElement(disk, "source"), "startupPolicy") ?? "mandatory";
