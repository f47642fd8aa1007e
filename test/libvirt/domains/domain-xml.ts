import { addressOf, bootsByDevice, type PlacedDisk, placeDisks } from "./domain.ts";
import type { DomainChoice } from "./random-domain.ts";

/** The media of a domain's disks, made beforehand. */
export interface Media {
    readonly pool: string;
    /** The name of the medium that the nth disk has. */
    readonly name: (nth: number, kind: "raw" | "qcow2") => string;
    readonly path: (name: string) => string;
}

const sourceOf = ({ medium }: PlacedDisk, nth: number, media: Media): string => {
    if (medium === "none") return "";
    if (medium === "volume") return `<source pool='${media.pool}' volume='${media.name(nth, "raw")}'/>`;
    return `<source file='${media.path(media.name(nth, medium))}'/>`;
};

/** libvirt refuses a read-only disk on ide and sata, and a shared qcow2. */
const flagsOf = ({ choice, bus, device, medium }: PlacedDisk): string => {
    const isReadOnly = choice.isReadOnly && device === "disk" && bus !== "ide" && bus !== "sata";
    const isShareable = choice.isShareable && device === "disk" && medium === "raw";
    return (isReadOnly ? "<readonly/>" : "") + (isShareable ? "<shareable/>" : "");
};

/** Counts the devices that boot. */
const bootCounter = (isCounting: boolean): ((boots: boolean) => string) => {
    let order = 0;
    return (boots) => (isCounting && boots ? `<boot order='${++order}'/>` : "");
};

type Count = ReturnType<typeof bootCounter>;

const diskXml = (domain: DomainChoice, disk: PlacedDisk, nth: number, media: Media, boot: Count): string => {
    const { choice, bus, device, medium, target } = disk;
    return [
        `<disk type='${medium === "volume" ? "volume" : "file"}' device='${device}'>`,
        `<driver name='qemu' type='${medium === "qcow2" ? "qcow2" : "raw"}'/>`,
        sourceOf(disk, nth, media),
        `<target dev='${target}' bus='${bus}'/>`,
        flagsOf(disk),
        boot(choice.boots),
        choice.alias ? `<alias name='ua-own-${nth}'/>` : "",
        addressOf(domain, disk),
        "</disk>",
    ].join("");
};

/** Without an EHCI the companions alone serve USB 1; with it they share its ports. */
const usbXml = ({ usb, machine }: DomainChoice): string => {
    if (usb === undefined) return machine === "virt" ? "<controller type='usb' model='none'/>" : "";
    const { model, ports } = usb;
    if (model === "ich9-ehci1") {
        const uhci = [1, 2, 3].map(
            (nth) =>
                `<controller type='usb' index='0' model='ich9-uhci${nth}'><master startport='${(nth - 1) * 2}'/></controller>`,
        );
        return `<controller type='usb' index='0' model='ich9-ehci1'/>${uhci.join("")}`;
    }
    const count = ports !== undefined && model.endsWith("xhci") ? ` ports='${ports}'` : "";
    return `<controller type='usb' index='0' model='${model}'${count}/>`;
};

const controllersXml = (domain: DomainChoice): string => {
    const { machine, scsiControllers, sataControllers, rootPorts } = domain;
    const scsi = scsiControllers.map((model, index) => `<controller type='scsi' index='${index}' model='${model}'/>`);
    const sata = Array.from({ length: sataControllers }, (_, index) => `<controller type='sata' index='${index}'/>`);
    const root = machine === "pc" ? "" : "<controller type='pci' index='0' model='pcie-root'/>";
    const ports = Array.from(
        { length: machine === "pc" ? 0 : rootPorts },
        () => "<controller type='pci' model='pcie-root-port'/>",
    );
    return [root, ...ports, ...scsi, ...sata, usbXml(domain)].join("");
};

const hasUsb = ({ usb, machine }: DomainChoice): boolean => (usb ? usb.model !== "none" : machine !== "virt");

const othersXml = (domain: DomainChoice, boot: Count): string => {
    const nics = domain.nics.map(
        ({ model, boots }) => `<interface type='user'><model type='${model}'/>${boot(boots)}</interface>`,
    );
    const tablets = Array.from(
        { length: hasUsb(domain) ? domain.tablets : 0 },
        () => "<input type='tablet' bus='usb'/>",
    );
    return [...nics, ...tablets].join("");
};

const osBootXml = ({ boot }: DomainChoice): string =>
    typeof boot === "string" ? "" : boot.map((dev) => `<boot dev='${dev}'/>`).join("");

const METADATA = "<metadata><app:owner xmlns:app='https://example.org/app'>web</app:owner></metadata>";

/** The XML of a domain that was drawn: a machine whose firmware finds nothing to boot. */
export const domainXmlOf = (name: string, domain: DomainChoice, media: Media): string => {
    const { machine, hasAcpi, hasMetadata, boot } = domain;
    const count = bootCounter(bootsByDevice(boot));
    const disks = placeDisks(domain).map((disk, nth) => diskXml(domain, disk, nth, media, count));
    const arch = machine === "virt" ? "aarch64" : "x86_64";
    return `<domain type='qemu'>
    <name>${name}</name>
    ${hasMetadata ? METADATA : ""}
    <memory unit='MiB'>48</memory>
    <os><type arch='${arch}' machine='${machine}'>hvm</type>${osBootXml(domain)}</os>
    ${hasAcpi && machine !== "virt" ? "<features><acpi/></features>" : ""}
    <devices>
        ${controllersXml(domain)}
        ${disks.join("\n        ")}
        ${othersXml(domain, count)}
    </devices>
</domain>`;
};
