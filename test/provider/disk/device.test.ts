import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
    buildController,
    buildDisk,
    cacheOf,
    isDirect,
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

describe("the cache mode of a drive", () => {
    const base = { alias: ALIAS, device: "cdrom", medium, slot, startupPolicy: "optional" } as const;
    const driverOf = (xml: string): string => /<driver [^>]*>/.exec(xml)?.[0] ?? "";

    it.each([
        ["none", "<driver name='qemu' type='raw' cache='none'/>"],
        ["unsafe", "<driver name='qemu' type='raw' cache='unsafe'/>"],
        ["default", "<driver name='qemu' type='raw'/>"],
    ] as const)("is in a new drive: %s", (cache, driver) => {
        const xml = buildDisk({ ...base, cache });
        expect(driverOf(xml)).toBe(driver);
        expect(cacheOf(parseXml(xml))).toBe(cache);
    });

    it.each([
        ["", "none", '<driver name="qemu" type="raw" cache="none"/>'],
        ["cache='none'", undefined, '<driver name="qemu" type="raw" cache="none"/>'],
        ["cache='none'", "default", '<driver name="qemu" type="raw"/>'],
        ["cache='none' io='native'", "directsync", '<driver name="qemu" io="native" type="raw" cache="directsync"/>'],
        ["cache='none' io='native'", "writeback", '<driver name="qemu" type="raw" cache="writeback"/>'],
        ["cache='none' io='threads'", "default", '<driver name="qemu" io="threads" type="raw"/>'],
    ])("changes with the medium: %s to %s", (attributes, cache, driver) => {
        const old = parseXml(LIVE_CDROM.replace("type='raw'", attributes));
        expect(driverOf(withMedium(old, medium, "optional", cache))).toBe(driver);
    });

    it.each([
        ["none", true],
        ["directsync", true],
        ["default", false],
        ["writeback", false],
        ["writethrough", false],
        ["unsafe", false],
    ])("bypasses the page cache: %s, %s", (cache, direct) => {
        expect(isDirect(cache)).toBe(direct);
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
        expect(
            buildController({ type: "pci", index: 4, chassis: 5, address: { bus: 0, slot: 3 } }),
        ).toMatchInlineSnapshot(
            `"<controller type='pci' index='4' model='pcie-root-port'><model name='pcie-root-port'/><target chassis='5' port='24'/><alias name='ua-config-drive-pci-4'/><address type='pci' domain='0' bus='0' slot='3' function='0'/></controller>"`,
        );
    });
});

describe("withMedium", () => {
    it("sends the whole element again with another source, without the old one's backing store", () => {
        expect(withMedium(parseXml(LIVE_CDROM), medium, "requisite")).toMatchInlineSnapshot(`
          "<disk type="file" device="cdrom"><driver name="qemu" type="raw"/><source file="/pool/new.iso" startupPolicy="requisite"/>
                
                
                
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
            `"<disk type="file" device="cdrom"><driver name="qemu" type="raw"/><source file="/pool/new.iso" startupPolicy="optional"/><target dev="hda" bus="ide"/></disk>"`,
        );
    });

    it("replaces a file with a block device", () => {
        const xml = withMedium(parseXml(LIVE_CDROM), { path: "/dev/vg/a", type: "block" }, "optional");
        expect(xml).toContain('<disk type="block" device="cdrom">');
        expect(xml).toContain('<source dev="/dev/vg/a" startupPolicy="optional"/>');
    });

    it("replaces everything that describes the old medium, and keeps what was set for the device", () => {
        const overlay = `<disk type='network' device='disk' snapshot='no'><driver name='qemu' type='qcow2' cache='none' io='threads' iothread='1' discard='unmap' detect_zeroes='unmap' queues='2' copy_on_read='on' discard_no_unref='on'><metadata_cache><max_size unit='bytes'>65536</max_size></metadata_cache></driver><auth username='u'><secret type='ceph' usage='s'/></auth><source protocol='rbd' name='p/i' index='4'><host name='h'/><snapshot name='s'/><slices><slice type='storage' offset='0' size='512'/></slices><encryption format='luks'><secret type='passphrase' usage='k'/></encryption><reservations managed='yes'/><cookies><cookie name='a'>b</cookie></cookies><seclabel model='dac' relabel='no'/><seclabel model='selinux' labelskip='yes'/></source><backingStore type='file' index='2'><format type='raw'/><source file='/pool/old.img'/><backingStore/></backingStore><mirror type='file' job='copy'><format type='raw'/><source file='/copy'/></mirror><target dev='vda' bus='virtio'/><iotune><read_iops_sec>9</read_iops_sec></iotune><readonly/><serial>cloudinit</serial><encryption format='qcow'/><boot order='2'/><alias name='${ALIAS}'/></disk>`;
        expect(withMedium(parseXml(overlay), medium, "optional")).toMatchInlineSnapshot(
            `"<disk type="file" device="disk" snapshot="no"><driver name="qemu" type="raw" io="threads" iothread="1" discard="unmap" detect_zeroes="unmap" queues="2" cache="none"/><source file="/pool/new.iso" startupPolicy="optional"><seclabel model="dac" relabel="no"/></source><target dev="vda" bus="virtio"/><iotune><read_iops_sec>9</read_iops_sec></iotune><readonly/><serial>cloudinit</serial><boot order="2"/><alias name="ua-config-drive-7062520c5a0e"/></disk>"`,
        );
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
