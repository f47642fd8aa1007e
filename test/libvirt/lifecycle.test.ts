import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Inputs } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import { defineDomain } from "../support/client-verbs.ts";
import { caught, lifeCycleOn, SCSI_CONTROLLER, useTestHost } from "../support/host.ts";
import { DRIVE_ALIAS, type Machine, type SeenDisk, seenDrive, type TestDomain } from "../support/test-domain.ts";

describe("a drive in a domain", () => {
    const host = useTestHost();

    const { create, update, read, remove } = lifeCycleOn(host);

    /** The cdrom as each definition of a domain should have it. */
    const cdrom = (state: State): SeenDisk => seenDrive("cdrom", state);

    it.each<{ machine: Machine; bus?: "scsi" | "usb"; slot: string; controllers: string[] }>([
        { machine: "pc", slot: "ide hda", controllers: [] },
        { machine: "q35", slot: "sata sda", controllers: [] },
        { machine: "pc", bus: "scsi", slot: "scsi sda", controllers: ["0:virtio-scsi"] },
        { machine: "q35", bus: "scsi", slot: "scsi sda", controllers: ["0:virtio-scsi"] },
        { machine: "q35", bus: "usb", slot: "usb sda", controllers: [] },
        { machine: "virt", slot: "scsi sda", controllers: ["0:virtio-scsi"] },
    ])("comes into a $machine that is off on $slot, changes while it runs, and goes", async (row) => {
        const { machine, bus, slot, controllers } = row;
        const domain = await host().define({ machine });
        const inputs = { domain: domain.uuid, ...(bus && { bus }) };
        const first = await create(inputs);
        expect(`${first.attachedBus} ${first.attachedTarget}`).toBe(slot);
        expect(await domain.config()).toEqual({ disks: [cdrom(first)], controllers });
        expect(first).toMatchObject({ drive: "attached", alias: DRIVE_ALIAS, retiredVolumes: [] });

        await domain.boot();
        expect(await domain.openImages()).toEqual([first.volume]);
        expect(await read(first)).toEqual(first);
        const incarnation = await domain.incarnation();
        const second = await update(first, { ...inputs, userData: "changed" });
        expect(second.volume).not.toBe(first.volume);
        expect(await domain.live()).toEqual({ disks: [cdrom(second)], controllers });
        expect(await domain.config()).toEqual({ disks: [cdrom(second)], controllers });
        expect(await domain.openImages()).toEqual([second.volume]);
        expect(await host().files()).toEqual([second.volume]);
        expect(await domain.incarnation()).toBe(incarnation);
        expect(await read(second)).toEqual(second);

        await domain.stop();
        await remove(second);
        expect(await domain.config()).toEqual({ disks: [], controllers: [] });
        expect(await host().files()).toEqual([]);
    });

    it("isn't given a place on ide in a q35, which couldn't start then", async () => {
        const domain = await host().define({ machine: "q35" });
        const error = await caught(create({ domain: domain.uuid, bus: "ide" }));
        expect(error).toMatchObject({ code: "bus-full" });
        expect(error.message).toMatch(
            /: its machine type, pc-q35-\S+, has no ide bus\. Omit bus, or set it to "scsi"\.$/,
        );
        await domain.start();
        expect(await host().files()).toEqual([]);
    });

    it("is plugged into a running virt with a controller, and goes once that is off", async () => {
        // Without a firmware nothing runs in an aarch64 machine, and QEMU doesn't finish to unplug from it.
        const domain = await host().start({ machine: "virt" });
        const state = await create({ domain: domain.uuid });
        for (const definition of [await domain.live(), await domain.config()]) {
            expect(definition).toEqual({ disks: [cdrom(state)], controllers: ["0:virtio-scsi"] });
        }
        expect(await domain.openImages()).toEqual([state.volume]);
        await domain.stop();
        await remove(state);
        expect(await domain.config()).toEqual({ disks: [], controllers: [] });
        expect(await host().files()).toEqual([]);
    });

    it.each<Machine>(["pc", "q35"])(
        "is plugged into a running %s with a controller, changes, and goes",
        async (machine) => {
            const domain = await host().start({ machine });
            const incarnation = await domain.incarnation();
            const first = await create({ domain: domain.name });
            const controllers = ["0:virtio-scsi"];
            for (const definition of [await domain.live(), await domain.config()]) {
                expect(definition).toEqual({ disks: [cdrom(first)], controllers });
            }
            expect(first.attachedBus).toBe("scsi");
            expect(await domain.openImages()).toEqual([first.volume]);
            expect(await read(first)).toEqual(first);

            // libvirt 9.0 can't change the medium of a hot-plugged scsi cdrom: it is unplugged and plugged again.
            const second = await update(first, { domain: domain.name, userData: "changed" });
            for (const definition of [await domain.live(), await domain.config()]) {
                expect(definition).toEqual({ disks: [cdrom(second)], controllers });
            }
            expect(await domain.openImages()).toEqual([second.volume]);
            expect(await host().files()).toEqual([second.volume]);
            expect(await domain.incarnation()).toBe(incarnation);
            expect(await read(second)).toEqual(second);

            await remove(second);
            // No guest runs that would let go of the controller; it leaves the machine at the next start.
            expect((await domain.live()).disks).toEqual([]);
            expect(await domain.config()).toEqual({ disks: [], controllers: [] });
            expect(await domain.openImages()).toEqual([]);
            expect(await host().files()).toEqual([]);
            expect(await domain.incarnation()).toBe(incarnation);
        },
    );

    it("comes into a transient domain, changes, and goes", async () => {
        const domain = await host().startTransient({ machine: "q35", devices: SCSI_CONTROLLER });
        const first = await create({ domain: domain.uuid });
        expect((await domain.live()).disks).toEqual([cdrom(first)]);
        expect((await read(first)).drive).toBe("attached");
        const second = await update(first, { domain: domain.uuid, userData: "changed" });
        expect((await domain.live()).disks).toEqual([cdrom(second)]);
        expect(await domain.openImages()).toEqual([second.volume]);
        await remove(second);
        expect(await domain.live()).toEqual({ disks: [], controllers: ["0:virtio-scsi"] });
        expect(await host().files()).toEqual([]);
    });

    it.each<Machine>(["pc", "q35"])("leaves an empty tray in a running %s when it goes", async (machine) => {
        const domain = await host().define({ machine });
        const state = await create({ domain: domain.name });
        await domain.boot();
        const incarnation = await domain.incarnation();
        await remove(state);
        const [tray, ...others] = (await domain.live()).disks;
        expect(others).toEqual([]);
        expect(tray).toMatchObject({ serial: "cloudinit", file: undefined, bus: state.attachedBus });
        expect((await domain.config()).disks).toEqual([]);
        expect(await domain.openImages()).toEqual([]);
        expect(await domain.incarnation()).toBe(incarnation);
        expect(await host().files()).toEqual([]);
        // It is used again by a drive of the same name.
        const again = await create({ domain: domain.name, userData: "again" });
        for (const definition of [await domain.live(), await domain.config()]) {
            expect(definition.disks).toEqual([cdrom(again)]);
        }
        expect(await domain.openImages()).toEqual([again.volume]);
    });

    /** The firmware shuts the tray in the first 50 ms or so; libvirt, which opened it just then, never notices. */
    const moments = [
        { machine: "pc", wait: 0 },
        { machine: "pc", wait: 10 },
        { machine: "pc", wait: 20 },
        { machine: "q35", wait: 10 },
    ] as const;

    it.each(moments)(
        "changes $wait ms after the start of a $machine, or says what helps",
        async ({ machine, wait }) => {
            const domain = await host().define({ machine });
            const inputs = { domain: domain.uuid, userData: "changed" };
            const first = await create({ domain: domain.uuid });
            await domain.start();
            await sleep(wait);
            const began = Date.now();
            const second = await update(first, inputs).catch(async (error: unknown) => {
                expect(error).toMatchObject({
                    code: "tray-locked",
                    message: expect.stringContaining("Shut the domain down"),
                });
                expect((await domain.config()).disks).toEqual([cdrom(first)]);
                expect(await host().files()).toEqual([first.volume]);
                expect(await caught(update(first, inputs))).toMatchObject({ code: "tray-locked" });
                await domain.stop();
                await domain.start();
                await sleep(1500);
                return await update(first, inputs);
            });
            expect(Date.now() - began).toBeLessThan(10_000);
            expect((await domain.live()).disks).toEqual([cdrom(second)]);
            expect((await domain.config()).disks).toEqual([cdrom(second)]);
            expect(await host().files()).toEqual([second.volume]);
        },
    );

    it.each(moments)("goes $wait ms after the start of a $machine", async ({ machine, wait }) => {
        const domain = await host().define({ machine });
        const state = await create({ domain: domain.uuid });
        await domain.start();
        await sleep(wait);
        await remove(state);
        expect((await domain.config()).disks).toEqual([]);
        expect(await host().files()).toEqual([]);
        await domain.stop();
        await domain.start();
        expect(await domain.openImages()).toEqual([]);
    });

    it("does nothing to a domain when nothing changed", async () => {
        const domain = await host().start({ devices: SCSI_CONTROLLER });
        const state = await create({ domain: domain.uuid });
        const definitions = async () => [
            await host().virsh("dumpxml", domain.name),
            await host().virsh("dumpxml", "--inactive", domain.name),
        ];
        const before = await definitions();
        expect(await update(state, { domain: domain.uuid })).toEqual(state);
        expect(await definitions()).toEqual(before);
    });

    const moves = async (domain: TestDomain, inputs: Partial<Inputs>, slot: string, controllers: readonly string[]) => {
        const first = await create({ domain: domain.name });
        const second = await update(first, { domain: domain.name, ...inputs });
        expect(`${second.attachedBus} ${second.attachedTarget}`).toBe(slot);
        expect(await domain.config()).toEqual({ disks: [cdrom(second)], controllers });
        expect(await host().files()).toEqual([second.volume]);
        return second;
    };

    it("moves to another bus and target, and back, in a domain that is off", async () => {
        const domain = await host().define();
        const moved = await moves(domain, { bus: "scsi", target: "sdc" }, "scsi sdc", ["0:virtio-scsi"]);
        const back = await update(moved, { domain: domain.name, bus: "ide", target: "hdd" });
        expect((await domain.config()).disks).toEqual([cdrom(back)]);
        expect(`${back.attachedBus} ${back.attachedTarget}`).toBe("ide hdd");
        await remove(back);
        expect(await domain.config()).toEqual({ disks: [], controllers: [] });
    });

    it("moves between hot-plug buses while the domain runs", async () => {
        const domain = await host().start({ devices: SCSI_CONTROLLER });
        const moved = await moves(domain, { bus: "usb" }, "usb sda", ["0:virtio-scsi"]);
        expect((await domain.live()).disks).toEqual([cdrom(moved)]);
    });

    it("moves off a fixed port at the next start of a domain that runs", async () => {
        const domain = await host().define();
        const first = await create({ domain: domain.name });
        await domain.boot();
        const inputs: Partial<Inputs> = { domain: domain.name, bus: "scsi", userData: "changed" };
        const second = await update(first, inputs);
        expect((await domain.live()).disks).toEqual([{ ...cdrom(second), bus: "ide", target: "hda" }]);
        expect((await domain.config()).disks).toEqual([cdrom(second)]);
        expect(second.attachedBus).toBe("scsi");
        expect(await read(second)).toEqual(second);
        expect(await update(second, inputs)).toEqual(second);
        await domain.stop();
        await domain.start();
        expect((await domain.live()).disks).toEqual([cdrom(second)]);
        await domain.stop();
        await remove(second);
        expect(await domain.config()).toEqual({ disks: [], controllers: [] });
    });

    it("changes its startup policy in place", async () => {
        const domain = await host().define();
        const first = await create({ domain: domain.name });
        const second = await update(first, { domain: domain.name, startupPolicy: "mandatory" });
        expect((await domain.config()).disks[0]).toMatchObject({
            ...cdrom(second),
            policy: expect.not.stringMatching("optional"),
        });
    });

    it("gets a domain later, and loses it again", async () => {
        const domain = await host().define();
        const uuid = "83679162-1378-4288-a2d4-70e13ec132aa";
        const stored = await create({ uuid });
        expect(stored).toMatchObject({ drive: "stored", attachedBus: "" });
        const attached = await update(stored, { uuid, domain: domain.uuid });
        expect((await domain.config()).disks).toEqual([cdrom(attached)]);
        expect(attached.volumeKey).toBe(stored.volumeKey);
        const lonely = await update(attached, { uuid });
        expect((await domain.config()).disks).toEqual([]);
        expect(lonely).toEqual(stored);
        expect(await host().files()).toEqual([stored.volume]);
    });

    it("is found by its volume in a domain that another tool defined anew without the alias", async () => {
        const domain = await host().define();
        const first = await create({ domain: domain.name });
        const disk = `<disk type='file' device='cdrom'><source file='${first.volumePath}'/><target dev='hdc' bus='ide'/><readonly/></disk>`;
        const xml = (await host().virsh("dumpxml", domain.name)).replace(/<disk[\s\S]*<\/disk>/, disk);
        await defineDomain(host().client, xml);
        const second = await update(first, { domain: domain.name, userData: "changed" });
        expect((await domain.config()).disks).toMatchObject([{ target: "hdc", file: second.volumePath }]);
        await remove(second);
        expect((await domain.config()).disks).toEqual([]);
        expect(await host().files()).toEqual([]);
    });
});
