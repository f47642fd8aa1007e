import { describe, expect, it } from "vitest";
import { type ExaminedDomain, judgeDomain } from "../../../cli/doctor/domain.ts";
import { findPlaces, judgePlaces } from "../../../cli/doctor/places.ts";
import { readDefinition } from "../../../provider/domain/definition.ts";
import type { DomainState, Part } from "../../../provider/domain/read.ts";
import { AFFECT_CONFIG, AFFECT_LIVE } from "../../../provider/libvirt/flags.ts";
import type { DriveDevice } from "../../../provider/model/inputs.ts";
import { ALIAS, controller, disk, domainXml } from "../../provider/domain/machines.ts";

const Q35 = { machine: "pc-q35-7.2" };
const ARM = { arch: "aarch64", machine: "virt-7.2" };

const part = (flag: number, devices: string, machine: object): Part => ({
    definition: { ...readDefinition(domainXml(devices, machine)), isLive: flag === AFFECT_LIVE },
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
    const places = ({ live, config }: DomainState, device: DriveDevice): string => {
        const [definition] = [live, config].flatMap((each) => each?.definition ?? []);
        if (definition === undefined) throw new Error("no definition");
        return shown(findPlaces(definition, device));
    };

    it.each([
        ["pc, off", off(), "ide (hda), sata (sda), scsi (sda), usb (sda)"],
        ["pc, runs", running(), "scsi (sda), usb (sda); not ide (no hot-plug), sata (no hot-plug)"],
        ["pc, no ide port left", off(FULL_IDE), "sata (sda), scsi (sda), usb (sda); not ide (full)"],
        ["q35, off", off("", Q35), "sata (sda), scsi (sda), usb (sda); not ide (none)"],
        ["sda taken", off(disk("sda", "sata")), "ide (hda), sata (sdb), scsi (sdb), usb (sdb)"],
        ["arm, off", off("", ARM), "scsi (sda), usb (sda); not ide (none), sata (none)"],
        [
            "an installer",
            off(disk("sdb", "sata"), { ...Q35, boot: ["cdrom"] }),
            "sata (sdc), scsi (sda), usb (sda); not ide (none)",
        ],
    ])("says where a cdrom goes: %s", (_name, state, text) => {
        expect(places(state, "cdrom")).toBe(text);
    });

    it("needs a PCI port for virtio and for a new SCSI controller", () => {
        const taken = "<interface><address type='pci' bus='0x01' slot='0x00'/></interface>";
        const why = "no free pcie-root-port";
        expect(places(running(taken, Q35), "disk")).toBe(`usb (sda); not scsi (${why}), virtio (${why})`);
        expect(places(running(taken + VIRTIO_SCSI, Q35), "disk")).toBe(`scsi (sda), usb (sda); not virtio (${why})`);
        expect(places(running("", Q35), "disk")).toBe("scsi (sda), usb (sda), virtio (vda)");
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

describe("judgeDomain", () => {
    const seen = (more: Partial<ExaminedDomain> = {}): ExaminedDomain => ({
        uri: "qemu:///system",
        ref: { name: "web", uuid: new Uint8Array(16), id: -1 },
        state: off("<interface type='user'><mac address='52:54:00:AA:bb:cc'/></interface>"),
        activity: 5,
        isSaved: false,
        drives: { own: [], others: [], warnings: [] },
        machines: {},
        ...more,
    });
    const lines = (domain: ExaminedDomain) =>
        judgeDomain(domain).map(({ status, about, text }) => `${status} ${about}: ${text}`);

    const found = (devices: string, machine: object): readonly string[] =>
        lines(seen({ state: off(devices, machine) })).filter((line) => line.startsWith("fail"));

    it("tells of a drive that the machine boots instead of another cdrom", () => {
        const own = disk("sda", "sata", `<alias name='${ALIAS}'/>`);
        const installer = disk("sdb", "sata");
        expect(found(own + installer, { ...Q35, boot: ["cdrom"] })).toMatchInlineSnapshot(`
          [
            "fail boot: the config drive at sda comes before sdb, and with <boot dev> libvirt only boots from the first cdrom, so the domain doesn't boot from sdb. Set target to one after sdb, or use <boot order> in the <disk> of sdb instead of <boot dev>.",
          ]
        `);
        expect(found(own + installer, Q35)).toEqual([]);
        expect(found(installer + own.replace("sda", "sdc"), { ...Q35, boot: ["cdrom"] })).toEqual([]);
    });

    it("tells of two disks on one port", () => {
        const address = "<address type='drive' controller='0' bus='0' target='0' unit='0'/>";
        expect(found(disk("sda", "sata", address) + disk("hda", "sata", address), Q35)).toMatchInlineSnapshot(`
          [
            "fail start: sda and hda have the same port on sata, so the domain doesn't start (libvirt: Found duplicate drive address). Detach one of them, or give it an <address> of its own.",
          ]
        `);
        expect(found(disk("sda", "sata", address) + disk("sdb", "scsi", address), Q35)).toEqual([]);
    });

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
            "warn drives: a config drive from another program: /pool/a.iso at hdb. If your program attaches it itself (cloudinitId), leave it. Otherwise a ConfigDrive for this domain would be a second one: detach this one, or take it over with adopt.",
            "warn drives: a seed is there",
          ]
        `);
    });
});
