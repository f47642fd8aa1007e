import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { findLoss } from "../../provider/lifecycle/look.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import type { Inputs } from "../../provider/model/inputs.ts";
import { withCalls } from "../support/calls.ts";
import { caught, lifeCycleOn, stateLeftBy, useTestHost } from "../support/host.ts";
import { DRIVE_ALIAS, type PcMachine, type TestDomain } from "../support/test-domain.ts";

const TRAY = `<disk type='file' device='cdrom'><target dev='hda' bus='ide'/><readonly/><serial>cloudinit</serial><alias name='${DRIVE_ALIAS}'/></disk>`;

describe("a drive in a machine that was started paused", () => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);

    const startPaused = ({ name }: TestDomain): Promise<string> => host().virsh("start", "--paused", name);
    const stateOf = async ({ name }: TestDomain): Promise<string> => (await host().virsh("domstate", name)).trim();
    const looks = (state: Awaited<ReturnType<typeof create>>): Promise<string> => findLoss(host().handle(), state);

    /** Does what provider 0.9 does at each update of a domain: it stops, undefines, defines and starts it. */
    const redefine = async (domain: TestDomain, xml: string): Promise<TestDomain> => {
        await domain.stop();
        await domain.undefine();
        const again = await host().defineXml(() => xml);
        await startPaused(again);
        return again;
    };

    it.each<PcMachine>(["pc", "q35"])(
        "is attached before the first instruction of a %s, on create and after the domain was defined again",
        async (machine) => {
            const domain = await host().define({ machine });
            const xml = await host().virsh("dumpxml", domain.name);
            await startPaused(domain);
            const inputs: Partial<Inputs> = { domain: domain.uuid, startDomain: true };
            const first = await create(inputs);
            expect(first).toMatchObject({ drive: "attached", startDomain: true });
            expect(await stateOf(domain)).toBe("running");
            expect(await looks(first)).toBe("");

            const again = await redefine(domain, xml);
            expect(await looks(first)).toBe(
                "detached from the running domain, detached from the persistent definition",
            );
            const second = await update(first, inputs);
            expect((await again.live()).disks).toMatchObject([{ file: second.volumePath }]);
            expect(await stateOf(again)).toBe("running");
            expect(await looks(second)).toBe("");
            expect(await read(second)).toEqual(second);
            expect(host().warnings).toEqual([]);
        },
    );

    it("comes at once although changes wait for the next start", async () => {
        const domain = await host().define();
        await startPaused(domain);
        const state = await create({ domain: domain.uuid, startDomain: true, onChange: "nextBoot" });
        expect(state.drive).toBe("attached");
        expect(await stateOf(domain)).toBe("running");
    });

    it("leaves it paused without startDomain", async () => {
        const domain = await host().define();
        await startPaused(domain);
        const state = await create({ domain: domain.uuid });
        expect(await stateOf(domain)).toBe("paused");
        const started = await update(state, { domain: domain.uuid, startDomain: true });
        expect(started.startDomain).toBe(true);
        expect(await stateOf(domain)).toBe("running");
    });

    it("leaves a guest paused that somebody paused, with or without its drive", async () => {
        const domain = await host().define();
        const inputs: Partial<Inputs> = { domain: domain.uuid, startDomain: true };
        const first = await create(inputs);
        await sleep(1000);
        await host().virsh("suspend", domain.name);
        expect(await looks(first)).toBe("");
        const second = await update(first, { ...inputs, userData: "changed" });
        expect(await stateOf(domain)).toBe("paused");
        await host().virsh("detach-disk", domain.name, second.attachedTarget, "--config");
        await host().virsh("change-media", domain.name, second.attachedTarget, "--eject", "--live");
        expect(await looks(second)).toBe("ejected in the running domain, detached from the persistent definition");
        const third = await update(second, { ...inputs, userData: "changed" });
        expect(third.drive).toBe("attached");
        expect(await stateOf(domain)).toBe("paused");
    });

    it("leaves a machine paused that somebody started paused with its drive", async () => {
        const domain = await host().define();
        const inputs: Partial<Inputs> = { domain: domain.uuid, startDomain: true };
        const first = await create(inputs);
        await domain.stop();
        await startPaused(domain);
        expect(await looks(first)).toBe("");
        await update(first, { ...inputs, userData: "changed" });
        expect(await stateOf(domain)).toBe("paused");
    });

    it("stays with a paused machine if the step fails, and the next update goes on", async () => {
        const domain = await host().define();
        await startPaused(domain);
        const inputs: Partial<Inputs> = { domain: domain.uuid, startDomain: true };
        expect(await caught(create({ ...inputs, bus: "ide" }))).toMatchObject({
            code: "hotplug-unsupported",
            message: `attach config drive to domain "${domain.name}": it was started paused and waits for its drive, and ide doesn't support hot-plug. Omit bus (it then gets "scsi"). Or stop the machine (virsh destroy) and run again: it then starts with the drive. An empty cdrom on ide with the alias from driveAlias(), declared in the domain, avoids this at later updates.`,
        });
        expect(await stateOf(domain)).toBe("paused");
        expect(await host().files()).toEqual([]);
        const state = await create(inputs);
        expect(state.drive).toBe("attached");
        expect(await stateOf(domain)).toBe("running");
    });

    it("says that a machine stays off that was defined again without it", async () => {
        const domain = await host().define();
        const xml = await host().virsh("dumpxml", domain.name);
        const inputs: Partial<Inputs> = { domain: domain.uuid, startDomain: true };
        const first = await create(inputs);
        await domain.stop();
        await domain.undefine();
        const again = await host().defineXml(() => xml);
        expect(await looks(first)).toBe("detached from the persistent definition");
        const second = await update(first, inputs);
        expect((await again.config()).disks).toMatchObject([{ file: second.volumePath }]);
        expect(await stateOf(again)).toBe("shut off");
        expect(
            host().warnings.map((warning) => warning.replaceAll(again.name, "NAME").replaceAll(host().uri, "URI")),
        ).toMatchInlineSnapshot(`
          [
            "domain "NAME" was off and without the drive, as after an update of a libvirt.Domain of provider 0.9 with running: false. The drive is back. Start the machine with virsh -c 'URI' start NAME. With running: true and create: { paused: true } in the domain, the drive is attached and the machine resumed after each update",
          ]
        `);
        expect(await looks(second)).toBe("");
    });

    it("runs again after the domain was defined again while the drive is ejected", async () => {
        const domain = await host().define();
        const xml = await host().virsh("dumpxml", domain.name);
        const inputs: Partial<Inputs> = { domain: domain.uuid, startDomain: true };
        const first = await create(inputs);
        const ejected = await update(first, { ...inputs, ejected: true });
        const again = await redefine(domain, xml);
        expect(await looks(ejected)).toBe("ejected, but the machine was left paused");
        const second = await update(ejected, { ...inputs, ejected: true });
        expect(await stateOf(again)).toBe("running");
        expect(await looks(second)).toBe("");
    });

    it("goes into a tray that the domain declares, and leaves it there empty", async () => {
        const domain = await host().define({ devices: TRAY });
        const xml = await host().virsh("dumpxml", domain.name);
        await startPaused(domain);
        const inputs: Partial<Inputs> = { domain: domain.uuid, startDomain: true, bus: "ide" };
        const first = await create(inputs);
        expect((await domain.live()).disks).toMatchObject([{ target: "hda", bus: "ide", file: first.volumePath }]);
        expect(await stateOf(domain)).toBe("running");
        const again = await redefine(domain, xml);
        expect(await looks(first)).toBe("ejected in the running domain, ejected in the persistent definition");
        const second = await update(first, inputs);
        expect((await again.live()).disks).toMatchObject([{ target: "hda", bus: "ide", file: second.volumePath }]);
        expect(await stateOf(again)).toBe("running");
        expect(await read(second)).toEqual(second);
        await sleep(1500);
        const third = await update(second, { ...inputs, userData: "changed" });
        await remove(third);
        for (const { disks } of [await again.live(), await again.config()]) {
            expect(disks).toMatchObject([{ target: "hda", bus: "ide", serial: "cloudinit", alias: DRIVE_ALIAS }]);
            expect(disks[0]?.file).toBeUndefined();
        }
        expect(await host().files()).toEqual([]);
    });

    it("goes on after a run that was killed between attaching and resuming", async () => {
        const domain = await host().define();
        const xml = await host().virsh("dumpxml", domain.name);
        const inputs: Partial<Inputs> = { domain: domain.uuid, startDomain: true };
        const first = await create(inputs);
        const again = await redefine(domain, xml);
        const { client, ...handle } = host().handle();
        await new Promise<void>((resolve) => {
            const domainResume = (): Promise<undefined> => {
                resolve();
                return new Promise(() => undefined);
            };
            void updateDrive({ ...handle, client: withCalls(client, { domainResume }) }, first, host().declare(inputs));
        });
        expect((await again.live()).disks).toMatchObject([{ file: first.volumePath }]);
        expect(await stateOf(again)).toBe("paused");
        expect(await looks(first)).toBe("attached, but the machine was left paused");
        const second = await update(first, inputs);
        expect(await stateOf(again)).toBe("running");
        expect(await looks(second)).toBe("");
    });

    it("goes on after libvirt refused to resume the machine", async () => {
        const domain = await host().define();
        await startPaused(domain);
        const inputs: Partial<Inputs> = { domain: domain.uuid, startDomain: true };
        const { client, ...handle } = host().handle();
        const refusing = withCalls(client, { domainResume: () => Promise.reject(new Error("not now")) });
        const left = await stateLeftBy(createDrive({ ...handle, client: refusing }, host().declare(inputs)));
        expect(left).toMatchObject({ drive: "attached", startDomain: false });
        expect(await stateOf(domain)).toBe("paused");
        const state = await update(left, inputs);
        expect(state.startDomain).toBe(true);
        expect(await stateOf(domain)).toBe("running");
    });

    it("isn't resumed after its domain was defined again while it waited, until it was stopped", async () => {
        const domain = await host().define();
        await startPaused(domain);
        const xml = await host().virsh("dumpxml", "--inactive", domain.name);
        await host().defineXml(() => xml.replaceAll(/49152/g, "65536"));
        const inputs: Partial<Inputs> = { domain: domain.uuid, startDomain: true };
        const failed = createDrive(host().handle(), host().declare(inputs));
        const { message } = await caught(failed);
        expect(message.replaceAll(domain.name, "NAME").replaceAll(host().uri, "URI")).toMatchInlineSnapshot(
            `"resume domain "NAME": it was defined again while it waited for its drive, so it would run with its old definition. Stop it (virsh -c 'URI' destroy NAME) and run again: it then starts with the drive."`,
        );
        const left = await stateLeftBy(failed);
        expect(await stateOf(domain)).toBe("paused");
        await domain.stop();
        const state = await update(left, inputs);
        expect(await stateOf(domain)).toBe("running");
        expect(state).toMatchObject({ drive: "attached", startDomain: true });
    });

    it("leaves a declared tray only if the drive is in it", async () => {
        const domain = await host().start();
        const xml = await host().virsh("dumpxml", "--inactive", domain.name);
        await host().defineXml(() => xml.replace("</devices>", `${TRAY}</devices>`));
        const state = await create({ domain: domain.uuid });
        expect((await domain.live()).disks).toMatchObject([{ bus: "scsi", file: state.volumePath }]);
        await remove(state);
        expect((await domain.live()).disks).toEqual([]);
        expect((await domain.config()).disks).toMatchObject([{ target: "hda", alias: DRIVE_ALIAS }]);
        expect(await host().files()).toEqual([]);
    });

    it("isn't left in a running machine that has it on another bus than the tray, under the same target", async () => {
        const domain = await host().start({ machine: "q35" });
        const xml = await host().virsh("dumpxml", "--inactive", domain.name);
        const tray = TRAY.replace("hda", "sda").replace("ide", "sata");
        await host().defineXml(() => xml.replace("</devices>", `${tray}</devices>`));
        const state = await create({ domain: domain.uuid });
        await remove(state);
        expect((await domain.live()).disks).toEqual([]);
        expect((await domain.config()).disks).toMatchObject([{ target: "sda", bus: "sata", alias: DRIVE_ALIAS }]);
    });

    it("leaves no tray after it has become a disk", async () => {
        const domain = await host().define({ devices: TRAY });
        const first = await create({ domain: domain.uuid });
        const second = await update(first, { domain: domain.uuid, format: "vfat" });
        await remove(second);
        expect((await domain.config()).disks).toEqual([]);
    });
});
