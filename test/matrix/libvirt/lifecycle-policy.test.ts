import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Inputs } from "../../../provider/model/inputs.ts";
import type { State } from "../../../provider/model/state.ts";
import { caught, lifeCycleOn, SCSI_CONTROLLER, useTestHost } from "../../support/host.ts";
import { seenDrive, type TestDomain } from "../../support/test-domain.ts";

const FORMATS: readonly { inputs: Partial<Inputs>; devices?: string }[] = [
    { inputs: {} },
    { inputs: { bus: "scsi" }, devices: SCSI_CONTROLLER },
    { inputs: { format: "vfat", bus: "scsi" }, devices: SCSI_CONTROLLER },
];

describe.each(FORMATS)("a drive that changes with the next boot: $inputs", ({ inputs, devices = "" }) => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);
    const declared = (domain: TestDomain, more: Partial<Inputs> = {}): Partial<Inputs> => ({
        domain: domain.uuid,
        onChange: "nextBoot",
        ...inputs,
        ...more,
    });

    it("leaves the running machine as it is and tells no drift of it", async () => {
        const domain = await host().start({ devices });
        const before = await domain.incarnation();
        const state = await create(declared(domain));
        expect((await domain.live()).disks).toEqual([]);
        expect((await domain.config()).disks).toEqual([seenDrive(state.device ?? "cdrom", state)]);
        expect(await read(state)).toEqual(state);
        expect(await domain.incarnation()).toBe(before);
    });

    it("keeps the image that the running machine has until the machine is started again", async () => {
        const domain = await host().define({ devices });
        const first = await create(declared(domain));
        await domain.start();
        const second = await update(first, declared(domain, { userData: "second" }));
        expect((await domain.live()).disks.map(({ file }) => file)).toEqual([first.volumePath]);
        expect((await domain.config()).disks.map(({ file }) => file)).toEqual([second.volumePath]);
        expect(second.retiredVolumes).toEqual([first.volumeKey]);
        expect(existsSync(first.volumePath)).toBe(true);
        expect(await read(second)).toEqual(second);

        await domain.stop();
        await domain.start();
        expect((await domain.live()).disks.map(({ file }) => file)).toEqual([second.volumePath]);
        const third = await update(second, declared(domain, { userData: "third" }));
        expect(third.retiredVolumes).toEqual([second.volumeKey]);
        expect(await host().files()).toEqual([second.volume, third.volume].sort());
        await domain.stop();
        await remove(third);
        expect(await host().files()).toEqual([]);
        expect((await domain.config()).disks).toEqual([]);
    });

    it("still tells what somebody changed for the next start", async () => {
        const domain = await host().start({ devices });
        const state = await create(declared(domain));
        await domain.detach(state.diskXml, 2);
        expect((await read(state)).drive).toBe("detached from the persistent definition");
    });
});

describe("a change with the next boot", () => {
    const host = useTestHost();
    const { create, update, remove } = lifeCycleOn(host);

    it("comes at once when the program asks for that again", async () => {
        const domain = await host().define({ devices: SCSI_CONTROLLER });
        const first = await create({ domain: domain.uuid, bus: "scsi", onChange: "nextBoot" });
        await domain.boot();
        const second = await update(first, { domain: domain.uuid, bus: "scsi", onChange: "nextBoot", userData: "new" });
        const third = await update(second, { domain: domain.uuid, bus: "scsi", userData: "new" });
        expect((await domain.live()).disks.map(({ file }) => file)).toEqual([third.volumePath]);
        expect(third.retiredVolumes).toEqual([]);
        expect(await host().files()).toEqual([third.volume]);
    });

    it("is taken away with the drive from the running machine too", async () => {
        const domain = await host().define({ devices: SCSI_CONTROLLER });
        const first = await create({ domain: domain.uuid, bus: "scsi", onChange: "nextBoot" });
        await domain.boot();
        await remove(await update(first, { domain: domain.uuid, bus: "scsi", onChange: "nextBoot", userData: "new" }));
        expect((await domain.live()).disks).toEqual([]);
        expect(await host().files()).toEqual([]);
    });

    it("is refused for a transient domain, before anything is written", async () => {
        const domain = await host().startTransient();
        const error = await caught(create({ domain: domain.uuid, onChange: "nextBoot" }));
        expect(error).toMatchObject({ code: "domain-transient" });
        expect(error.message).toBe(
            `attach config drive to domain "${domain.name}": the domain is transient, and onChange "nextBoot" changes only a persistent definition. Omit onChange, or define the domain (virsh -c URI define FILE).`,
        );
        expect(await host().files()).toEqual([]);
    });
});

describe("a drive of a domain whose memory is saved", () => {
    const host = useTestHost();
    const { create, update, read } = lifeCycleOn(host);

    it.each(["optional", "mandatory"] as const)(
        "keeps the image that the saved machine has, which goes on with it and then gets the new one: %s",
        async (startupPolicy) => {
            const domain = await host().define();
            const inputs = { domain: domain.uuid, startupPolicy };
            const first = await create(inputs);
            await domain.boot();
            await host().virsh("managedsave", domain.name);
            const second = await update(first, { ...inputs, userData: "second" });
            const third = await update(second, { ...inputs, userData: "third" });
            expect(third.retiredVolumes).toEqual([first.volumeKey]);
            await domain.start();
            expect((await domain.live()).disks.map(({ file }) => file)).toEqual([first.volumePath]);
            const found = await read(third);
            expect(found.drive).toBe(`holds ${first.volumePath} in the running domain`);
            const mended = await update(found, { ...inputs, userData: "third" });
            expect((await domain.live()).disks.map(({ file }) => file)).toEqual([third.volumePath]);
            expect(mended).toMatchObject({ drive: "attached", retiredVolumes: [] });
            expect(await host().files()).toEqual([third.volume]);
        },
    );
});

const EMPTY = [
    { what: "ide, off", inputs: { bus: "ide" }, runs: false },
    { what: "ide, running", inputs: { bus: "ide" }, runs: true },
    { what: "scsi, running", inputs: { bus: "scsi" }, runs: true },
    { what: "a disk, running", inputs: { format: "vfat", bus: "scsi" }, runs: true },
    { what: "a disk, off", inputs: { format: "vfat" }, runs: false },
] as const;

describe("a drive that is kept empty", () => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);

    const filesIn = async (domain: TestDomain, state: State, runs: boolean) => {
        const definitions = [await domain.config(), ...(runs ? [await domain.live()] : [])];
        return definitions.map(({ disks }) =>
            disks.filter(({ target }) => target === state.attachedTarget).map(({ file }) => file ?? "empty"),
        );
    };

    it.each(EMPTY)("has no medium in any definition, and gets it back: $what", async ({ inputs, runs }) => {
        const domain = await host().define({ devices: SCSI_CONTROLLER });
        const state = await create({ domain: domain.uuid, ...inputs });
        if (runs) await domain.boot();
        const ejected = await update(state, { domain: domain.uuid, ...inputs, ejected: true });
        expect(ejected).toMatchObject({ drive: "ejected", attachedTarget: state.attachedTarget });
        const nothing = "format" in inputs ? [] : ["empty"];
        expect(await filesIn(domain, state, runs)).toEqual(runs ? [nothing, nothing] : [nothing]);
        expect(await host().files()).toEqual([state.volume]);
        expect(await read(ejected)).toMatchObject({ drive: "ejected", volumePath: state.volumePath });

        const back = await update(ejected, { domain: domain.uuid, ...inputs });
        expect(back.drive).toBe("attached");
        expect(await filesIn(domain, back, runs)).toEqual(
            runs ? [[back.volumePath], [back.volumePath]] : [[back.volumePath]],
        );
        await remove(back);
        expect(await host().files()).toEqual([]);
    });

    it.each<{ bus: "scsi" | "usb"; what: string }>([
        { bus: "usb", what: "on usb, where QEMU doesn't start with an empty one" },
        { bus: "scsi", what: "plugged in while the machine ran, where libvirt can't plug in an empty one" },
    ])("leaves the running machine, isn't in the way of its next start, and comes back: $what", async ({ bus }) => {
        const domain = await host().start();
        const state = await create({ domain: domain.uuid, bus });
        const ejected = await update(state, { domain: domain.uuid, bus, ejected: true });
        expect(ejected.drive).toBe("ejected");
        expect((await domain.live()).disks).toEqual([]);
        expect(await read(ejected)).toMatchObject({ drive: "ejected" });
        await domain.stop();
        await domain.boot();
        expect(await read(ejected)).toMatchObject({ drive: "ejected" });
        const back = await update(ejected, { domain: domain.uuid, bus });
        for (const { disks } of [await domain.live(), await domain.config()]) {
            expect(disks).toMatchObject([{ bus, file: back.volumePath }]);
        }
        await remove(back);
        expect(await host().files()).toEqual([]);
    });

    it("takes new content while it is empty", async () => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid, ejected: true });
        expect((await domain.config()).disks.map(({ file }) => file)).toEqual([undefined]);
        const changed = await update(state, { domain: domain.uuid, ejected: true, userData: "new" });
        expect(await host().files()).toEqual([changed.volume]);
        await remove(changed);
        expect((await domain.config()).disks).toEqual([]);
    });

    it("tells who put a medium in, and takes it out again", async () => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid, ejected: true });
        const other = join(host().folder, "other.iso");
        writeFileSync(other, Buffer.alloc(4096));
        await host().virsh("change-media", domain.name, state.attachedTarget, other, "--config", "--insert");
        const found = await read(state);
        expect(found.drive).toBe(`holds ${other} in the persistent definition`);
        expect(await read(await update(found, { domain: domain.uuid, ejected: true }))).toMatchObject({
            drive: "ejected",
        });
    });
});

describe("a drive that takes over another", () => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);

    it.each([false, true])("of an earlier ConfigDrive: same place, its image goes (running: %s)", async (runs) => {
        const domain = await host().define();
        const earlier = await create({ domain: domain.uuid, volumePrefix: "earlier", userData: "earlier" });
        if (runs) await domain.boot();
        const state = await create({ domain: domain.uuid, volumePrefix: "later", adopt: true });
        expect(state).toMatchObject({ drive: "attached", attachedTarget: earlier.attachedTarget });
        expect((await domain.config()).disks.map(({ file }) => file)).toEqual([state.volumePath]);
        if (runs) expect((await domain.live()).disks.map(({ file }) => file)).toEqual([state.volumePath]);
        expect(await host().files()).toEqual([state.volume]);
        expect(await read(state)).toEqual(state);
        const changed = await update(state, { domain: domain.uuid, volumePrefix: "later", adopt: true, userData: "x" });
        await remove(changed);
        expect(await host().files()).toEqual([]);
    });

    it("touches nothing of one that is identical", async () => {
        const domain = await host().define();
        const earlier = await create({ domain: domain.uuid });
        const before = await domain.config();
        const state = await create({ domain: domain.uuid, adopt: true });
        expect(state).toEqual(earlier);
        expect(await domain.config()).toEqual(before);
    });

    it.each([false, true])("of another program: its file stays (running: %s)", async (runs) => {
        const made = await create({ volumePrefix: "by-hand", userData: "by hand" });
        const domain = await host().define({
            devices: `<disk type='file' device='cdrom'><source file='${made.volumePath}'/><target dev='hdc' bus='ide'/><readonly/></disk>`,
        });
        if (runs) await domain.boot();
        const state = await create({ domain: domain.uuid, adopt: true });
        expect(state.attachedTarget).toBe("hdc");
        expect((await domain.config()).disks.map(({ file }) => file)).toEqual([state.volumePath]);
        expect(await host().files()).toEqual([made.volume, state.volume].sort());
        expect(await read(state)).toEqual(state);
        const changed = await update(state, { domain: domain.uuid, userData: "changed" });
        expect((await domain.config()).disks.map(({ file }) => file)).toEqual([changed.volumePath]);
        if (runs) await domain.stop();
        await remove(changed);
        expect((await domain.config()).disks).toEqual([]);
        expect(await host().files()).toEqual([made.volume]);
    });

    it("adds one where there is none, and takes none that only looks alike", async () => {
        const domain = await host().define();
        const other = join(host().folder, "install.iso");
        writeFileSync(other, Buffer.alloc(70_000));
        await host().virsh("attach-disk", domain.name, other, "hdb", "--type", "cdrom", "--config");
        const state = await create({ domain: domain.uuid, adopt: true });
        expect((await domain.config()).disks.map(({ file }) => file)).toEqual([other, state.volumePath].sort());
    });
});
