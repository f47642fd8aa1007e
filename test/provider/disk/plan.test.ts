import { describe, expect, it } from "vitest";
import { contentLive, holds, planDrive, requireAtOnce, type WantedDrive } from "../../../provider/disk/plan.ts";
import { readDefinition } from "../../../provider/domain/definition.ts";
import type { DomainState } from "../../../provider/domain/read.ts";
import { ALIAS, controller, disk, domainXml, LIVE_CDROM, MARK } from "../domain/machines.ts";

const part = (devices: string, flag: number, boot?: string[]) => {
    const xml = domainXml(devices, boot && { boot });
    return { definition: readDefinition(flag === 1 ? xml : xml.replace(" id='3'", "")), flag };
};
const running = (live: string, config?: string, boot?: string[]): DomainState => ({
    live: part(live, 1, boot),
    ...(config !== undefined && { config: part(config, 2, boot) }),
});
const off = (config: string): DomainState => ({ config: part(config, 2) });

const wanted = (more: Partial<WantedDrive> = {}): WantedDrive => ({
    mark: MARK,
    medium: { path: "/pool/new.iso", type: "file" },
    device: "cdrom",
    bus: "auto",
    startupPolicy: "optional",
    cache: "default",
    onChange: "swap",
    ...more,
});

const VIRTIO = controller(0, "virtio-scsi");
const OWN_IDE = disk("hdc", "ide", `<alias name='${ALIAS}'/>`);

/** Slots in one line each: live, then persistent. */
const shown = (state: DomainState, more: Partial<WantedDrive> = {}): readonly string[] => {
    const { live, config } = planDrive(state, wanted(more));
    return [state.live && live, config].flatMap((slot, index) => {
        if (slot === undefined) return index === 0 && state.live ? ["waits"] : [];
        const { bus, target, address, added } = slot;
        const place = address ? ` ${address.controller}:${address.bus}:${address.unit}` : "";
        return [`${bus} ${target}${place}${added.map(({ type, index: at }) => ` +${type}${at}`).join("")}`];
    });
};

describe("planDrive", () => {
    const own = (target: string): string => disk(target, "sata", `<alias name='${ALIAS}'/>`);
    const SATA = "<controller type='sata' index='0'/>";

    it.each<[string, DomainState, Partial<WantedDrive>, readonly string[]]>([
        ["a new drive in a domain that is off", off(""), {}, ["ide hda 0:0:0 +ide0"]],
        ["a new drive in a domain that runs", running("", ""), {}, ["scsi sda 0:0:0 +scsi0", "scsi sda 0:0:0 +scsi0"]],
        [
            "a new drive beside others on a controller",
            running(VIRTIO + LIVE_CDROM.replace(ALIAS, "scsi0-0-0-0"), VIRTIO),
            { mark: { ...MARK, media: [] } },
            ["scsi sdb 0:0:1", "scsi sdb 0:0:1"],
        ],
        [
            "a drive that is there",
            running(VIRTIO + LIVE_CDROM, VIRTIO + LIVE_CDROM),
            {},
            ["scsi sda 0:0:0", "scsi sda 0:0:0"],
        ],
        [
            "a drive that only the persistent definition has",
            running(VIRTIO, VIRTIO + LIVE_CDROM),
            {},
            ["scsi sda 0:0:0", "scsi sda 0:0:0"],
        ],
        [
            "a drive that only the persistent definition has, on ide",
            running("", OWN_IDE),
            {},
            ["scsi sda 0:0:0 +scsi0", "ide hdc"],
        ],
        ["the same where the program declares ide", running("", OWN_IDE), { bus: "ide" }, ["waits", "ide hdc"]],
        ["a drive on ide", off(OWN_IDE), {}, ["ide hdc"]],
        [
            "a drive on ide that is to move to scsi: at the next start",
            running(OWN_IDE, OWN_IDE),
            { bus: "scsi" },
            ["ide hdc", "scsi sda 0:0:0 +scsi0"],
        ],
        [
            "a drive on scsi that is to move to sata: at the next start",
            running(VIRTIO + LIVE_CDROM, VIRTIO + LIVE_CDROM),
            { bus: "sata" },
            ["scsi sda 0:0:0", "sata sda 0:0:0 +sata0"],
        ],
        [
            "a cdrom on ide that is to become a disk: at the next start",
            running(OWN_IDE, OWN_IDE),
            { device: "disk" },
            ["waits", "virtio vda"],
        ],
        [
            "a drive that is to move to another target of its bus",
            off(OWN_IDE),
            { target: "hda" },
            ["ide hda 0:0:0 +ide0"],
        ],
        ["a disk in a domain that is off", off(disk("vda", "virtio")), { device: "disk" }, ["virtio vdb"]],
        [
            "a disk in a domain that runs",
            running("", disk("vda", "virtio")),
            { device: "disk" },
            ["virtio vdb", "virtio vdb"],
        ],
        [
            "a cdrom that is to become a disk of its own bus",
            running(VIRTIO + LIVE_CDROM, VIRTIO + LIVE_CDROM),
            { device: "disk", bus: "scsi" },
            ["scsi sda 0:0:0", "scsi sda 0:0:0"],
        ],
        ["a drive that may take its own target on another bus", off(VIRTIO + LIVE_CDROM), { bus: "usb" }, ["usb sda"]],
        ["a drive in one place", running(own("sda"), own("sda")), {}, ["sata sda", "sata sda"]],
        ["a drive in two places", running(own("sda"), disk("sda", "sata") + own("sdb")), {}, ["sata sda", "sata sdb"]],
        ["a drive that the next start lacks", running(own("sda"), SATA), {}, ["sata sda", "sata sda 0:0:0"]],
        [
            "one whose place is taken there",
            running(own("sda"), SATA + disk("sda", "sata")),
            {},
            ["sata sda", "sata sdb 0:0:1"],
        ],
        ["a target that one of them has", running(own("sda"), own("sdb")), { target: "sdb" }, ["sata sda", "sata sdb"]],
        [
            "a bus that would come before the device that boots, for the next start only",
            running(`${disk("sda", "scsi")}${VIRTIO}`, `${disk("sda", "scsi")}${VIRTIO}${disk("hda", "ide")}`, [
                "cdrom",
            ]),
            {},
            ["scsi sdb 0:0:1", "ide hdb 0:0:1 +ide0"],
        ],
    ])("finds the place of %s", (_, state, more, plan) => {
        expect(shown(state, more)).toEqual(plan);
    });

    it("refuses targets in use", () => {
        expect(() => planDrive(off(disk("hdb", "ide")), wanted({ target: "hdb" }))).toThrow(
            "target hdb is already used",
        );
    });
});

describe("requireAtOnce", () => {
    const required =
        (state: DomainState, more: Partial<WantedDrive> = {}) =>
        () =>
            requireAtOnce(state, planDrive(state, wanted(more)), wanted(more));

    it.each<[string, DomainState, Partial<WantedDrive>, string]>([
        ["a new drive on a fixed port", running("", ""), { bus: "sata" }, "it is running, and sata doesn't support"],
        [
            "a cdrom on ide as a disk",
            running(OWN_IDE, OWN_IDE),
            { device: "disk" },
            "its cdrom hdc on ide can't become a disk",
        ],
        ["a move from a fixed port without a next start", running(OWN_IDE), { bus: "scsi" }, "the domain is transient"],
        ["a move to one", running(VIRTIO + LIVE_CDROM), { bus: "sata" }, "can't move from sda on scsi while it runs"],
    ])("refuses in a running machine %s", (_, state, more, words) => {
        expect(required(state, more)).toThrow(words);
    });

    it.each<[string, DomainState, Partial<WantedDrive>]>([
        ["a drive that the next start has", running("", OWN_IDE), { bus: "ide" }],
        ["a move from a fixed port at the next start", running(OWN_IDE, OWN_IDE), { bus: "scsi" }],
        ["a move to one", running(VIRTIO + LIVE_CDROM, VIRTIO + LIVE_CDROM), { bus: "sata" }],
        ["a new drive on scsi", running("", ""), {}],
        ["anything in a domain that is off", off(""), { bus: "sata" }],
    ])("accepts %s", (_, state, more) => {
        expect(required(state, more)).not.toThrow();
    });
});

describe("planDrive of a domain in which drives claim targets", () => {
    const claim = (alias: string, target: string): string =>
        `<c:claim xmlns:c='urn:pulumi-config-drive:targets:${alias}' target='${target}'/>`;
    const claimed = (...claims: readonly string[]): DomainState => {
        const xml = domainXml(VIRTIO).replace("<devices>", `<metadata>${claims.join("")}</metadata><devices>`);
        return { live: { definition: readDefinition(xml), flag: 1 } };
    };

    it.each([
        ["leaves others' alone", claimed(claim("ua-config-drive-a", "sda"), claim("ua-config-drive-b", "sdb")), "sdc"],
        ["takes the one that it claims itself", claimed(claim(ALIAS, "sda")), "sda"],
        ["knows a claim by its namespace", claimed("<o:claim xmlns:o='urn:other' target='sda'/>"), "sda"],
    ])("%s", (_, domain, target) => {
        expect(planDrive(domain, wanted()).live).toMatchObject({ bus: "scsi", target });
    });
});

describe("holds", () => {
    const [own] = readDefinition(domainXml(LIVE_CDROM)).disks;
    const medium = { path: "/pool/drive-000000000000.iso", type: "file" } as const;

    it("rejects a medium that QEMU would open as another format", () => {
        const [overlaid] = readDefinition(domainXml(LIVE_CDROM.replace("'raw'", "'qcow2'"))).disks;
        expect(overlaid && holds(overlaid, wanted({ medium }))).toBe(false);
    });

    it.each([
        [{ medium }, true],
        [{}, false],
        [{ medium, startupPolicy: "mandatory" as const }, false],
        [{ medium, cache: "none" as const }, false],
    ])("compares medium, startup policy and cache: %j", (more, result) => {
        if (own === undefined) throw new Error("no disk");
        expect(holds(own, wanted(more))).toBe(result);
    });
});

describe("contentLive", () => {
    it.each([
        ["ide", "writeback"],
        ["sata", "writeback"],
        ["scsi", "none"],
        ["usb", "none"],
        ["virtio", "none"],
    ])("of a drive on %s has the cache %s", (bus, cache) => {
        const [found] = readDefinition(domainXml(disk("sda", bus, "<driver cache='writeback'/>"))).disks;
        expect(found && contentLive(found, wanted({ cache: "none" })).cache).toBe(cache);
    });
});
