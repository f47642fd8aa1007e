import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { virsh } from "../pulumi/host.ts";
import { Machine } from "./machine.ts";

/** An update by provider 0.9 of a domain that declares `running: false`. */
const UPDATED_WHILE_RUNNING = ["Stopped", "Undefined", "Defined"];

describe("a machine of provider 0.9 that its drive starts", () => {
    let machine: Machine;

    beforeAll(async () => {
        machine = await Machine.open("attached");
    });
    afterAll(() => machine.close());

    it("has the drive in its first boot", async () => {
        await machine.up({}, /4 created/);
        expect(await machine.events()).toEqual(["Defined", "Started with the drive"]);
        await machine.expectDrive("ide", "hda");
        await machine.seenInGuest();
        expect(machine.hasMissedDrive()).toBe(false);
        expect(await machine.stack.up(machine.set({}))).toMatch(/4 unchanged/);
    });

    it("gets new content while it runs", async () => {
        await machine.up({ GUEST_NAME: "renamed" }, /1 updated/, /3 unchanged/);
        expect(machine.volumes()).toHaveLength(1);
        await machine.seenInGuest();
        expect(await machine.events()).toEqual([]);
    });

    it("is turned off when its title changes; the drive is put back, and a warning says so", async () => {
        const output = await machine.up({ TITLE: "another" }, /2 updated/, /2 unchanged/);
        const name = await machine.name();
        expect(output).toContain(`domain "${name}" was off and without the drive`);
        expect(output).toContain("With running: true and create: { paused: true } in the domain");
        expect(await machine.events()).toEqual(UPDATED_WHILE_RUNNING);
        await machine.expectDrive("ide", "hda");
    });

    it("has the drive when someone starts it", async () => {
        virsh("start", await machine.name());
        expect(await machine.events()).toEqual(["Started with the drive"]);
        await machine.seenInGuest();
        await machine.up({}, /4 unchanged/);
    });

    it("goes, and leaves nothing", () => machine.destroy());
});

describe("a machine of provider 0.9 that is off", () => {
    let machine: Machine;

    beforeAll(async () => {
        machine = await Machine.open("attached", { START: "false" });
    });
    afterAll(() => machine.close());

    it("gets a drive", async () => {
        await machine.up({}, /4 created/);
        await machine.expectDrive("ide", "hda");
    });

    it("gets new content", async () => {
        const before = await machine.expectDrive("ide", "hda");
        await machine.up({ GUEST_NAME: "renamed" }, /1 updated/, /3 unchanged/);
        expect(machine.volumes()).toHaveLength(1);
        expect(await machine.expectDrive("ide", "hda")).not.toBe(before);
    });

    it("gets it at another place", async () => {
        await machine.up({ BUS: "usb", TARGET: "sde" }, /1 updated/, /3 unchanged/);
        await machine.expectDrive("usb", "sde");
    });

    it("gets it back in the same run when its title changes", async () => {
        await machine.up({ TITLE: "another" }, /2 updated/, /2 unchanged/);
        await machine.expectDrive("usb", "sde");
    });

    it("gets it back when someone took it out", async () => {
        virsh("detach-disk", await machine.name(), "sde", "--config");
        await machine.up({}, /1 updated/, /3 unchanged/);
        await machine.expectDrive("usb", "sde");
    });

    it("was never started", async () => {
        expect(await machine.events()).toEqual(["Defined", "Undefined", "Defined"]);
    });

    it("stays when the drive goes", async () => {
        await machine.up({ DRIVES: "none" }, /1 deleted/, /3 unchanged/);
        expect(await machine.cdroms()).toEqual({ config: [] });
    });

    it("goes, and leaves nothing", () => machine.destroy());
});
