import { describe, expect, it } from "vitest";
import { readDefinition } from "../../../provider/domain/definition.ts";
import { mediaUnder, nameOfMedium, nameOfVolume } from "../../../provider/domain/medium.ts";
import { findOwnDisk } from "../../../provider/domain/own-disk.ts";
import { ALIAS, disk, domainXml, LIVE_CDROM, MARK } from "./machines.ts";

describe("readDefinition", () => {
    it("reads the properties of a domain", () => {
        const { name, uuid, arch, machine } = readDefinition(domainXml("", { machine: "pc-q35-7.2" }));
        expect([name, uuid, arch, machine]).toEqual([
            "web",
            "83679162-1378-4288-a2d4-70e13ec132aa",
            "x86_64",
            "pc-q35-7.2",
        ]);
    });

    it("recognises a running machine by its id", () => {
        expect(readDefinition("<domain id='7'><name>a</name></domain>").isLive).toBe(true);
        expect(readDefinition("<domain><name>a</name></domain>").isLive).toBe(false);
    });

    it("reads this package's notes by their namespaces, and none of other programs", () => {
        const [one, two] = ["urn:pulumi-config-drive:one", "urn:pulumi-config-drive:two"];
        const others = ["<x:a xmlns:x='urn:other'><m:b/></x:a>", "<x:a xmlns:x='urn:another'/>"];
        const metadata = `${others[0]}<x:a xmlns:x='${one}'><b/></x:a>${others[1]}<x:a xmlns:x='${two}'/>${others[0]}`;
        const { notes, name } = readDefinition(`<domain><metadata>${metadata}</metadata><name>a</name></domain>`);
        expect(notes.map(({ namespaceURI }) => namespaceURI)).toEqual([one, two]);
        expect(name).toBe("a");
    });

    it.each([
        [
            "a cdrom",
            LIVE_CDROM,
            ["scsi", "sda", ALIAS, "/pool/drive-000000000000.iso", { controller: 0, bus: 0, target: 0, unit: 0 }],
        ],
        [
            "an empty tray",
            "<disk type='file' device='cdrom'><source index='14'/><target dev='hda' bus='ide' tray='open'/></disk>",
            ["ide", "hda", "", "", undefined],
        ],
        [
            "a block device",
            "<disk type='block'><source dev='/dev/vg/a'/><target dev='vda' bus='virtio'/><address type='pci'/></disk>",
            ["virtio", "vda", "", "/dev/vg/a", undefined],
        ],
        [
            "a network disk",
            "<disk type='network'><source protocol='rbd' name='p/i'/><target dev='vdb'/></disk>",
            ["", "vdb", "", "", undefined],
        ],
        [
            "an empty tray that had a volume of a pool",
            "<disk type='volume' device='cdrom'><target dev='sda' bus='sata'/></disk>",
            ["sata", "sda", "", "", undefined],
        ],
        [
            "a volume of a pool",
            "<disk type='volume'><source pool='p' volume='v'/><target dev='vdc' bus='virtio'/></disk>",
            ["virtio", "vdc", "", "", undefined],
        ],
        [
            "a path with characters of XML",
            "<disk type='file'><source file='/a&amp;b/&lt;c&gt;.iso'/><target dev='sdb' bus='sata'/></disk>",
            ["sata", "sdb", "", "/a&b/<c>.iso", undefined],
        ],
        ["a disk without anything", "<disk/>", ["", "", "", "", undefined]],
    ])("reads %s", (_, xml, expected) => {
        const [found] = readDefinition(domainXml(xml)).disks;
        expect([found?.bus, found?.target, found?.alias, found?.source, found?.address]).toEqual(expected);
    });

    it("reads the pool and the volume of a disk that names these, and of no other", () => {
        const source = "<source pool='p' volume='v.iso'/>";
        const disks = [
            `<disk type='volume'>${source}</disk>`,
            "<disk type='volume'/>",
            "<disk><source file='/a'/></disk>",
        ];
        const read = readDefinition(domainXml(disks.join(""))).disks;
        expect(read.map(({ volume }) => volume)).toEqual([{ pool: "p", name: "v.iso" }, undefined, undefined]);
        expect(read.map(nameOfMedium)).toEqual(['["p","v.iso"]', "", "/a"]);
    });

    it("reads a disk with a chain of 200 backing images, the most that libvirt accepts", () => {
        const chain = "<backingStore type='file'><format type='qcow2'/><source file='/below'/>".repeat(200);
        const xml = `<disk><source file='/top'/>${chain}${"</backingStore>".repeat(200)}<target dev='vda'/></disk>`;
        expect(readDefinition(domainXml(xml)).disks).toMatchObject([{ source: "/top", target: "vda" }]);
    });

    it("reads controllers of all types", () => {
        const scsi = "<controller type='scsi' index='3' model='virtio-scsi'><alias name='scsi3'/></controller>";
        const usb = "<controller type='usb' index='1' model='nec-xhci' ports='8'/>";
        const ofPci =
            "<controller type='pci' index='2' model='pcie-root-port'><target chassis='7' hotplug='off'/></controller>";
        const read = readDefinition(domainXml("", { controllers: scsi + usb + ofPci })).controllers;
        expect(read.map(({ element: _, ...controller }) => controller)).toEqual([
            { type: "scsi", index: 3, model: "virtio-scsi", alias: "scsi3", ports: 0, chassis: 0, canHotPlug: true },
            { type: "usb", index: 1, model: "nec-xhci", alias: "", ports: 8, chassis: 0, canHotPlug: true },
            { type: "pci", index: 2, model: "pcie-root-port", alias: "", ports: 0, chassis: 7, canHotPlug: false },
        ]);
    });

    it("reads the addresses in use", () => {
        const nic =
            "<interface><address type='pci' domain='0x0000' bus='0x1f' slot='0x0a' function='0x1'/></interface>";
        const tablet = "<input type='tablet' bus='usb'><address type='usb' bus='2' port='1.3'/></input>";
        const passed =
            "<hostdev type='scsi'><address type='drive' controller='1' bus='0' target='0' unit='4'/></hostdev>";
        expect(readDefinition(domainXml(nic + tablet + passed + LIVE_CDROM)).addresses).toEqual({
            pci: [{ bus: 31, slot: 10 }],
            usb: [2],
            hostScsi: [{ controller: 1, bus: 0, target: 0, unit: 4 }],
        });
    });

    it("reads what the machine boots from", () => {
        const order = "<disk><target dev='vda'/><boot order='1'/></disk>";
        expect(readDefinition(domainXml("", { boot: ["cdrom", "hd"] })).bootDevices).toEqual(["cdrom", "hd"]);
        expect(readDefinition(domainXml(order, { boot: [] })).bootDevices).toEqual([]);
    });

    it("reads MAC addresses in lower case", () => {
        const nics = "<interface type='network'><mac address='52:54:00:AA:BB:CC'/></interface><interface type='user'/>";
        expect(readDefinition(domainXml(nics)).macs).toEqual(["52:54:00:aa:bb:cc", ""]);
    });

    it("reads the backing image of a disk", () => {
        const below = (path: string, more = ""): string =>
            `<backingStore type='file'><format type='raw'/><source file='${path}'/>${more}</backingStore>`;
        const top = `<source file='/top.qcow2'/>${below("/middle.qcow2", below("/base.iso", "<backingStore/>"))}`;
        const [chained, plain] = readDefinition(domainXml(disk("hda", "ide", top) + LIVE_CDROM)).disks;
        expect(chained && mediaUnder(chained)).toEqual(["/top.qcow2", "/middle.qcow2", "/base.iso"]);
        expect(plain && mediaUnder(plain)).toEqual(["/pool/drive-000000000000.iso"]);
    });

    it("reads a domain without devices", () => {
        expect(readDefinition("<domain><name>a</name></domain>")).toMatchObject({ name: "a", uuid: "", disks: [] });
    });
});

describe("findOwnDisk", () => {
    const find = (xml: string) => findOwnDisk(readDefinition(domainXml(xml)), MARK)?.target;
    const source = "<source file='/pool/drive-000000000000.iso'/>";

    it("recognises its alias, at any target and with any medium", () => {
        expect(find(disk("sdc", "usb", `<alias name='${ALIAS}'/>`))).toBe("sdc");
    });

    it("prefers its alias to its path", () => {
        expect(find(disk("hda", "ide", source) + disk("hdb", "ide", `<alias name='${ALIAS}'/>`))).toBe("hdb");
    });

    it("recognises its path if a tool dropped the alias", () => {
        expect(find(disk("hda", "ide") + disk("hdb", "ide", `${source}<alias name='ide0-0-1'/>`))).toBe("hdb");
    });

    it("ignores empty trays and the disks of other drives", () => {
        expect(find(disk("hda", "ide"))).toBeUndefined();
        expect(find(disk("hda", "ide", `${source}<alias name='ua-config-drive-0123456789ab'/>`))).toBeUndefined();
    });

    it("recognises its volume if a tool names that instead of the path", () => {
        const mark = { ...MARK, media: [nameOfVolume({ pool: "p", name: "v.iso" })] };
        const [own, other] = ["v.iso", "w.iso"].map(
            (volume) =>
                `<disk type='volume' device='cdrom'><source pool='p' volume='${volume}'/><target dev='h${volume[0]}'/></disk>`,
        );
        expect(findOwnDisk(readDefinition(domainXml(`${other}${own}`)), mark)?.target).toBe("hv");
        expect(findOwnDisk(readDefinition(domainXml(`${other}`)), mark)).toBeUndefined();
    });

    it.each<[string, string, string | undefined]>([
        ["an empty tray there", disk("hda", "ide") + disk("hdb", "ide"), "hdb"],
        ["an empty tray elsewhere", disk("hda", "ide"), undefined],
        ["the tray of another drive", disk("hdb", "ide", "<alias name='ua-config-drive-0123456789ab'/>"), undefined],
        ["another medium", disk("hdb", "ide", "<source file='/other.iso'/>"), undefined],
        [
            "a medium of the network",
            "<disk type='network' device='cdrom'><source protocol='http' name='a'/><target dev='hdb' bus='ide'/></disk>",
            undefined,
        ],
    ])("finds a drive that never had the alias by its target, if that has an empty tray: %s", (_what, xml, target) => {
        const mark = { ...MARK, target: "hdb" };
        expect(findOwnDisk(readDefinition(domainXml(xml)), mark)?.target).toBe(target);
    });
});
