import { describe, expect, it } from "vitest";
import { type ExaminedDomain, judgeDomain } from "../../../cli/doctor/domain.ts";
import { findNoRoom } from "../../../cli/doctor/pci.ts";
import { findPlaces, judgePlaces } from "../../../cli/doctor/places.ts";
import { readDefinition } from "../../../provider/domain/definition.ts";
import type { DomainState, Part } from "../../../provider/domain/read.ts";
import { AFFECT_CONFIG, AFFECT_LIVE } from "../../../provider/libvirt/flags.ts";
import { controller, disk, domainXml } from "../../provider/domain/machines.ts";

const Q35 = { machine: "pc-q35-7.2" };
const ARM = { arch: "aarch64", machine: "virt-7.2" };

const part = (flag: number, devices: string, machine: object): Part => ({
    definition: readDefinition(domainXml(devices, machine)),
    flag,
});
const off = (devices = "", machine = {}): DomainState => ({ config: part(AFFECT_CONFIG, devices, machine) });
const running = (devices = "", machine = {}): DomainState => ({
    live: part(AFFECT_LIVE, devices, machine),
    ...off(devices, machine),
});

const FULL_IDE = ["hda", "hdb", "hdc", "hdd"].map((target) => disk(target, "ide")).join("");
const VIRTIO_SCSI = controller(0, "virtio-scsi");

const shown = (places: ReturnType<typeof findPlaces>): string => judgePlaces("it", places).text;

describe("findPlaces", () => {
    it.each([
        ["pc, off", off(), "ide (hda), sata (sda), scsi (sda), usb (sda)"],
        ["pc, runs", running(), "scsi (sda), usb (sda); not ide (no hot-plug), sata (no hot-plug)"],
        ["pc, no ide port left", off(FULL_IDE), "sata (sda), scsi (sda), usb (sda); not ide (full)"],
        ["q35, off", off("", Q35), "sata (sda), scsi (sda), usb (sda); not ide (this machine type has none)"],
        ["sda taken", off(disk("sda", "sata")), "ide (hda), sata (sdb), scsi (sdb), usb (sdb)"],
        ["arm, off", off("", ARM), "sata (sda), scsi (sda), usb (sda); not ide (this machine type has none)"],
    ])("says where a cdrom goes: %s", (_name, state, text) => {
        expect(shown(findPlaces(state, "cdrom"))).toBe(text);
    });

    it("needs a PCI port for virtio and for a new SCSI controller", () => {
        const why = "no free pcie-root-port";
        expect(shown(findPlaces(running("", Q35), "disk", why))).toBe(`usb (sda); not scsi (${why}), virtio (${why})`);
        expect(shown(findPlaces(running(VIRTIO_SCSI, Q35), "disk", why))).toBe(
            `scsi (sda), usb (sda); not virtio (${why})`,
        );
        expect(shown(findPlaces(running("", Q35), "disk"))).toBe("scsi (sda), usb (sda), virtio (vda)");
    });
});

describe("judgePlaces", () => {
    it("warns where there is none", () => {
        expect(judgePlaces("cdrom now", [{ bus: "ide", why: "full" }])).toEqual({
            status: "warn",
            about: "cdrom now",
            text: "no free place: ide (full). Detach a disk, or shut the domain down first.",
        });
    });
});

describe("findNoRoom", () => {
    const port = (index: number) => `<controller type='pci' index='${index}' model='pcie-root-port'/>`;
    const nic = (bus: string) =>
        `<interface><address type='pci' domain='0x0000' bus='${bus}' slot='0x00'/></interface>`;
    const express = "<controller type='pci' index='0' model='pcie-root'/>";
    const withAcpi = (xml: string): string => xml.replace("<devices>", "<features><acpi/></features><devices>");

    it("counts the ports of PCI Express that nothing is in", () => {
        expect(findNoRoom(domainXml(express + port(1) + port(10) + nic("0x01")))).toBeUndefined();
        expect(findNoRoom(domainXml(express + port(1) + port(10) + nic("0x01") + nic("0x0a")))).toBe(
            "no free pcie-root-port",
        );
        expect(findNoRoom(domainXml(express))).toBe("no free pcie-root-port");
    });

    it("needs ACPI with conventional PCI", () => {
        expect(findNoRoom(domainXml(""))).toBe("no ACPI");
        expect(findNoRoom(withAcpi(domainXml("")))).toBeUndefined();
    });
});

describe("judgeDomain", () => {
    const seen = (more: Partial<ExaminedDomain> = {}): ExaminedDomain => ({
        uri: "qemu:///system",
        ref: { name: "web", uuid: new Uint8Array(16), id: -1 },
        state: off("<interface type='user'><mac address='52:54:00:AA:bb:cc'/></interface>"),
        activity: 5,
        isSaved: false,
        noRoom: undefined,
        drives: { own: [], others: [], warnings: [] },
        ...more,
    });
    const lines = (domain: ExaminedDomain) =>
        judgeDomain(domain).map(({ status, about, text }) => `${status} ${about}: ${text}`);

    it("tells all of a domain that is fine", () => {
        expect(lines(seen())).toMatchInlineSnapshot(`
          [
            "ok domain: web, 83679162-1378-4288-a2d4-70e13ec132aa: shut off, persistent, pc-i440fx-7.2 on x86_64",
            "ok nics: 52:54:00:aa:bb:cc",
            "ok drives: no config drive and no other seed",
            "ok cdrom at start: ide (hda), sata (sda), scsi (sda), usb (sda)",
            "ok disk at start: scsi (sda), usb (sda), virtio (vda)",
          ]
        `);
    });

    it("warns of a transient domain, a paused one, a saved one, and one without NICs", () => {
        const { live } = running();
        if (live === undefined) throw new Error("it runs");
        expect(lines(seen({ state: { live }, activity: 1 }))[0]).toMatch(/^warn domain: .* running, transient, /);
        expect(lines(seen({ state: running(), activity: 3 }))[0]).toMatch(/^warn domain: .* paused, persistent, /);
        expect(lines(seen({ isSaved: true }))[1]).toMatch(
            /^warn saved state: .*: virsh -c qemu:\/\/\/system managedsave-remove web$/,
        );
        const ref = { ...seen().ref, name: "my web" };
        expect(lines(seen({ isSaved: true, ref }))[1]).toContain("virsh -c qemu:///system managedsave-remove 'my web'");
        expect(lines(seen({ state: off() }))).toContain("warn nics: none: no NIC for network data to configure");
    });

    it("tells of drives: its own, of others, and of seeds", () => {
        const [own] = readDefinition(domainXml(disk("hdb", "ide", "<source file='/pool/a.iso'/>"))).disks;
        if (own === undefined) throw new Error("there is a disk");
        const found = lines(seen({ drives: { own: [own], others: [own], warnings: ["a seed is there"] } }));
        expect(found.filter((line) => line.includes(" drives: "))).toMatchInlineSnapshot(`
          [
            "ok drives: one from this package: /pool/a.iso at hdb",
            "warn drives: a config drive from another program: /pool/a.iso at hdb. The resource rejects a second one: detach it, or take it over with adopt.",
            "warn drives: a seed is there",
          ]
        `);
    });
});
