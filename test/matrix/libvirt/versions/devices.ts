import { setTimeout as sleep } from "node:timers/promises";
import { AFFECT_CONFIG, AFFECT_LIVE } from "../../../../provider/libvirt/flags.ts";
import { undefineDomain } from "../../../support/client-verbs.ts";
import { type DomainOptions, SCSI_CONTROLLER, type TestHost } from "../../../support/host.ts";
import { type Behaviour, bootWith, DONE, type Drive, diskXml, image, outcomeOf } from "./behaviour.ts";

type Act = Behaviour["act"];

const IDE: Drive = { device: "cdrom", bus: "ide", target: "hda" };
const SATA: Drive = { device: "cdrom", bus: "sata", target: "sda" };
const SCSI: Drive = { device: "cdrom", bus: "scsi", target: "sda" };
const USB: Drive = { device: "cdrom", bus: "usb", target: "sda" };
const VIRTIO: Drive = { device: "disk", bus: "virtio", target: "vda" };
const Q35: DomainOptions = { machine: "q35" };
const WITH_SCSI: DomainOptions = { devices: SCSI_CONTROLLER };

/** Another medium, or none, for a drive that the machine booted with. */
const changeBooted =
    (drive: Drive, options: DomainOptions, medium?: string): Act =>
    async (host) => {
        const domain = await bootWith(host, drive, options);
        const file = medium && (await image(host, medium));
        return await outcomeOf(host, domain.update(diskXml(drive, file), AFFECT_LIVE));
    };

/** The same for a drive that came while the guest ran. */
const changePlugged =
    (drive: Drive, medium?: string): Act =>
    async (host) => {
        const domain = await host.start(WITH_SCSI);
        await domain.attach(diskXml(drive, await image(host, "first.iso")), AFFECT_LIVE);
        await sleep(1500);
        const file = medium && (await image(host, medium));
        return await outcomeOf(host, domain.update(diskXml(drive, file), AFFECT_LIVE));
    };

const plug =
    (drive: Drive, options: DomainOptions = {}): Act =>
    async (host) => {
        const domain = await host.start(options);
        const outcome = await outcomeOf(
            host,
            domain.attach(diskXml(drive, await image(host, "first.iso")), AFFECT_LIVE),
        );
        const [controller] = (await domain.live()).controllers;
        return controller === undefined ? outcome : `${outcome}, on a new controller ${controller.slice(2)}`;
    };

const unplug =
    (drive: Drive, options: DomainOptions = {}): Act =>
    async (host) => {
        const domain = await bootWith(host, drive, options);
        return await outcomeOf(host, domain.detach(diskXml(drive, "/none.iso"), AFFECT_LIVE));
    };

/** Nothing runs there that would let go of the disk. */
const unplugUnheard: Act = async (host) => {
    const xml = diskXml(VIRTIO, await image(host, "first.iso"));
    const domain = await host.start();
    await domain.attach(xml, AFFECT_LIVE);
    const outcome = await outcomeOf(host, domain.detach(xml, AFFECT_LIVE));
    return `${outcome}, and the disk is ${(await domain.live()).disks.length === 0 ? "gone" : "still there"}`;
};

const askMissing =
    (verb: "update" | "detach", flags: number): Act =>
    async (host) => {
        const domain = await host.start(WITH_SCSI);
        const xml = diskXml({ ...SCSI, target: "sdx" }, await image(host, "first.iso"));
        return await outcomeOf(host, domain[verb](xml, flags));
    };

const plugOver =
    (drive: Drive, flags: number): Act =>
    async (host) => {
        const domain = await bootWith(host, drive, WITH_SCSI);
        return await outcomeOf(host, domain.attach(diskXml(drive, await image(host, "second.iso")), flags));
    };

const startWithout =
    (startupPolicy: string): Act =>
    async (host) => {
        const domain = await host.define({ devices: diskXml({ ...IDE, startupPolicy }, `${host.folder}/none.iso`) });
        const outcome = await outcomeOf(host, domain.start());
        return outcome === DONE && (await domain.live()).disks[0]?.file === undefined ? `${DONE}, empty` : outcome;
    };

/** How many disks can be plugged in. */
const fillPorts = async (host: TestHost): Promise<string> => {
    const domain = await host.start(Q35);
    for (const [count, letter] of [..."abcdef"].entries()) {
        const xml = diskXml({ ...VIRTIO, target: `vd${letter}` }, await image(host, `${letter}.iso`));
        const outcome = await outcomeOf(host, domain.attach(xml, AFFECT_LIVE));
        if (outcome !== DONE) return `${count}, then ${outcome}`;
    }
    return "any number";
};

const undefineSaved: Act = async (host) => {
    const domain = await host.start();
    await host.virsh("managedsave", domain.name);
    return await outcomeOf(host, undefineDomain(host.client, await domain.ref(), 0));
};

const NOT_OPEN = "1: unable to execute QEMU command 'blockdev-remove-medium': Tray of device 'scsi0-0-0-0' is not open";
const NOT_REMOVABLE =
    "1: unable to execute QEMU command 'blockdev-remove-medium': Device '/machine/peripheral/usb-disk0/usb-disk0.0/legacy[0]' is not removable";
const NO_HOTPLUG = "1: unable to execute QEMU command 'device_add': Bus 'ide.0' does not support hotplugging";
const NO_DETACH = "84: disk device type 'cdrom' cannot be detached";

/** What drives do in domains. */
export const devices: readonly Behaviour[] = [
    {
        ask: "change a scsi cdrom that was there at boot",
        act: changeBooted(SCSI, WITH_SCSI, "second.iso"),
        debian12: DONE,
    },
    {
        ask: "change a scsi cdrom that was hot-plugged",
        act: changePlugged(SCSI, "second.iso"),
        debian12: NOT_OPEN,
        debian13: DONE,
    },
    { ask: "eject a scsi cdrom that was hot-plugged", act: changePlugged(SCSI), debian12: NOT_OPEN, debian13: DONE },
    { ask: "change a usb cdrom", act: changeBooted(USB, {}, "second.iso"), debian12: NOT_REMOVABLE },
    {
        ask: "eject a usb cdrom",
        act: changeBooted(USB, {}),
        debian12: NOT_REMOVABLE,
        debian13: "67: 'usb' disk must not be empty",
    },
    {
        ask: "hot-plug an ide cdrom, pc",
        act: plug(IDE),
        debian12: NO_HOTPLUG,
        debian13: "84: disk bus 'ide' cannot be hotplugged.",
    },
    {
        ask: "hot-plug a sata cdrom, q35",
        act: plug(SATA, Q35),
        debian12: NO_HOTPLUG,
        debian13: "84: disk bus 'sata' cannot be hotplugged.",
    },
    { ask: "unplug an ide cdrom, pc", act: unplug(IDE), debian12: NO_DETACH },
    { ask: "unplug a sata cdrom, q35", act: unplug(SATA, Q35), debian12: NO_DETACH },
    {
        ask: "hot-plug a scsi cdrom without a controller, pc",
        act: plug(SCSI),
        debian12: "done, on a new controller lsilogic",
    },
    {
        ask: "hot-plug a scsi cdrom without a controller, q35",
        act: plug(SCSI, Q35),
        debian12: "1: No more available PCI slots",
    },
    {
        ask: "hot-plug a read-only sata disk, q35",
        act: plug({ ...SATA, device: "disk" }, Q35),
        debian12: "67: readonly sata disks are not supported",
    },
    {
        ask: "hot-plug virtio disks one by one, q35",
        act: fillPorts,
        debian12: "1, then 1: No more available PCI slots",
    },
    {
        ask: "unplug a virtio disk that no guest releases",
        act: unplugUnheard,
        debian12: "done, and the disk is still there",
    },
    {
        ask: "update a missing target, live",
        act: askMissing("update", AFFECT_LIVE),
        debian12: "1: disk 'sdx' not found",
    },
    {
        ask: "update a missing target, persistent",
        act: askMissing("update", AFFECT_CONFIG),
        debian12: "8: target sdx doesn't exist.",
    },
    {
        ask: "detach a missing target, live",
        act: askMissing("detach", AFFECT_LIVE),
        debian12: "99: disk sdx not found",
    },
    {
        ask: "detach a missing target, persistent",
        act: askMissing("detach", AFFECT_CONFIG),
        debian12: "99: no target device sdx",
    },
    { ask: "attach a cdrom on a taken target, live", act: plugOver(SCSI, AFFECT_LIVE), debian12: DONE },
    {
        ask: "attach a cdrom on a taken target, persistent",
        act: plugOver(SCSI, AFFECT_CONFIG),
        debian12: "55: target sda already exists",
    },
    {
        ask: "attach a disk on a taken target, live",
        act: plugOver(VIRTIO, AFFECT_LIVE),
        debian12: "27: target 'vda' duplicated for disk sources '/first.iso' and '/second.iso'",
    },
    { ask: "start with a missing image, `optional`", act: startWithout("optional"), debian12: "done, empty" },
    {
        ask: "start with a missing image, `mandatory`",
        act: startWithout("mandatory"),
        debian12: "38: Cannot access storage file '/none.iso': No such file or directory",
    },
    {
        ask: "undefine a domain whose memory is saved, without the flag",
        act: undefineSaved,
        debian12: "55: Refusing to undefine while domain managed save image exists",
    },
];
