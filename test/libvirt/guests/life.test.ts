import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lifeCycleOn, useTestHost } from "../../support/host.ts";
import { tinyGuest } from "./stage.ts";
import { mediaOf, reportOf, waiting } from "./waiting.ts";

describe("a drive that sees its guest through the first boot", () => {
    const host = useTestHost();
    const { create, read, remove } = lifeCycleOn(host);

    it("knows of it, takes the medium out, and is quiet then", async () => {
        const domain = await tinyGuest(host());
        const state = await create(waiting(domain, { ejectAfterBoot: true }));
        expect(state).toMatchObject({ drive: "ejected after the first boot", ejected: false, guest: reportOf(domain) });
        expect(await mediaOf(domain)).toEqual(["", ""]);
        expect(existsSync(state.volumePath)).toBe(true);
        expect(host().warnings).toEqual([]);
        expect(await read(state)).toEqual(state);
        await remove(state);
        expect(existsSync(state.volumePath)).toBe(false);
    });
});
