import { describe, expect, it } from "vitest";
import { checkPlacement, PLACEMENT_KEYS } from "../../../provider/check/placement.ts";
import { UNKNOWN } from "../../../provider/model/unknown.ts";

/** Includes the device that the check fills in. */
const BASE = { connection: "qemu:///system", volumePrefix: "web", device: "cdrom" };

const problems = (inputs: Readonly<Record<string, unknown>>) =>
    checkPlacement({ ...BASE, ...inputs }).map(({ path, reason }) => `${path}: ${reason}`);

describe("checkPlacement", () => {
    it.each([
        {},
        { domain: "web", pool: "default", bus: "auto", startupPolicy: "optional", startDomain: true },
        { cache: "default" },
        { cache: "none", device: "disk" },
        { cache: "directsync", domain: "web" },
        { fixedVolume: true },
        { fixedVolume: true, onChange: "swap", bus: "scsi", target: "sdb", startupPolicy: "mandatory" },
        { fixedVolume: false, domain: "web", onChange: "nextBoot" },
        { fixedVolume: UNKNOWN, domain: "web" },
        { volumePrefix: "a" },
        { volumePrefix: "_A.b+c-9" },
        { volumePrefix: "a".repeat(200) },
        { bus: "ide", target: "hdd" },
        { bus: "sata", target: "sdz" },
        { bus: "scsi", target: "sdaa" },
        { bus: "auto", target: "hda" },
        { target: "sda" },
        { device: "disk" },
        { device: "disk", target: "vdb" },
        { device: "disk", bus: "virtio", target: "vdaa" },
        { device: "disk", bus: "scsi", target: "sdb" },
        { device: "disk", bus: "usb" },
        { device: UNKNOWN, bus: "virtio", target: "hda" },
        { timeouts: { create: 0.5, read: 86_400 } },
        { timeouts: {} },
        Object.fromEntries(PLACEMENT_KEYS.map((key) => [key, UNKNOWN])),
        { domain: "Büro 2\t<a> & 'b'", pool: "漢字 😀", connectionPassword: "ä b" },
        { pool: "a".repeat(4096) },
        { bus: UNKNOWN, target: "hda" },
        { bus: "ide", target: UNKNOWN },
        { startDomain: true, domain: UNKNOWN },
        { waitForGuest: true, domain: "web" },
        { waitForGuest: false },
        { waitForGuest: {}, domain: "web" },
        { waitForGuest: { timeout: 1800.5, by: "hostName", failOn: "degraded" }, domain: "web", hostname: "web-1" },
        { waitForGuest: { by: "hostName" }, domain: "web", hostname: UNKNOWN },
        { waitForGuest: { by: UNKNOWN, timeout: UNKNOWN }, domain: "web", ejectAfterBoot: true },
        { ejectAfterBoot: true, domain: "web", waitForGuest: { by: "console" }, keepImage: false },
        { ejectAfterBoot: UNKNOWN, keepImage: false, domain: "web" },
        { ejectAfterBoot: false, keepImage: true },
        { timeouts: { create: UNKNOWN } },
    ])("accepts %j", (inputs) => {
        expect(problems(inputs)).toEqual([]);
    });

    it.each([
        { connection: "" },
        { connection: undefined },
        { connection: 5 },
        { domain: "" },
        { domain: "missing ID" },
        { detectDrift: "no" },
        { pool: "" },
        { volumePrefix: "" },
        { volumePrefix: "-rf" },
        { volumePrefix: ".hidden" },
        { volumePrefix: "a/b" },
        { volumePrefix: "a b" },
        { volumePrefix: "ä" },
        { volumePrefix: "a@b" },
        { volumePrefix: "a".repeat(201) },
        { fixedVolume: "yes" },
        { fixedVolume: true, domain: "web" },
        { fixedVolume: true, domain: UNKNOWN },
        { fixedVolume: true, onChange: "nextBoot" },
        { fixedVolume: true, adopt: true, ejected: true },
        { bus: "virtio" },
        { target: "vda" },
        { bus: "auto", target: "vda" },
        { device: "floppy" },
        { device: "disk", bus: "sata" },
        { device: "disk", bus: "ide", target: "hda" },
        { device: "disk", target: "sdb" },
        { device: "disk", bus: "scsi", target: "vdb" },
        { bus: "virtio", target: "vdb" },
        { target: "hde" },
        { target: "sdaaa" },
        { bus: "ide", target: "sda" },
        { bus: "scsi", target: "hda" },
        { startupPolicy: "never" },
        { cache: "" },
        { cache: "None" },
        { cache: true },
        { verify: "all" },
        { device: "disk", startupPolicy: "requisite" },
        { startDomain: "yes" },
        { startDomain: true },
        { waitForGuest: true },
        { waitForGuest: { by: "agent" } },
        { waitForGuest: "yes", domain: "web" },
        { waitForGuest: { by: "ssh", failOn: "never", timeout: 0, retries: 3 }, domain: "web" },
        { waitForGuest: { timeout: 86_401 }, domain: "web" },
        { waitForGuest: { by: "hostName" }, domain: "web" },
        { ejectAfterBoot: true },
        { ejectAfterBoot: true, domain: "web", ejected: true },
        { ejectAfterBoot: true, domain: "web", waitForGuest: { by: "drive" } },
        { ejectAfterBoot: true, domain: "web", hostname: "web-1", waitForGuest: { by: "hostName" } },
        { keepImage: false },
        { keepImage: "no", ejectAfterBoot: false },
        { timeouts: 5 },
        { timeouts: { create: 0 } },
        { timeouts: { create: -1, update: 86_401 } },
        { timeouts: { create: "5" } },
        { timeouts: { updat: 5 } },
    ])("refuses %j", (inputs) => {
        expect(problems(inputs)).toMatchSnapshot();
    });

    it.each(["connection", "connectionPassword", "domain", "pool"])(
        "refuses a %s that can't be sent to a daemon",
        (path) => {
            for (const odd of ["\u0001", "\0", "\n", "\r", "\ud800", "\udc00", "\uffff"]) {
                const value = path === "connection" ? `test:///default?socket=/a${odd}b` : `a${odd}b`;
                expect(problems({ [path]: value })).toEqual([
                    `${path}: contains a control character, a line break or half of a surrogate pair, which libvirt doesn't support; remove it`,
                ]);
            }
            const long = path === "connection" ? `test:///default?socket=/${"a".repeat(5e6)}` : "a".repeat(5e6);
            expect(problems({ [path]: long })).toEqual([
                `${path}: is longer than 4096 characters, more than libvirt ever needs; shorten it`,
            ]);
        },
    );
});
