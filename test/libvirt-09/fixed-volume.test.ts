import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Machine } from "./machine.ts";

describe("a running machine of provider 0.9 that declares a drive with a fixed volume", () => {
    let machine: Machine;
    let volume: string;

    beforeAll(async () => {
        machine = await Machine.open("drive-first", { FIXED: "true" });
    });
    afterAll(() => machine.close());

    it("has it in its first boot", async () => {
        await machine.up({}, /4 created/);
        expect(await machine.events()).toEqual(["Defined", "Started with the drive"]);
        volume = await machine.expectDrive("ide", "hda");
        await machine.seenInGuest();
        expect(machine.hasMissedDrive()).toBe(false);
        expect(await machine.stack.up(machine.set({}))).toMatch(/4 unchanged/);
    });

    it("gets new content in the same volume, and runs on: its domain has no change", async () => {
        const before = await machine.process();
        await machine.up({ GUEST_NAME: "renamed" }, /1 updated/, /3 unchanged/);
        expect(await machine.expectDrive("ide", "hda")).toBe(volume);
        expect(machine.volumes()).toEqual([volume]);
        await machine.seenInGuest();
        expect(await machine.process()).toBe(before);
        expect(await machine.events()).toEqual([]);
    });

    it("is restarted with it when its title changes", async () => {
        await machine.up({ TITLE: "another" }, /1 updated/, /3 unchanged/);
        expect(await machine.events()).toEqual(["Stopped", "Undefined", "Defined", "Started with the drive"]);
        expect(await machine.expectDrive("ide", "hda")).toBe(volume);
        await machine.seenInGuest();
        expect(machine.hasMissedDrive()).toBe(false);
    });

    it("goes, and leaves nothing", () => machine.destroy());
});

describe("the preview of new content in a fixed volume", () => {
    let machine: Machine;

    beforeAll(async () => {
        machine = await Machine.open("drive-first", { FIXED: "true" });
    });
    afterAll(() => machine.close());

    it.each([
        { BY: "path", previewed: "2 to update" },
        { BY: "name", previewed: "1 to update" },
    ])("is true of a domain that refers to it by $BY: $previewed", async ({ BY, previewed }) => {
        await machine.up({ BY, GUEST_NAME: `before-${BY}` });
        await machine.events();
        machine.set({ GUEST_NAME: `after-${BY}` });
        expect((await machine.run("preview")).output).toContain(previewed);
        await machine.up({}, /1 updated/, /3 unchanged/);
        await machine.seenInGuest();
        expect(await machine.events()).toEqual([]);
    });
});
