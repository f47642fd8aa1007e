import { describe, expect, it } from "vitest";
import { holds, planPart, planSlot, type WantedDrive } from "../../../provider/disk/plan.ts";
import { readDefinition } from "../../../provider/domain/definition.ts";
import { type DomainState, partsOf } from "../../../provider/domain/read.ts";
import { ALIAS, controller, disk, domainXml, LIVE_CDROM, MARK } from "../domain/machines.ts";

const part = (devices: string, flag: number) => {
    const xml = domainXml(devices);
    return { definition: readDefinition(flag === 1 ? xml : xml.replace(" id='3'", "")), flag };
};
const running = (live: string, config?: string): DomainState => ({
    live: part(live, 1),
    ...(config !== undefined && { config: part(config, 2) }),
});
const off = (config: string): DomainState => ({ config: part(config, 2) });

const wanted = (more: Partial<WantedDrive> = {}): WantedDrive => ({
    mark: MARK,
    medium: { path: "/pool/new.iso", type: "file" },
    device: "cdrom",
    bus: "auto",
    startupPolicy: "optional",
    onChange: "swap",
    ...more,
});

const VIRTIO = controller(0, "virtio-scsi");
const OWN_IDE = disk("hdc", "ide", `<alias name='${ALIAS}'/>`);

describe("planSlot", () => {
    it.each<[string, DomainState, Partial<WantedDrive>, unknown]>([
        [
            "a new drive in a domain that is off",
            off(""),
            {},
            { slot: { bus: "ide", target: "hda" }, addedController: -1 },
        ],
        [
            "a new drive in a domain that runs",
            running("", ""),
            {},
            { slot: { bus: "scsi", target: "sda" }, scsi: { controller: 0, unit: 0 }, addedController: 0 },
        ],
        [
            "a new drive beside others on a controller",
            running(VIRTIO + LIVE_CDROM.replace(ALIAS, "scsi0-0-0-0"), VIRTIO),
            { mark: { ...MARK, media: [] } },
            { slot: { bus: "scsi", target: "sdb" }, scsi: { controller: 0, unit: 1 }, addedController: -1 },
        ],
        [
            "a drive that is there",
            running(VIRTIO + LIVE_CDROM, VIRTIO + LIVE_CDROM),
            {},
            { slot: { bus: "scsi", target: "sda" }, scsi: { controller: 0, unit: 0 }, addedController: -1 },
        ],
        [
            "a drive that only the persistent definition has",
            running(VIRTIO, VIRTIO + LIVE_CDROM),
            {},
            { slot: { bus: "scsi", target: "sda" }, scsi: { controller: 0, unit: 0 }, addedController: -1 },
        ],
        ["a drive on ide", off(OWN_IDE), {}, { slot: { bus: "ide", target: "hdc" }, addedController: -1 }],
        [
            "a drive on ide that is to move to scsi",
            running(OWN_IDE, OWN_IDE),
            { bus: "scsi" },
            { slot: { bus: "scsi", target: "sda" }, scsi: { controller: 0, unit: 0 }, addedController: 0 },
        ],
        [
            "a drive that is to move to another target of its bus",
            off(OWN_IDE),
            { target: "hda" },
            { slot: { bus: "ide", target: "hda" }, addedController: -1 },
        ],
        [
            "a disk in a domain that is off",
            off(disk("vda", "virtio")),
            { device: "disk" },
            { slot: { bus: "virtio", target: "vdb" }, addedController: -1 },
        ],
        [
            "a disk in a domain that runs",
            running("", disk("vda", "virtio")),
            { device: "disk" },
            { slot: { bus: "virtio", target: "vdb" }, addedController: -1 },
        ],
        [
            "a cdrom that is to become a disk of its own bus",
            running(VIRTIO + LIVE_CDROM, VIRTIO + LIVE_CDROM),
            { device: "disk", bus: "scsi" },
            { slot: { bus: "scsi", target: "sda" }, scsi: { controller: 0, unit: 0 }, addedController: -1 },
        ],
        [
            "a drive that may take its own place on another bus",
            off(VIRTIO + LIVE_CDROM),
            { bus: "usb" },
            { slot: { bus: "usb", target: "sda" }, addedController: -1 },
        ],
    ])("finds the place of %s", (_, state, more, plan) => {
        expect(planSlot(state, wanted(more))).toEqual(plan);
    });

    it("refuses buses without hot-plug, and targets in use", () => {
        expect(() => planSlot(running("", ""), wanted({ bus: "sata" }))).toThrow("it is running");
        expect(() => planSlot(off(disk("hdb", "ide")), wanted({ target: "hdb" }))).toThrow(
            "target hdb is already used",
        );
    });
});

describe("planSlot of a domain in which drives claim targets", () => {
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
        expect(planSlot(domain, wanted()).slot).toEqual({ bus: "scsi", target });
    });
});

describe("holds", () => {
    const [own] = readDefinition(domainXml(LIVE_CDROM)).disks;
    const medium = { path: "/pool/drive-000000000000.iso", type: "file" } as const;

    it.each([
        [{ medium }, true],
        [{}, false],
        [{ medium, startupPolicy: "mandatory" as const }, false],
    ])("compares medium and startup policy: %j", (more, result) => {
        if (own === undefined) throw new Error("no disk");
        expect(holds(own, wanted(more))).toBe(result);
    });
});

describe("planPart", () => {
    const own = (target: string): string => disk(target, "sata", `<alias name='${ALIAS}'/>`);
    const targetsOf = (domain: DomainState, more: Partial<WantedDrive> = {}): readonly string[] => {
        const plan = planSlot(domain, wanted(more));
        return partsOf(domain).map((each) => planPart(each, plan, wanted(more)).slot.target);
    };

    it.each<[string, DomainState, Partial<WantedDrive>, readonly string[]]>([
        ["a drive in one place", running(own("sda"), own("sda")), {}, ["sda", "sda"]],
        ["a drive in two places", running(own("sda"), disk("sda", "sata") + own("sdb")), {}, ["sda", "sdb"]],
        ["a drive that the next start lacks", running(own("sda"), ""), {}, ["sda", "sda"]],
        ["one whose place is taken there", running(own("sda"), disk("sda", "sata")), {}, ["sda", "hda"]],
        ["a target that one of them has", running(own("sda"), own("sdb")), { target: "sdb" }, ["sdb", "sdb"]],
    ])("leaves the drive where each definition has it, if it may stay: %s", (_what, domain, more, targets) => {
        expect(targetsOf(domain, more)).toEqual(targets);
    });
});
