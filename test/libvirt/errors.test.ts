import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LibvirtClient } from "../../provider/libvirt/client.ts";
import { explain } from "../../provider/libvirt/explain.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { IncompleteDrive } from "../../provider/lifecycle/incomplete.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import type { Inputs } from "../../provider/model/inputs.ts";
import { ConfigDriveError } from "../../provider/text/errors.ts";
import { shellWord } from "../../provider/text/shell-word.ts";
import { withCalls } from "../support/calls.ts";
import { caught, lifeCycleOn, useTestHost } from "../support/host.ts";
import { refusalOf } from "../support/libvirt-error.ts";
import type { TestDomain } from "../support/test-domain.ts";

/** The failure itself, where a part of the work was done. */
const reasonOf = (error: Error): unknown => (error instanceof IncompleteDrive ? error.cause : error);

/** What QEMU would say of a tray that a real guest holds, as `lifecycle-guest.test.ts` has one do. */
const refusedTray = (code: number, message: string): Partial<LibvirtClient> => ({
    domainUpdateDeviceFlags: () => Promise.reject(refusalOf("domainUpdateDeviceFlags", code, message)),
});

describe("the words of a failure", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    /** Code and message, without the names that differ from run to run. */
    const wordsOf = async (work: Promise<unknown>, domain?: TestDomain): Promise<string> => {
        const error = reasonOf(await caught(work));
        if (!(error instanceof ConfigDriveError)) throw error;
        const known = domain === undefined ? error.message : error.message.replaceAll(domain.name, "DOMAIN");
        const message = known.replaceAll(domain?.uuid ?? "DOMAIN", "UUID").replaceAll(host().folder, "/pool");
        return `${error.code}: ${message.replaceAll(host().pool, "POOL")}`
            .replaceAll(shellWord(host().uri), "URI")
            .replace(/-[0-9a-f]{12}\.iso/g, "-DIGEST.iso")
            .replace(/(Nearest names: (?:DOMAIN|POOL))[^.]*\./, "$1, ….");
    };

    const createWith = (calls: Partial<LibvirtClient>, inputs: Partial<Inputs>) =>
        createDrive({ ...host().handle(), client: withCalls(host().client, calls) }, host().declare(inputs));

    it("say which domains come near", async () => {
        const domain = await host().define();
        expect(await wordsOf(create({ domain: `${domain.name}x` }), domain)).toMatchInlineSnapshot(
            `"domain-not-found: find domain "DOMAINx": the host has no such domain. Nearest names: DOMAIN, …."`,
        );
    });

    it("say which pools there are", async () => {
        expect(await wordsOf(create({ pool: `${host().pool}x` }))).toMatchInlineSnapshot(
            `"pool-not-found: store volume "drive-DIGEST.iso" in pool "POOLx": the host has no such pool. Nearest names: POOL, …."`,
        );
    });

    it("say how to start a pool", async () => {
        await host().stopPool();
        expect(await wordsOf(create())).toMatchInlineSnapshot(
            `"pool-inactive: store volume "drive-DIGEST.iso" in pool "POOL": pool "POOL" is defined but not active. Start it (virsh -c URI pool-start POOL) and run again."`,
        );
    });

    it("say how to start a pool whose name a shell would take for two words", async () => {
        const name = `${host().pool} 2`;
        await host().virsh("pool-define-as", name, "dir", "--target", `${host().folder}-none`);
        host().onRemove(() => host().virsh("pool-undefine", name));
        expect(await wordsOf(create({ pool: name }))).toContain(
            "Start it (virsh -c URI pool-start 'POOL 2') and run again.",
        );
    });

    it("say which pools take images", async () => {
        const { client } = host();
        const asDisk = createWith(
            {
                storagePoolGetXmlDesc: async (pool, flags, options) =>
                    (await client.storagePoolGetXmlDesc(pool, flags, options)).replace("type='dir'", "type='disk'"),
            },
            {},
        );
        expect(await wordsOf(asDisk)).toMatchInlineSnapshot(
            `"pool-unsupported: store volume "drive-DIGEST.iso" in pool "POOL": pool "POOL" is of type disk, which dictates the names of its volumes. Use a pool of type dir, fs, netfs or logical. On storage shared between hosts, use netfs or a dir pool on it."`,
        );
    });

    it("say who has a volume of the drive's name", async () => {
        const path = join(host().folder, host().declare().volume);
        await writeFile(path, "someone else's");
        await host().virsh("pool-refresh", host().pool);
        const devices = `<disk type='file' device='cdrom'><source file='${path}'/><target dev='hdd' bus='ide'/></disk>`;
        const domain = await host().define({ devices });
        expect(await wordsOf(create(), domain)).toMatchInlineSnapshot(
            `"volume-conflict: store volume "drive-DIGEST.iso" in pool "POOL": a volume of that name has other content, and domain "DOMAIN" uses it at hdd. Detach it from that domain, or set another volumePrefix."`,
        );
    });

    it("say where the other config drive is", async () => {
        const domain = await host().define();
        await create({ domain: domain.uuid, volumePrefix: "first" });
        expect(await wordsOf(create({ domain: domain.uuid, volumePrefix: "second" }), domain)).toMatchInlineSnapshot(
            `"drive-conflict: attach config drive to domain "DOMAIN": it already has a config drive, /pool/first-DIGEST.iso at hda, and with two it depends on the guest which one it uses. Detach that drive (virsh -c URI detach-disk DOMAIN hda --config), or take it over with adopt: true. If this resource was only renamed or moved, list its old name or parent in aliases."`,
        );
    });

    it("say how to detach the other drive from a running domain, also where it can't be unplugged", async () => {
        const secondIn = (domain: TestDomain) =>
            wordsOf(create({ domain: domain.uuid, volumePrefix: "second", bus: "usb" }), domain);
        const fixed = await host().define();
        await create({ domain: fixed.uuid, volumePrefix: "first" });
        await fixed.boot();
        expect(await secondIn(fixed)).toContain(
            "Detach that drive (virsh -c URI detach-disk DOMAIN hda --config) and shut the domain down, or take it over",
        );
        const hot = await host().start();
        await create({ domain: hot.uuid, volumePrefix: "first", userData: "hot" });
        expect(await secondIn(hot)).toContain(
            "Detach that drive (virsh -c URI detach-disk DOMAIN sda --live --config), or take it over",
        );
    });

    it("say that the drive isn't there after all", async () => {
        const domain = await host().define();
        const vanishing = createWith({ domainAttachDeviceFlags: async () => undefined }, { domain: domain.uuid });
        expect(await wordsOf(vanishing, domain)).toMatchInlineSnapshot(
            `"verify-failed: attach config drive to domain "DOMAIN": libvirt reported success, but the domain doesn't have the drive as declared; another program may have changed the domain meanwhile. Check what else changes it, and run again."`,
        );
    });

    it("say what helps against a tray that doesn't open", async () => {
        const domain = await host().define();
        const first = await create({ domain: domain.uuid });
        await domain.boot();
        const changeWith = (calls: Partial<LibvirtClient>) =>
            wordsOf(
                updateDrive(
                    { ...host().handle(), client: withCalls(host().client, calls) },
                    first,
                    host().declare({ domain: domain.uuid, userData: "changed" }),
                ),
                domain,
            );
        const held = refusedTray(9, "operation failed: timed out waiting to open tray of 'hda'");
        expect(await changeWith(held)).toMatchInlineSnapshot(
            `"tray-locked: change the medium of hda in domain "DOMAIN": the guest keeps the tray locked. Unmount the drive in the guest or shut the domain down, then run again."`,
        );
        const stuck = refusedTray(1, "internal error: Tray of device 'ide0-0-0' is not open");
        expect(await changeWith(stuck)).toMatchInlineSnapshot(
            `"tray-locked: change the medium of hda in domain "DOMAIN": libvirt believes the tray is open, QEMU that it is closed. This happens when the medium changes while the guest starts or reboots. Shut the domain down and start it (a reboot isn't enough), or restart libvirtd, then run again."`,
        );
    });
});

describe("the advice on what libvirt refuses", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    /** A client that asks libvirt for another bus than usb. */
    const onBus = (bus: string): LibvirtClient => {
        const { client } = host();
        const attach: typeof client.domainAttachDeviceFlags = (ref, xml, flags, options) =>
            client.domainAttachDeviceFlags(ref, xml.replace("bus='usb'", `bus='${bus}'`), flags, options);
        return withCalls(client, { domainAttachDeviceFlags: attach, domainIsPersistent: async () => false });
    };

    const adviceOf = async (work: Promise<unknown>): Promise<Error> => explain("create", reasonOf(await caught(work)));

    it("is to shut the domain down where it runs and has no place for the drive", async () => {
        const domain = await host().start();
        const declared = host().declare({ domain: domain.uuid, bus: "usb" });
        expect(await adviceOf(createDrive({ ...host().handle(), client: onBus("ide") }, declared))).toMatchObject({
            code: "hotplug-unsupported",
            message: expect.stringMatching(
                /hotplug.*\. The running machine has no free slot or controller for the drive\. Shut/i,
            ),
        });
    });

    it("isn't where it is off and has no such bus", async () => {
        const domain = await host().define();
        const declared = host().declare({ domain: domain.uuid, bus: "usb" });
        expect(await adviceOf(createDrive({ ...host().handle(), client: onBus("fdc") }, declared))).toMatchObject({
            code: "host-failed",
            message: expect.stringMatching(/^create: libvirt \(domainAttachDeviceFlags\): [^.]*bus type 'fdc'[^.]*\.$/),
        });
    });

    it("isn't where the machine can't start", async () => {
        const domain = await host().defineXml(
            (name) => `<domain type='qemu'>
    <name>${name}</name>
    <memory unit='MiB'>48</memory>
    <os><type arch='x86_64' machine='pc'>hvm</type></os>
    <cpu mode='host-passthrough'/>
</domain>`,
        );
        expect(await adviceOf(create({ domain: domain.uuid, startDomain: true }))).toMatchObject({
            code: "host-failed",
            message: expect.stringMatching(/^create: libvirt \(domainCreateWithFlags\): [^.]*host-passthrough[^.]*\.$/),
        });
    });
});
