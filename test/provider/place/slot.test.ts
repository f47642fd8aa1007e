import { describe, expect, it } from "vitest";
import { readDefinition } from "../../../provider/domain/definition.ts";
import { usualBus } from "../../../provider/place/machine.ts";
import { chooseSlot, type SlotWishes } from "../../../provider/place/slot.ts";
import { controller, disk, domainXml, port } from "../domain/machines.ts";

type Machine = Parameters<typeof domainXml>[1];

const domain = (devices = "", machine?: Machine) => readDefinition(domainXml(devices, machine).replace(" id='3'", ""));
const live = (devices = "", machine?: Machine) => readDefinition(domainXml(devices, machine));

const Q35 = { machine: "pc-q35-7.2" };
const wish = (bus: SlotWishes["bus"], more: Partial<SlotWishes> = {}): SlotWishes => ({
    device: bus === "virtio" ? "disk" : "cdrom",
    bus,
    claimed: [],
    ...more,
});

/** An address in one line: controller, bus and unit. */
const at = (address: string): string => {
    const [controllerIndex, bus, unit] = address.split(":");
    return `<address type='drive' controller='${controllerIndex}' bus='${bus}' target='0' unit='${unit}'/>`;
};

const chosen = (definitions: Parameters<typeof chooseSlot>[0], wishes: SlotWishes): string => {
    const slot = chooseSlot(definitions, wishes);
    if ("why" in slot) return slot.why;
    const { target, address, added } = slot;
    const place = address ? ` ${address.controller}:${address.bus}:${address.unit}` : "";
    return `${target}${place}${added.map(({ type, index }) => ` +${type}${index}`).join("")}`;
};

describe("usualBus", () => {
    it.each([
        ["x86_64", "pc-i440fx-7.2", "ide"],
        ["x86_64", "pc", "ide"],
        ["i686", "pc-i440fx-7.2", "ide"],
        ["x86_64", "pc-q35-7.2", "sata"],
        ["x86_64", "q35", "sata"],
        ["aarch64", "virt-7.2", "scsi"],
        ["riscv64", "virt", "scsi"],
        ["ppc64le", "pseries-7.2", "scsi"],
        ["s390x", "s390-ccw-virtio-7.2", "scsi"],
    ])("of %s %s is %s while it is off, scsi while it runs; virtio for a disk", (arch, machine, bus) => {
        expect(usualBus(domain("", { arch, machine }), "cdrom")).toBe(bus);
        expect(usualBus(live("", { arch, machine }), "cdrom")).toBe("scsi");
        expect(usualBus(domain("", { arch, machine }), "disk")).toBe("virtio");
    });
});

describe("chooseSlot", () => {
    const SIX = ["sda", "sdb", "sdc", "sdd", "sde", "sdf"];
    const IDE = "<controller type='ide' index='0'/>";

    it.each<[string, SlotWishes["bus"], string, Machine, string]>([
        ["the first port", "ide", IDE, {}, "hda 0:0:0"],
        ["the port of its target", "ide", IDE + disk("hda", "ide") + disk("hdc", "ide"), {}, "hdb 0:0:1"],
        ["no port that another target has", "sata", disk("hda", "sata"), Q35, "sdb 0:0:1"],
        ["no port with an explicit address", "sata", disk("sda", "sata", at("0:0:1")), Q35, "sdc 0:0:2"],
        ["ports, not names", "sata", SIX.map((target) => disk(target, "scsi")).join(""), Q35, "sdg 0:0:0"],
        ["ports, not names, on ide", "ide", IDE + disk("hda", "ide", at("0:1:1")), {}, "hdb 0:0:1"],
        [
            "a second controller",
            "sata",
            `<controller type='sata' index='1'/>${SIX.map((each) => disk(each, "sata")).join("")}`,
            Q35,
            "sdg 1:0:0",
        ],
        ["an IDE controller to add", "ide", "", {}, "hda 0:0:0 +ide0"],
        ["a SATA controller to add", "sata", "", {}, "sda 0:0:0 +sata0"],
        ["a SCSI controller to add", "scsi", "", {}, "sda 0:0:0 +scsi0"],
        ["one after others", "scsi", controller(0, "lsilogic"), {}, "sdp 1:0:0 +scsi1"],
        [
            "a unit beside others",
            "scsi",
            controller(0, "virtio-scsi") + disk("sda", "scsi", at("0:0:1")),
            {},
            "sdc 0:0:2",
        ],
        [
            "a unit, never the controller's",
            "scsi",
            controller(0, "virtio-scsi") +
                [0, 1, 2, 3, 4, 5, 6].map((unit) => disk(`vd${"abcdefg"[unit]}`, "scsi", at(`0:0:${unit}`))).join(""),
            {},
            "sdh 0:0:8",
        ],
        ["a free PCI Express port", "virtio", "", Q35, "vda"],
        [
            "a PCI Express port to add",
            "virtio",
            "",
            { ...Q35, controllers: "<controller type='pci' index='0' model='pcie-root'/>" },
            "vda +pci1",
        ],
        [
            "both to add",
            "scsi",
            "",
            { ...Q35, controllers: "<controller type='pci' index='0' model='pcie-root'/>" },
            "sda 0:0:0 +pci1 +scsi0",
        ],
        ["a USB port", "usb", disk("sda", "scsi"), {}, "sdb"],
    ])("finds %s on %s", (_, bus, devices, machine, slot) => {
        expect(chosen([domain(devices, machine)], wish(bus))).toBe(slot);
    });

    it("finds a slot that is free in both definitions", () => {
        const both = [domain(controller(0, "virtio-scsi") + disk("sda", "scsi")), domain(disk("sdb", "scsi"))] as const;
        expect(chosen([...both], wish("scsi"))).toBe("sdc 0:0:2");
    });

    it("finds the slot of the other definition if it is free", () => {
        const near = { bus: "sata", target: "sdx", address: { controller: 0, bus: 0, target: 0, unit: 4 } };
        expect(chosen([domain("", Q35)], wish("sata", { near }))).toBe("sdx 0:0:4");
        expect(chosen([domain(disk("sda", "sata", at("0:0:4")), Q35)], wish("sata", { near }))).toBe("sdb 0:0:1");
    });

    it("accepts the declared target, on another port if its own is taken", () => {
        const taken = domain(disk("hda", "sata"), Q35);
        expect(chosen([domain("", Q35)], wish("sata", { target: "sdc" }))).toBe("sdc 0:0:2");
        expect(chosen([taken], wish("sata", { target: "sda" }))).toBe("sda 0:0:5");
        expect(chosen([taken], wish("sata", { target: "hda" }))).toBe(
            "target hda is already used by another disk. Omit target, or set a free one.",
        );
    });

    it("prefers a port that no other target would get", () => {
        const taken = domain(disk("vda", "virtio") + disk("hda", "sata") + disk("sdc", "scsi"), Q35);
        expect(chosen([taken], wish("sata", { target: "sdg" }))).toBe("sdg 0:0:2");
    });

    it("leaves claimed targets alone", () => {
        expect(chosen([domain("", Q35)], wish("sata", { claimed: ["sda"] }))).toBe("sdb 0:0:1");
    });

    it("numbers a port by what is free", () => {
        const root = "<controller type='pci' index='0' model='pcie-root'/>";
        const last = `<controller type='pci' index='1' model='pcie-root-port'><target chassis='255'/><address type='pci' bus='0' slot='2'/></controller>`;
        const nic = "<interface><address type='pci' bus='0x01' slot='0x00'/></interface>";
        const slot = chooseSlot([domain(nic, { ...Q35, controllers: root + last })], wish("virtio"));
        expect(slot).toMatchObject({
            pci: { bus: 2, slot: 0 },
            added: [{ type: "pci", index: 2, chassis: 2, address: { bus: 0, slot: 3 } }],
        });
    });

    const full = (what: string): string => `it has ${what} for the drive.`;

    it.each<[SlotWishes["bus"], string, Machine, string]>([
        [
            "ide",
            IDE + ["hda", "hdb", "hdc", "hdd"].map((target) => disk(target, "ide")).join(""),
            {},
            'bus ide is full. Set bus to "scsi", or detach',
        ],
        [
            "sata",
            SIX.map((target) => disk(target, "sata")).join(""),
            Q35,
            'bus sata is full. Set bus to "scsi", or detach',
        ],
        ["ide", "", Q35, 'its machine type, pc-q35-7.2, has no ide bus. Omit bus, or set it to "scsi".'],
        ["ide", "", { arch: "aarch64", machine: "virt-7.2" }, "its machine type, virt-7.2, has no ide bus."],
        ["sata", "", { arch: "aarch64", machine: "virt-7.2" }, "it has no sata controller."],
        ["usb", "", { controllers: "<controller type='usb' index='0' model='none'/>" }, "it has no USB controller."],
        ["virtio", "", { machine: "isapc", controllers: "" }, "it has no PCI bus for the drive."],
        ["ide", "", { machine: "microvm", controllers: "" }, "its machine type, microvm, has no ide bus."],
        [
            "usb",
            "<input type='tablet' bus='usb'><address type='usb' bus='0' port='1'/></input>".repeat(2),
            { controllers: "<controller type='usb' index='0' model='piix3-uhci'/>" },
            "it has no free USB port.",
        ],
        [
            "virtio",
            Array.from(
                { length: 28 },
                (_, slot) => `<interface><address type='pci' bus='0x00' slot='${slot + 3}'/></interface>`,
            ).join(""),
            {},
            full("no free PCI slot"),
        ],
    ])("refuses %s if there is no room", (bus, devices, machine, why) => {
        expect(chosen([domain(devices, machine)], wish(bus))).toContain(why);
    });

    it("adds no ports and no conventional PCI devices to a running machine that can't take them", () => {
        const nic = "<interface><address type='pci' bus='0x01' slot='0x00'/></interface>";
        expect(chosen([live(nic, Q35)], wish("virtio"))).toContain(full("no free pcie-root-port"));
        expect(chosen([live(nic + port(10), Q35)], wish("virtio"))).toBe("vda");
        const noAcpi = readDefinition(domainXml("").replace("<acpi/>", ""));
        expect(chosen([noAcpi], wish("scsi"))).toContain(full("no ACPI for hot-plug"));
    });

    it.each([
        ["mips64el", "malta"],
        ["sparc64", "sun4u"],
        ["ppc", "g3beige"],
    ])("accepts ide if another architecture's machine has it: %s %s", (arch, machine) => {
        expect(chosen([domain(IDE, { arch, machine })], wish("ide"))).toBe("hda 0:0:0");
    });

    it.each<[string, SlotWishes["bus"], string, Machine, string]>([
        ["after the installer on hdc", "ide", IDE + disk("hdc", "ide"), { boot: ["cdrom", "hd"] }, "hdd 0:1:1"],
        ["after the installer on hdd", "ide", IDE + disk("hdd", "ide"), { boot: ["cdrom"] }, "hde 0:1:0"],
        ["after the installer on sdb", "sata", disk("sdb", "sata"), { ...Q35, boot: ["cdrom"] }, "sdc 0:0:2"],
        ["anywhere without boot from cdroms", "sata", disk("sdb", "sata"), { ...Q35, boot: ["hd"] }, "sda 0:0:0"],
        ["anywhere with a boot order of devices", "sata", disk("sdb", "sata"), { ...Q35, boot: [] }, "sda 0:0:0"],
        ["after the root disk on vdb", "virtio", disk("vdb", "virtio"), {}, "vdc"],
        ["after the root disk on another bus", "virtio", disk("sda", "scsi"), {}, "vda"],
    ])("goes %s", (_, bus, devices, machine, slot) => {
        expect(chosen([domain(devices, machine)], wish(bus))).toBe(slot);
    });

    it("is refused where every place comes before the device that boots", () => {
        const installer = disk("sdb", "scsi") + disk("sda", "sata");
        expect(chooseSlot([domain(installer, { ...Q35, boot: ["cdrom"] })], wish("scsi"))).toMatchInlineSnapshot(`
          {
            "code": "boot-order",
            "short": "would come before sda, which boots",
            "why": "on bus scsi the drive would come before sda, and the machine would no longer boot from that cdrom, because libvirt only boots from the first one. Set another bus, or use <boot order> in the <disk> of sda instead of <boot dev> in <os>.",
          }
        `);
        const declared = wish("sata", { target: "sda" });
        expect(chooseSlot([domain(disk("sdb", "sata"), { ...Q35, boot: ["cdrom"] })], declared)).toMatchInlineSnapshot(`
          {
            "code": "boot-order",
            "short": "would come before sdb, which boots",
            "why": "at sda the drive would come before sdb, and the machine would no longer boot from that cdrom, because libvirt only boots from the first one. Omit target, or set one after sdb.",
          }
        `);
    });
});
