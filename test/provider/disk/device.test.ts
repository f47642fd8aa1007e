import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
    buildController,
    buildDisk,
    startupPolicyOf,
    withMedium,
    withoutMedium,
} from "../../../provider/disk/device.ts";
import { readDefinition } from "../../../provider/domain/definition.ts";
import { parseXml } from "../../../provider/libvirt/xml.ts";
import { ALIAS, domainXml, LIVE_CDROM } from "../domain/machines.ts";

const slot = { bus: "sata", target: "sda" };
const medium = { path: "/pool/new.iso", type: "file" } as const;

const readDisk = (xml: string) => {
    const [found] = readDefinition(domainXml(xml)).disks;
    if (found === undefined) throw new Error("no disk");
    return found;
};

describe("buildDisk", () => {
    it("has everything that libvirt and its other clients need", () => {
        expect(
            buildDisk({ alias: ALIAS, device: "cdrom", medium, slot, startupPolicy: "optional" }),
        ).toMatchInlineSnapshot(
            `"<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='/pool/new.iso' startupPolicy='optional'/><target dev='sda' bus='sata'/><readonly/><serial>cloudinit</serial><alias name='ua-config-drive-7062520c5a0e'/></disk>"`,
        );
    });

    it("sets the address on a controller", () => {
        const xml = buildDisk({
            alias: ALIAS,
            device: "cdrom",
            medium: { path: "/dev/vg/a", type: "block" },
            slot: { bus: "scsi", target: "sdb", address: { controller: 1, bus: 0, target: 0, unit: 8 } },
            startupPolicy: "mandatory",
        });
        expect(xml).toContain("<disk type='block' device='cdrom'>");
        expect(xml).toContain("<source dev='/dev/vg/a' startupPolicy='mandatory'/>");
        expect(readDisk(xml)).toMatchObject({
            source: "/dev/vg/a",
            address: { controller: 1, bus: 0, target: 0, unit: 8 },
        });
    });

    it.each(["/a'/><evil/><x a='", '/"', "/<&>.iso", "/ü 🙂.iso", "/a\tb\nc"])("carries the path %j", (path) => {
        const xml = buildDisk({
            alias: ALIAS,
            device: "cdrom",
            medium: { path, type: "file" },
            slot,
            startupPolicy: "optional",
        });
        expect(readDisk(xml)).toMatchObject({ source: path, target: "sda", alias: ALIAS });
    });

    it("carries any path that XML can hold", () => {
        fc.assert(
            fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (path) => {
                fc.pre(!/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(path));
                const file = { path, type: "file" } as const;
                const xml = buildDisk({ alias: ALIAS, device: "cdrom", medium: file, slot, startupPolicy: "optional" });
                expect(readDisk(xml).source).toBe(path);
                expect(readDisk(withMedium(parseXml(LIVE_CDROM), file, "optional")).source).toBe(path);
            }),
        );
    });
});

describe("buildController", () => {
    it("marks the controller as one created for a drive", () => {
        expect(buildController({ type: "ide", index: 0 })).toMatchInlineSnapshot(
            `"<controller type='ide' index='0'><alias name='ua-config-drive-ide-0'/></controller>"`,
        );
        expect(buildController({ type: "scsi", index: 2 })).toMatchInlineSnapshot(
            `"<controller type='scsi' index='2' model='virtio-scsi'><alias name='ua-config-drive-scsi-2'/></controller>"`,
        );
        expect(buildController({ type: "pci", index: 4, chassis: 5 })).toMatchInlineSnapshot(
            `"<controller type='pci' index='4' model='pcie-root-port'><model name='pcie-root-port'/><target chassis='5' port='4'/><alias name='ua-config-drive-pci-4'/></controller>"`,
        );
    });
});

describe("withMedium", () => {
    it("sends the whole element again with another source, without the old one's backing store", () => {
        expect(withMedium(parseXml(LIVE_CDROM), medium, "requisite")).toMatchInlineSnapshot(`
          "<disk type="file" device="cdrom">
                <driver name="qemu" type="raw"/>
                <source file="/pool/new.iso" startupPolicy="requisite"/>
                
                <target dev="sda" bus="scsi"/>
                <readonly/>
                <serial>cloudinit</serial>
                <alias name="ua-config-drive-7062520c5a0e"/>
                <address type="drive" controller="0" bus="0" target="0" unit="0"/>
              </disk>"
        `);
    });

    it("inserts a medium into an empty tray", () => {
        const tray = "<disk type='file' device='cdrom'><driver name='qemu'/><target dev='hda' bus='ide'/></disk>";
        expect(withMedium(parseXml(tray), medium, "optional")).toMatchInlineSnapshot(
            `"<disk type="file" device="cdrom"><driver name="qemu"/><source file="/pool/new.iso" startupPolicy="optional"/><target dev="hda" bus="ide"/></disk>"`,
        );
    });

    it("replaces a file with a block device", () => {
        const xml = withMedium(parseXml(LIVE_CDROM), { path: "/dev/vg/a", type: "block" }, "optional");
        expect(xml).toContain('<disk type="block" device="cdrom">');
        expect(xml).toContain('<source dev="/dev/vg/a" startupPolicy="optional"/>');
    });

    it("doesn't change its argument", () => {
        const element = parseXml(LIVE_CDROM);
        withMedium(element, medium, "optional");
        withoutMedium(element);
        expect(readDisk(LIVE_CDROM).source).toBe("/pool/drive-000000000000.iso");
        expect(startupPolicyOf(element)).toBe("optional");
    });
});

describe("withoutMedium", () => {
    it("keeps the tray", () => {
        expect(withoutMedium(parseXml(LIVE_CDROM))).toMatchInlineSnapshot(`
          "<disk type="file" device="cdrom">
                <driver name="qemu" type="raw"/>
                
                
                <target dev="sda" bus="scsi"/>
                <readonly/>
                <serial>cloudinit</serial>
                <alias name="ua-config-drive-7062520c5a0e"/>
                <address type="drive" controller="0" bus="0" target="0" unit="0"/>
              </disk>"
        `);
    });
});

describe("startupPolicyOf", () => {
    it.each([
        ["<disk><source file='/a' startupPolicy='requisite'/></disk>", "requisite"],
        ["<disk><source file='/a'/></disk>", "mandatory"],
        ["<disk/>", "mandatory"],
    ])("of %s is %s", (xml, policy) => {
        expect(startupPolicyOf(parseXml(xml))).toBe(policy);
    });
});
