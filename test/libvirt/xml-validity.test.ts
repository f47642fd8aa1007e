import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { buildController, buildDisk } from "../../provider/disk/device.ts";
import type { Medium } from "../../provider/domain/medium.ts";
import type { LibvirtClient } from "../../provider/libvirt/client.ts";
import { DOMAIN_XML_INACTIVE } from "../../provider/libvirt/flags.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { deleteDrive } from "../../provider/lifecycle/delete.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import type { Bus, DriveDevice, Inputs, StartupPolicy } from "../../provider/model/inputs.ts";
import { hasPorts } from "../../provider/place/ports.ts";
import { findTool, run } from "../foreign/support/tools.ts";
import { withCalls } from "../support/calls.ts";
import { type DomainOptions, SCSI_CONTROLLER, useTestHost } from "../support/host.ts";

/** Calls that send a device. */
type DeviceCall = "domainAttachDeviceFlags" | "domainUpdateDeviceFlags" | "domainDetachDeviceFlags";

/** XML that was sent, as a document that its schema covers. */
interface Sent {
    readonly call: DeviceCall | "storageVolCreateXml" | "domainSetMetadata" | "domainCreateXml";
    readonly schema: SchemaName;
    readonly xml: string;
}

type SchemaName = "domain" | "storagepool" | "storagevol";

const tools = ["virt-xml-validate", "xmllint"].map((name) =>
    findTool(name, name === "xmllint" ? "libxml2-utils" : "libvirt-clients"),
);

/** libvirt's schema has no root element for a device alone. */
const domainWith = (devices: string): string =>
    `<domain type='qemu'><name>d</name><memory>65536</memory><os><type>hvm</type></os><devices>${devices}</devices></domain>`;

/** A path with every character that XML has to escape. */
const AWKWARD = "/pools/a & b/<o'clock>\".iso";

const POOLS: Readonly<Record<string, string>> = {
    fs: "<source><device path='/dev/vdb1'/></source><target><path>/srv/images</path></target>",
    netfs: "<source><host name='nas'/><dir path='/export'/><format type='nfs'/></source><target><path>/srv/images</path></target>",
    vstorage: "<source><name>cluster</name></source><target><path>/srv/images</path></target>",
    logical: "<source><name>guests</name></source><target><path>/dev/guests</path></target>",
    zfs: "<source><name>tank</name></source>",
};

const poolXml = (type: string): string => `<pool type='${type}'><name>p</name>${POOLS[type]}</pool>`;

describe("XML sent to libvirt, checked against libvirt's own schemas", () => {
    const host = useTestHost();
    let files = 0;

    beforeEach(({ skip }) => skip(tools.includes(undefined), "no virt-xml-validate"));

    /** Throws with the reason if the XML doesn't match the schema. */
    const validate = async (schema: SchemaName, xml: string): Promise<void> => {
        files++;
        const file = join(host().folder, `xml-${files}`);
        await writeFile(file, xml);
        try {
            run("virt-xml-validate", [file, schema]);
        } catch (error) {
            throw new Error(xml, { cause: error });
        }
    };

    /** The host's client and what it sends: whole devices, volumes, and the domain after a note was written to it. */
    const recording = (): { client: LibvirtClient; sent: Sent[] } => {
        const { client } = host();
        const sent: Sent[] = [];
        const device =
            (call: DeviceCall): LibvirtClient[DeviceCall] =>
            async (domain, xml, flags, options) => {
                sent.push({ call, schema: "domain", xml: domainWith(xml) });
                await client[call](domain, xml, flags, options);
            };
        const recorded = withCalls(client, {
            domainAttachDeviceFlags: device("domainAttachDeviceFlags"),
            domainUpdateDeviceFlags: device("domainUpdateDeviceFlags"),
            domainDetachDeviceFlags: device("domainDetachDeviceFlags"),
            storageVolCreateXml: async (pool, xml, flags, options) => {
                sent.push({ call: "storageVolCreateXml", schema: "storagevol", xml });
                return await client.storageVolCreateXml(pool, xml, flags, options);
            },
            domainCreateXml: async (xml, flags, options) => {
                sent.push({ call: "domainCreateXml", schema: "domain", xml });
                return await client.domainCreateXml(xml, flags, options);
            },
            domainSetMetadata: async (domain, note, place, flags, options) => {
                await client.domainSetMetadata(domain, note, place, flags, options);
                const xml = await client.domainGetXmlDesc(domain, DOMAIN_XML_INACTIVE, options);
                if (note !== undefined) expect(xml).toContain(place.uri);
                sent.push({ call: "domainSetMetadata", schema: "domain", xml });
            },
        });
        return { client: recorded, sent };
    };

    it.each<{ what: string; options: DomainOptions; runs: boolean; inputs: Partial<Inputs> }>([
        { what: "a cdrom on ide, off", options: {}, runs: false, inputs: {} },
        { what: "a cdrom on scsi, running", options: {}, runs: true, inputs: {} },
        { what: "a cdrom on usb, running", options: {}, runs: true, inputs: { bus: "usb" } },
        {
            what: "a disk on scsi, running",
            options: { devices: SCSI_CONTROLLER },
            runs: true,
            inputs: { format: "vfat", bus: "scsi" },
        },
        {
            what: "a disk on virtio, off",
            options: { machine: "q35" },
            runs: false,
            inputs: { format: "vfat", startupPolicy: "mandatory", cache: "none" },
        },
    ])("is valid through the life of a drive: $what", async ({ options, runs, inputs }) => {
        const domain = runs ? await host().start(options) : await host().define(options);
        const { client, sent } = recording();
        const handle = { ...host().handle(), client };
        const declare = (more: Partial<Inputs>) => host().declare({ domain: domain.uuid, ...inputs, ...more });
        const first = await createDrive(handle, declare({}));
        const second = await updateDrive(handle, first, declare({ userData: "second" }));
        const empty = await updateDrive(handle, second, declare({ userData: "second", ejected: true }));
        await deleteDrive(handle, await updateDrive(handle, empty, declare({ userData: "second" })));
        const calls = new Set(sent.map(({ call }) => call));
        for (const call of [
            "storageVolCreateXml",
            "domainAttachDeviceFlags",
            "domainUpdateDeviceFlags",
            "domainDetachDeviceFlags",
            "domainSetMetadata",
        ] as const) {
            expect(calls).toContain(call);
        }
        expect(calls.has("domainCreateXml")).toBe(inputs.cache === "none");
        for (const { schema, xml } of sent) await validate(schema, xml);
    });

    it.each<[DriveDevice, Exclude<Bus, "auto">]>([
        ["cdrom", "ide"],
        ["cdrom", "sata"],
        ["cdrom", "scsi"],
        ["cdrom", "usb"],
        ["disk", "virtio"],
        ["disk", "scsi"],
        ["disk", "usb"],
    ])("is valid for a file, a block device and an empty drive: a %s on %s", async (device, bus) => {
        const media: readonly (Medium | undefined)[] = [
            { type: "file", path: AWKWARD },
            { type: "block", path: "/dev/guests/drive-0123456789ab.iso" },
            undefined,
        ];
        const policies: readonly StartupPolicy[] = ["optional", "requisite", "mandatory"];
        const target = { ide: "hda", sata: "sda", scsi: "sda", usb: "sda", virtio: "vda" }[bus];
        const address = { controller: 1, bus: 0, target: 0, unit: 255 };
        const disks = media.flatMap((medium) =>
            policies.map((startupPolicy) =>
                buildDisk({
                    alias: "ua-config-drive-0123456789ab",
                    device,
                    medium,
                    slot: { bus, target, ...(hasPorts(bus) && { address }) },
                    startupPolicy,
                }),
            ),
        );
        const controllers = (["ide", "sata", "scsi", "pci"] as const).map((type) =>
            buildController({ type, index: 1, chassis: 3 }),
        );
        await validate("domain", domainWith([...disks, ...controllers].join("")));
    });

    it.each(Object.keys(POOLS))("is valid in a pool that can't run here: %s", async (type) => {
        const domain = await host().define({ machine: "q35" });
        const { client: recorded, sent } = recording();
        const isBlock = type === "logical" || type === "zfs";
        await validate("storagepool", poolXml(type));
        const client = withCalls(recorded, {
            storagePoolGetXmlDesc: async () => poolXml(type),
            storageVolGetXmlDesc: async (volume, options) => {
                const xml = await host().client.storageVolGetXmlDesc(volume, options);
                const seen = isBlock
                    ? xml.replace("type='file'", "type='block'").replace(/<path>.*?<\/path>/, "<path>/dev/g/v</path>")
                    : xml;
                await validate("storagevol", seen);
                return seen;
            },
        });
        const news = host().declare({ domain: domain.uuid });
        const state = await createDrive({ ...host().handle(), client }, news);
        expect(state.volumePath).toBe(isBlock ? "/dev/g/v" : join(host().folder, news.volume));
        const attached = sent.map(({ xml }) => xml).filter((xml) => xml.includes("<disk type"));
        expect(attached[0]).toContain(isBlock ? "<disk type='block'" : "<disk type='file'");
        for (const { schema, xml } of sent) await validate(schema, xml);
    });

    it("differs from invalid XML", async () => {
        const disk = buildDisk({
            alias: "ua-config-drive-0123456789ab",
            device: "cdrom",
            medium: { type: "file", path: "/images/drive.iso" },
            slot: { bus: "sata", target: "sda" },
            startupPolicy: "optional",
        });
        await validate("domain", domainWith(disk));
        const wrong = disk.replace("startupPolicy='optional'", "startupPolicy='maybe'");
        await expect(validate("domain", domainWith(wrong))).rejects.toThrow("maybe");
    });
});
