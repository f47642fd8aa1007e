import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findLoss } from "../../../../provider/lifecycle/look.ts";
import type { State } from "../../../../provider/model/state.ts";
import { booting } from "../../../guests/cloud-init-boot.ts";
import { tinyGuest } from "../../../libvirt/guests/stage.ts";
import { mediaOf, reportOf, waiting } from "../../../libvirt/guests/waiting.ts";
import { caught, lifeCycleOn, stateLeftBy, useTestHost } from "../../../support/host.ts";
import type { TestDomain } from "../../../support/test-domain.ts";

describe("a drive whose guest is seen through the first boot", () => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);

    const guest = (): Promise<TestDomain> => tinyGuest(host());
    const imageOf = ({ volumePath }: State): boolean => existsSync(volumePath);

    it("knows of it, without a change at a refresh or an update of something else", async () => {
        const domain = await guest();
        const inputs = waiting(domain);
        const state = await create(inputs);
        expect(state.guest).toEqual(reportOf(domain));
        expect(host().warnings).toEqual([]);
        expect(await read(state)).toEqual(state);
        const updated = await update(state, { ...inputs, timeouts: { read: 60 } });
        expect(updated.guest).toEqual(state.guest);
        await remove(updated);
    });

    it("takes the medium out for ejectAfterBoot, and puts it back for a new instance", async () => {
        const domain = await guest();
        const inputs = waiting(domain, { ejectAfterBoot: true });
        const state = await create(inputs);
        expect(state).toMatchObject({ drive: "ejected after the first boot", ejected: false, guest: reportOf(domain) });
        expect(await mediaOf(domain)).toEqual(["", ""]);
        expect(imageOf(state)).toBe(true);
        expect(await read(state)).toEqual(state);
        const other = "11111111-2222-4333-8444-555555555555";
        const again = await update(state, { ...inputs, uuid: other, userData: booting({ id: other }) });
        expect(again).toMatchObject({ drive: "attached", guest: { status: "pending", machine: domain.uuid } });
        expect(await mediaOf(domain)).toEqual([again.volumePath, again.volumePath]);
        await domain.stop();
        await domain.start();
        const seen = await update(again, { ...inputs, uuid: other, userData: booting({ id: other }) });
        expect(seen.drive).toBe("ejected after the first boot");
        expect(await mediaOf(domain)).toEqual(["", ""]);
        await remove(seen);
        expect(imageOf(seen)).toBe(false);
    });

    it("deletes the image too without keepImage, and says so until it is declared otherwise", async () => {
        const domain = await guest();
        const inputs = waiting(domain, { ejectAfterBoot: true, keepImage: false });
        const state = await create(inputs);
        expect(state.drive).toBe("ejected after the first boot, image deleted");
        expect(imageOf(state)).toBe(false);
        expect(await read(state)).toEqual(state);
        const back = await update(state, waiting(domain));
        expect(back.drive).toBe("attached");
        expect(await mediaOf(domain)).toEqual([back.volumePath, back.volumePath]);
        expect(imageOf(back)).toBe(true);
        await remove(back);
    });

    it("without waitForGuest is ejected by the first update that sees the end", async () => {
        const domain = await guest();
        const { waitForGuest: _, ...inputs } = waiting(domain, { ejectAfterBoot: true });
        let state = await create(inputs);
        expect(state.drive).toBe("attached");
        await expect
            .poll(async () => (await read(state)).drive, { timeout: 240_000, interval: 1000 })
            .toBe("attached, and the guest has done its first boot");
        expect(await mediaOf(domain)).toEqual([state.volumePath, state.volumePath]);
        state = await update(state, inputs);
        expect(state.drive).toBe("ejected after the first boot");
        expect(await mediaOf(domain)).toEqual(["", ""]);
        await remove(state);
    });

    it("that was only degraded stays a failure for failOn, also after a refresh", async () => {
        const domain = await guest();
        const recoverable = { DEPRECATED: ["the key 'system_info' is old"] };
        const inputs = waiting(domain, {
            userData: booting({ id: domain.uuid, recoverable }),
            waitForGuest: { timeout: 240, failOn: "degraded" },
            ejectAfterBoot: true,
        });
        const state = await stateLeftBy(create(inputs));
        expect(state).toMatchObject({ drive: "attached", guest: { status: "failed", machine: domain.uuid } });
        expect(await read(state)).toEqual(state);
        expect(await findLoss(host().handle(), state)).toBe("attached, and the guest's first boot has failed");
        expect(await stateLeftBy(update(state, inputs))).toMatchObject({ drive: "attached" });
        await remove(state);
    });

    it("that takes too long isn't forgotten by a refresh", async () => {
        const domain = await guest();
        const inputs = waiting(domain, {
            userData: booting({ id: domain.uuid, seconds: 40 }),
            waitForGuest: { timeout: 1 },
            ejectAfterBoot: true,
        });
        const state = await read(await stateLeftBy(create(inputs)));
        expect(await findLoss(host().handle(), state)).toBe(
            "attached, and the end of the guest's first boot wasn't seen",
        );
        const patient = { ...inputs, waitForGuest: { timeout: 240 } };
        const seen = await update(state, patient);
        expect(seen.drive).toBe("ejected after the first boot");
        // A machine that waits for its start after the drive was taken out is resumed by the next update.
        await domain.stop();
        await host().virsh("start", "--paused", domain.name);
        expect(await findLoss(host().handle(), seen)).toBe("ejected, but the machine was left paused");
        await remove(await update(seen, patient));
    });

    it("fails with the guest's words, keeps the drive, and looks again in the next run", async () => {
        const domain = await guest();
        const errors = ["Runparts: 1 failures (runcmd) in 1 attempted commands"];
        const inputs = waiting(domain, { userData: booting({ id: domain.uuid, errors }), ejectAfterBoot: true });
        const failed = create(inputs);
        const state = await stateLeftBy(failed);
        expect((await caught(failed)).message).toContain("Runparts: 1 failures (runcmd)");
        expect(state).toMatchObject({ drive: "attached", startDomain: true });
        expect(state.guest).toEqual({ status: "failed", machine: domain.uuid });
        expect(await mediaOf(domain)).toEqual([state.volumePath, state.volumePath]);
        expect((await caught(update(state, inputs))).message).toContain("Runparts: 1 failures (runcmd)");
        await remove(state);
        expect(await mediaOf(domain)).toEqual(["", ""]);
    });
});
