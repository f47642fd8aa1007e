import { randomUUID } from "node:crypto";
import { chmod, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AFFECT_CONFIG } from "../../provider/libvirt/flags.ts";
import { IncompleteDrive } from "../../provider/lifecycle/incomplete.ts";
import { readDrive } from "../../provider/lifecycle/read.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import type { Inputs } from "../../provider/model/inputs.ts";
import type { State } from "../../provider/model/state.ts";
import { virsh } from "../../provider/text/shell-word.ts";
import { definePool, undefinePool } from "../support/client-verbs.ts";
import { beside, caught, emptyCdrom, lifeCycleOn, SCSI_CONTROLLER, stateLeftBy, useTestHost } from "../support/host.ts";

describe("a drive that can't be had", () => {
    const host = useTestHost();

    const { create, update, remove } = lifeCycleOn(host);

    it("is refused with the names that come near: domain and pool", async () => {
        const domain = await host().define();
        const asked = `${domain.name}x`;
        const missing = await caught(create({ domain: asked }));
        expect(missing).toMatchObject({ code: "domain-not-found" });
        expect(missing.message).toContain(
            `find domain "${asked}": the host has no such domain. Nearest names: ${domain.name}`,
        );
        const pool = await caught(create({ pool: `${host().pool}x` }));
        expect(pool).toMatchObject({ code: "pool-not-found" });
        expect(pool.message).toContain(
            `in pool "${host().pool}x": the host has no such pool. Nearest names: ${host().pool}`,
        );
        expect(await host().files()).toEqual([]);
    });

    it("is found by its name where that looks like a UUID", async () => {
        const name = randomUUID();
        const domain = await host().defineXml(
            () => `<domain type='qemu'>
    <name>${name}</name>
    <memory unit='MiB'>48</memory>
    <os><type arch='x86_64' machine='pc'>hvm</type></os>
</domain>`,
        );
        const state = await create({ domain: name });
        expect(state.drive).toBe("attached");
        expect((await domain.config()).disks).toHaveLength(1);
        await remove(state);
        expect((await domain.config()).disks).toEqual([]);
    });

    it("accepts network data for the NICs that the domain has", async () => {
        const mac = "52:54:00:Aa:bb:cc";
        const nic = `<interface type='user'><mac address='${mac}'/></interface>`;
        const domain = await host().define({ devices: nic });
        const networkData = {
            links: [{ id: "eth0", type: "phy" as const, ethernet_mac_address: mac }],
            networks: [],
        };
        expect((await create({ domain: domain.uuid, networkData })).drive).toBe("attached");
    });

    it("isn't refused where a NIC of the host may be passed through", async () => {
        const devices = `<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0' bus='0x5e' slot='2' function='0'/></source></hostdev>`;
        const domain = await host().define({ devices });
        const networkData = {
            links: [{ id: "vf0", type: "phy" as const, ethernet_mac_address: "52:54:00:11:22:33" }],
            networks: [],
        };
        expect((await create({ domain: domain.uuid, networkData })).drive).toBe("attached");
    });

    it("keeps what was done when the attach fails, and goes on from there", async () => {
        const domain = await host().start({ machine: "q35" });
        const inputs = { domain: domain.uuid };
        // QEMU can't open the image of a drive that is plugged in.
        await chmod(host().folder, 0o700);
        const left = await stateLeftBy(create(inputs));
        await chmod(host().folder, 0o755);
        expect(left).toMatchObject({ drive: "not attached yet", attachedBus: "" });
        expect(await host().files()).toEqual([left.volume]);
        await domain.stop();
        const state = await update(left, { ...inputs, userData: "changed" });
        expect((await domain.config()).disks).toMatchObject([{ file: state.volumePath }]);
        expect(await host().files()).toEqual([state.volume]);
        await remove(state);
        expect(await domain.config()).toEqual({ disks: [], controllers: [] });
        expect(await host().files()).toEqual([]);
    });

    it("is taken away altogether after a failed attach", async () => {
        const domain = await host().start({ machine: "q35" });
        await chmod(host().folder, 0o700);
        const left = await stateLeftBy(create({ domain: domain.uuid }));
        await remove(left);
        await chmod(host().folder, 0o755);
        expect(await domain.config()).toEqual({ disks: [], controllers: [] });
        expect(await host().files()).toEqual([]);
    });

    it("leaves everything as it was when an update is refused or called off", async () => {
        const domain = await host().define({ devices: emptyCdrom("hdd", "ide") });
        const first = await create({ domain: domain.uuid });
        await domain.boot();
        const changed = { domain: domain.uuid, userData: "changed" };
        expect(await caught(update(first, { ...changed, target: "hdd" }))).toMatchObject({ code: "bus-full" });
        const calledOff = updateDrive(host().handle(AbortSignal.abort()), first, host().declare(changed));
        expect(await caught(calledOff)).toMatchObject({ code: "aborted" });
        expect(await host().files()).toEqual([first.volume]);
        expect(await domain.openImages()).toEqual([first.volume]);
        expect(await readDrive(host().handle(), first)).toEqual(first);
    });

    const MOMENTS = [5, 10, 15, 20, 30, 40, 60].flatMap((ms) =>
        (["iso9660", "vfat"] as const).map((format) => ({ ms, format })),
    );

    it.each(MOMENTS)("goes on from wherever $ms ms of an update of $format brought it", async ({ ms, format }) => {
        const domain = await host().start({ devices: SCSI_CONTROLLER });
        const inputs: Partial<Inputs> = { domain: domain.uuid, format, bus: "scsi" };
        const first = await create(inputs);
        const changed = host().declare({ ...inputs, userData: "changed" });
        const left = await updateDrive(host().handle(AbortSignal.timeout(ms)), first, changed).catch(
            (error: unknown) => (error instanceof IncompleteDrive ? error.state : first),
        );
        const state = await updateDrive(host().handle(), left, changed);
        for (const { disks } of [await domain.live(), await domain.config()]) {
            expect(disks).toMatchObject([{ file: state.volumePath }]);
        }
        expect(state).toMatchObject({ drive: "attached", retiredVolumes: [] });
        expect(await host().files()).toEqual([state.volume]);
    });

    it("keeps the drive when the domain doesn't start, and starts it in the next run", async () => {
        const absent = join(host().folder, "absent.img");
        const disk = `<disk type='file'><source file='${absent}'/><target dev='sdx' bus='scsi'/></disk>`;
        const domain = await host().define({ devices: SCSI_CONTROLLER + disk });
        const inputs: Partial<Inputs> = { domain: domain.uuid, startDomain: true };
        const left = await stateLeftBy(create(inputs));
        expect(left).toMatchObject({ drive: "attached", startDomain: false, retiredVolumes: [] });
        expect((await domain.config()).disks).toContainEqual(expect.objectContaining({ file: left.volumePath }));
        const again = await stateLeftBy(update(left, inputs));
        expect(again).toMatchObject({ drive: "attached", startDomain: false, retiredVolumes: [] });
        const changed = await stateLeftBy(update(again, { ...inputs, userData: "changed" }));
        expect(changed.retiredVolumes).toEqual([left.volumeKey]);
        await writeFile(absent, "");
        const state = await update(changed, { ...inputs, userData: "changed" });
        expect(state).toMatchObject({ drive: "attached", startDomain: true, retiredVolumes: [] });
        expect(await domain.isActive()).toBe(true);
        expect(await host().files()).toEqual(["absent.img", state.volume]);
    });

    it("doesn't start the domain again after a later failure", async () => {
        const domain = await host().define();
        const inputs: Partial<Inputs> = { domain: domain.uuid, startDomain: true };
        const first = await create(inputs);
        await domain.stop();
        const changed = { ...inputs, userData: "changed" };
        // The new medium is in, but the old volume can't be removed: its pool has gone to sleep.
        const left = await stateLeftBy(
            update({ ...first, retiredVolumes: ["/nowhere/a.iso"], pool: await sleepingPool() }, changed),
        );
        expect(left.startDomain).toBe(true);
        await update(left, changed);
        expect(await domain.isActive()).toBe(false);
    });

    const sleepingPool = async (): Promise<string> => {
        const name = `${host().pool}-asleep`;
        const xml = `<pool type='dir'><name>${name}</name><target><path>/nowhere</path></target></pool>`;
        const pool = await definePool(host().client, xml);
        host().onRemove(() => undefinePool(host().client, pool));
        return name;
    };

    it("converges on the device of a run that was killed before it could tell", async () => {
        const domain = await host().define();
        const lost = await create({ domain: domain.uuid, userData: "lost" });
        const state = await create({ domain: domain.uuid });
        expect((await domain.config()).disks).toMatchObject([{ file: state.volumePath, target: lost.attachedTarget }]);
        expect(await host().files()).toEqual([state.volume]);
    });
});

describe("deleteDrive", () => {
    const host = useTestHost();

    const { create, remove } = lifeCycleOn(host);

    it("can be run twice", async () => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid });
        await remove(state);
        await remove(state);
        expect(await host().files()).toEqual([]);
    });

    it("is done when domain, device, volume or pool are gone", async () => {
        const domain = await host().define();
        const states: State[] = [];
        for (const volumePrefix of ["domain", "device", "volume", "file"]) {
            states.push(await create({ domain: domain.uuid, ...beside(volumePrefix) }));
        }
        const [noDomain, noDevice, noVolume, noFile] = states;
        if (!(noDomain && noDevice && noVolume && noFile)) throw new RangeError("four states");
        await domain.detach(noDevice.diskXml, AFFECT_CONFIG);
        await remove(noDevice);
        await host().virsh("vol-delete", "--pool", host().pool, "--vol", noVolume.volume);
        await remove(noVolume);
        await unlink(noFile.volumePath);
        await remove(noFile);
        await domain.undefine();
        await remove(noDomain);
        expect(await host().files()).toEqual([]);
        const noPool = await create({});
        await host().stopPool();
        await host().undefinePool();
        await remove(noPool);
    });

    it("refuses while the pool is stopped, since the volume may still be there", async () => {
        const state = await create({});
        await host().stopPool();
        const error = await caught(remove(state));
        expect(error).toMatchObject({ code: "pool-inactive" });
        expect(error.message).toBe(
            `delete volume ${state.volumeKey}: pool "${host().pool}" is defined but not active. Start it (${virsh(host().uri, "pool-start", host().pool)}) and run again.`,
        );
        expect(await readDrive(host().handle(), state)).toMatchObject({ drive: "pool inactive" });
        await host().startPool();
        await remove(state);
        expect(await host().files()).toEqual([]);
    });

    it("leaves other disks and controllers alone", async () => {
        const domain = await host().define({ devices: SCSI_CONTROLLER + emptyCdrom("sda", "scsi") });
        const before = await domain.config();
        const state = await create({ domain: domain.uuid, bus: "scsi" });
        expect(state.attachedTarget).toBe("sdb");
        await remove(state);
        expect(await domain.config()).toEqual(before);
    });

    it("leaves a controller to the disks that others put on it", async () => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid, bus: "scsi" });
        await domain.attach(emptyCdrom("sdb", "scsi"), AFFECT_CONFIG);
        await remove(state);
        expect(await domain.config()).toMatchObject({ disks: [{ target: "sdb" }], controllers: ["0:virtio-scsi"] });
    });
});
