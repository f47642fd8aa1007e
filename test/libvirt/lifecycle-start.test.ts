import { describe, expect, it } from "vitest";
import type { Inputs } from "../../provider/model/inputs.ts";
import { lifeCycleOn, useTestHost } from "../support/host.ts";

describe("startDomain", () => {
    const host = useTestHost();

    const { create, update, read } = lifeCycleOn(host);

    it("starts the domain once, when the drive is in", async () => {
        const domain = await host().define();
        const inputs: Partial<Inputs> = { domain: domain.uuid, startDomain: true };
        const first = await create(inputs);
        expect(first.startDomain).toBe(true);
        expect(await domain.isActive()).toBe(true);
        expect(await domain.openImages()).toEqual([first.volume]);
        expect(await read(first)).toEqual(first);
        await domain.stop();
        const second = await update(first, { ...inputs, userData: "changed" });
        expect(await domain.isActive()).toBe(false);
        expect(second.startDomain).toBe(true);
    });

    it("starts the domain in an update that asks for it first", async () => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid });
        expect(await domain.isActive()).toBe(false);
        const started = await update(state, { domain: domain.uuid, startDomain: true });
        expect(await domain.isActive()).toBe(true);
        expect(started.startDomain).toBe(true);
    });

    it("leaves a domain that runs already as it is", async () => {
        const domain = await host().start();
        const incarnation = await domain.incarnation();
        await create({ domain: domain.uuid, startDomain: true });
        expect(await domain.incarnation()).toBe(incarnation);
    });
});
