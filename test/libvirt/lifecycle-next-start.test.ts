import { describe, expect, it } from "vitest";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { withCalls } from "../support/calls.ts";
import { caught, emptyCdrom, lifeCycleOn, useTestHost } from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";

describe("a drive that a running machine gets later than its definition", () => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);

    const buses = async (domain: TestDomain): Promise<readonly (readonly unknown[])[]> =>
        [await domain.live(), await domain.config()].map(({ disks }) => disks.map(({ bus }) => bus));

    it("says that it is attached at the next start, until that has happened", async () => {
        const domain = await host().start();
        const first = await create({ domain: domain.uuid, onChange: "nextBoot" });
        expect(first.drive).toBe("attached at the next start");
        expect(await read(first)).toEqual(first);
        await domain.stop();
        await domain.start();
        const started = await read(first);
        expect(started.drive).toBe("attached");
        const second = await update(started, { domain: domain.uuid, onChange: "nextBoot", userData: "changed" });
        expect(second.drive).toBe("attached at the next start");
        expect(await read(second)).toEqual(second);
    });

    it.each(["pc", "q35"] as const)("comes over scsi once it no longer has to wait: %s", async (machine) => {
        const domain = await host().start({ machine });
        const waiting = await create({ domain: domain.uuid, onChange: "nextBoot" });
        const state = await update(waiting, { domain: domain.uuid });
        expect(state.drive).toBe("attached");
        expect(await buses(domain)).toEqual([["scsi"], [machine === "pc" ? "ide" : "sata"]]);
        expect(await read(state)).toEqual(state);
        await domain.stop();
        await domain.start();
        expect((await read(state)).drive).toBe("attached");
        await remove(state);
    });

    it("waits for the next start on a bus without hot-plug that the program declares", async () => {
        const domain = await host().start();
        const inputs = { domain: domain.uuid, bus: "ide" } as const;
        expect(await caught(create(inputs))).toMatchObject({ code: "hotplug-unsupported" });
        const waiting = await create({ ...inputs, onChange: "nextBoot" });
        const state = await update(waiting, { ...inputs, userData: "changed" });
        expect(state.drive).toBe("attached at the next start");
        expect(await buses(domain)).toEqual([[], ["ide"]]);
        expect(await read(state)).toEqual(state);
        await domain.stop();
        await domain.start();
        expect((await read(state)).drive).toBe("attached");
    });

    it.each<["auto" | "ide", string, readonly string[]]>([
        ["auto", "attached", ["scsi"]],
        ["ide", "attached at the next start", []],
    ])("comes into a machine that is started during the upload: bus %s", async (bus, drive, live) => {
        const domain = await host().define();
        const { client, ...handle } = host().handle();
        const upload: typeof client.storageVolUpload = async (...call) => {
            await domain.start();
            await client.storageVolUpload(...call);
        };
        const started = { ...handle, client: withCalls(client, { storageVolUpload: upload }) };
        const state = await createDrive(started, host().declare({ domain: domain.uuid, bus }));
        expect(state.drive).toBe(drive);
        expect(await buses(domain)).toEqual([live, ["ide"]]);
        expect((await update(state, { domain: domain.uuid, bus })).drive).toBe(drive);
    });

    it("comes into a machine that resumed its memory without it", async () => {
        const domain = await host().define();
        await domain.boot();
        await host().virsh("managedsave", domain.name);
        const state = await create({ domain: domain.uuid });
        expect(host().warnings.join()).toContain("its next start resumes it without this change");
        await domain.start();
        const resumed = await read(state);
        expect(resumed.drive).toBe("detached from the running domain");
        expect((await update(resumed, { domain: domain.uuid })).drive).toBe("attached");
        expect(await buses(domain)).toEqual([["scsi"], ["ide"]]);
    });

    it("comes into a machine that startDomain resumes", async () => {
        const domain = await host().define();
        await domain.boot();
        await host().virsh("managedsave", domain.name);
        const state = await create({ domain: domain.uuid, startDomain: true });
        expect(state.drive).toBe("attached");
        expect(await buses(domain)).toEqual([["scsi"], ["ide"]]);
        expect(host().warnings).toEqual([]);
    });
});

describe("a drive of a machine that was made again under its name", () => {
    const host = useTestHost();
    const { create, update, read } = lifeCycleOn(host);

    it.each([false, true])("is missed by a refresh, and comes back: running %s", async (running) => {
        const domain = await host().define();
        const xml = (await host().virsh("dumpxml", domain.name)).replace(/<uuid>.*<\/uuid>/, "");
        const inputs = { domain: domain.name };
        const first = await create(inputs);
        await domain.undefine();
        await host().defineXml(() => xml);
        if (running) await domain.start();
        const found = await read(first);
        expect(found.drive).not.toBe("attached");
        const again = await update(found, inputs);
        expect(again.drive).toBe("attached");
        expect((await domain.config()).disks).toMatchObject([{ file: again.volumePath }]);
        expect(await host().files()).toEqual([again.volume]);
    });

    it("starts the new machine too, but each only once", async () => {
        const domain = await host().define();
        const xml = (await host().virsh("dumpxml", domain.name)).replace(/<uuid>.*<\/uuid>/, "");
        const inputs = { domain: domain.name, startDomain: true };
        const first = await create(inputs);
        await domain.stop();
        await domain.undefine();
        const remade = await host().defineXml(() => xml);
        const again = await update(await read(first), inputs);
        expect(await remade.isActive()).toBe(true);
        await remade.stop();
        await update(again, { ...inputs, userData: "changed" });
        expect(await remade.isActive()).toBe(false);
    });

    it("is missed where the new machine has another drive in its place", async () => {
        const domain = await host().define();
        const xml = (await host().virsh("dumpxml", domain.name)).replace(/<uuid>.*<\/uuid>/, "");
        const first = await create({ domain: domain.name });
        await domain.undefine();
        await host().defineXml(() => xml.replace("<devices>", `<devices>${emptyCdrom("hda", "ide")}`));
        expect((await read(first)).drive).toBe("detached from the persistent definition");
        const again = await update(first, { domain: domain.name });
        expect(again.attachedTarget).toBe("hdb");
    });
});
