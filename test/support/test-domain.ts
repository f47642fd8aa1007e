import { readdir, readlink } from "node:fs/promises";
import { basename } from "node:path";
import { awaitFirmware } from "../../provider/domain/firmware.ts";
import type { DomainRef, LibvirtClient } from "../../provider/libvirt/client.ts";
import { DOMAIN_XML_INACTIVE } from "../../provider/libvirt/flags.ts";
import {
    attribute,
    childElement,
    childElements,
    childText,
    descendant,
    parseXml,
    type XmlElement,
} from "../../provider/libvirt/xml.ts";
import type { DriveDevice } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import { DOMAIN_UNDEFINE_MANAGED_SAVE, undefineDomain } from "./client-verbs.ts";
import { qemuOf } from "./process-table.ts";

/** Machines of x86. */
export type PcMachine = "pc" | "q35";

/** Machines differ in the buses that they have; `virt` is aarch64's. */
export type Machine = PcMachine | "virt";

/** A disk as one definition of a domain has it. */
export interface SeenDisk {
    readonly device: string | undefined;
    readonly bus: string | undefined;
    readonly target: string | undefined;
    readonly file: string | undefined;
    readonly policy: string | undefined;
    readonly serial: string | undefined;
    readonly alias: string | undefined;
}

/** One definition of a domain. */
export interface SeenDefinition {
    readonly disks: readonly SeenDisk[];
    /** `index:model` of each SCSI controller. */
    readonly controllers: readonly string[];
}

/** Alias of drives with the prefix `drive`: a hash of it. */
export const DRIVE_ALIAS = "ua-config-drive-7062520c5a0e";

/** A drive with that prefix, as each definition of a domain should show it. */
export const seenDrive = (
    device: DriveDevice,
    { volumePath, attachedBus, attachedTarget }: Pick<State, "volumePath" | "attachedBus" | "attachedTarget">,
): SeenDisk => ({
    device,
    bus: attachedBus,
    target: attachedTarget,
    file: volumePath,
    policy: "optional",
    serial: "cloudinit",
    alias: DRIVE_ALIAS,
});

const seeDisk = (disk: XmlElement): SeenDisk => {
    const source = childElement(disk, "source");
    const target = childElement(disk, "target");
    return {
        device: attribute(disk, "device"),
        bus: attribute(target, "bus"),
        target: attribute(target, "dev"),
        file: attribute(source, "file"),
        policy: attribute(source, "startupPolicy"),
        serial: childText(disk, "serial"),
        alias: attribute(childElement(disk, "alias"), "name"),
    };
};

const seeDefinition = (xml: string): SeenDefinition => {
    const devices = descendant(parseXml(xml), "devices");
    if (devices === undefined) throw new Error("a domain without devices");
    return {
        disks: childElements(devices, "disk").map(seeDisk),
        controllers: childElements(devices, "controller")
            .filter((controller) => attribute(controller, "type") === "scsi")
            .map((controller) => `${attribute(controller, "index")}:${attribute(controller, "model")}`),
    };
};

/** A domain of one test. */
export class TestDomain {
    public readonly name: string;
    public readonly uuid: string;
    readonly #client: LibvirtClient;

    public constructor(client: LibvirtClient, { name, uuid }: DomainRef) {
        this.#client = client;
        this.name = name;
        this.uuid = Buffer.from(uuid)
            .toString("hex")
            .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    }

    public ref(): Promise<DomainRef> {
        return this.#client.domainLookupByName(this.name);
    }

    public async start(): Promise<void> {
        await this.#client.domainCreate(await this.ref());
    }

    /** Starts it and waits until the firmware has finished with its drives, which libvirt doesn't report. */
    public async boot(): Promise<void> {
        await this.start();
        await awaitFirmware({ client: this.#client, ref: await this.ref(), signal: new AbortController().signal });
    }

    /** Pulls the plug; a transient domain is gone then. */
    public async stop(): Promise<void> {
        await this.#client.domainDestroy(await this.ref());
    }

    public async undefine(): Promise<void> {
        await undefineDomain(this.#client, await this.ref(), DOMAIN_UNDEFINE_MANAGED_SAVE);
    }

    public async isActive(): Promise<boolean> {
        return await this.#client.domainIsActive(await this.ref());
    }

    public async attach(xml: string, flags: number): Promise<void> {
        await this.#client.domainAttachDeviceFlags(await this.ref(), xml, flags);
    }

    public async detach(xml: string, flags: number): Promise<void> {
        await this.#client.domainDetachDeviceFlags(await this.ref(), xml, flags);
    }

    public async update(xml: string, flags: number): Promise<void> {
        await this.#client.domainUpdateDeviceFlags(await this.ref(), xml, flags);
    }

    /** The definition for the next start. */
    public async config(): Promise<SeenDefinition> {
        return seeDefinition(await this.#client.domainGetXmlDesc(await this.ref(), DOMAIN_XML_INACTIVE));
    }

    /** The running machine. */
    public async live(): Promise<SeenDefinition> {
        return seeDefinition(await this.#client.domainGetXmlDesc(await this.ref(), 0));
    }

    /** Changes with every start: libvirt's number and the process. */
    public async incarnation(): Promise<string> {
        return `${(await this.ref()).id} ${qemuOf(this.name)?.pid}`;
    }

    /** Names of the images that the running QEMU has open; a deleted one is marked as such. */
    public async openImages(pattern: RegExp = /-[0-9a-f]{12}\.(iso|img)/): Promise<readonly string[]> {
        const pid = qemuOf(this.name)?.pid;
        const files = await readdir(`/proc/${pid}/fd`);
        const paths = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => "")));
        return [...new Set(paths.filter((path) => pattern.test(path)).map((path) => basename(path)))].sort();
    }
}
