import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Inputs } from "../../../provider/model/inputs.ts";
import type { State } from "../../../provider/model/state.ts";
import { booting } from "../../guests/cloud-init-boot.ts";
import { lifeCycleOn, useTestHost } from "../../support/host.ts";
import type { TestDomain } from "../../support/test-domain.ts";
import { tinyGuest, type WantedGuest } from "./stage.ts";

describe("a drive that sees its guest through the first boot", () => {
    const host = useTestHost();
    const { create, update, read, remove } = lifeCycleOn(host);

    const guest = (more: WantedGuest = {}): Promise<TestDomain> => tinyGuest(host(), { late: true, ...more });
    const waiting = ({ uuid }: TestDomain, more: Partial<Inputs> = {}): Partial<Inputs> => ({
        domain: uuid,
        userData: booting({ id: uuid }),
        startDomain: true,
        waitForGuest: { timeout: 240 },
        ...more,
    });
    const mediaOf = async (domain: TestDomain): Promise<readonly string[]> => {
        const definitions = await Promise.all([domain.live(), domain.config()]);
        return definitions.map(({ disks }) => disks.find(({ device }) => device === "cdrom")?.file ?? "");
    };
    const report = (domain: TestDomain): unknown => ({
        status: "done",
        by: "agent",
        tool: "cloud-init",
        machine: domain.uuid,
    });
    const imageOf = ({ volumePath }: State): boolean => existsSync(volumePath);

    it("knows of it, without a change at a refresh or an update of something else", async () => {
        const domain = await guest();
        const inputs = waiting(domain);
        const state = await create(inputs);
        expect(state.guest).toEqual(report(domain));
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
        expect(state).toMatchObject({ drive: "ejected after the first boot", ejected: false, guest: report(domain) });
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
});
