import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { virsh } from "../pulumi/host.ts";
import { Machine } from "./machine.ts";

/** An update by provider 0.9 stops, undefines, defines and starts the domain; the drive comes before the first instruction. */
const UPDATED = ["Stopped", "Undefined", "Defined", "Started paused", "Resumed with the drive"];

describe("a machine of provider 0.9 that starts paused and gets its drive", () => {
    let machine: Machine;

    beforeAll(async () => {
        machine = await Machine.open("attached", { RUNNING: "true", PAUSED: "true" });
    });
    afterAll(() => machine.close());

    it("has it in its first boot", async () => {
        await machine.up({}, /4 created/);
        expect(await machine.events()).toEqual(["Defined", "Started paused", "Resumed with the drive"]);
        await machine.expectDrive("scsi", "sda");
        await machine.seenInGuest();
        expect(await machine.stack.up(machine.set({}))).toMatch(/4 unchanged/);
    });

    it("gets new content while it runs", async () => {
        const before = await machine.process();
        await machine.up({ GUEST_NAME: "renamed" }, /1 updated/, /3 unchanged/);
        expect(machine.volumes()).toHaveLength(1);
        expect(await machine.process()).toBe(before);
        await machine.seenInGuest();
    });

    it("gets it at another place", async () => {
        await machine.up({ BUS: "usb", TARGET: "sde" }, /1 updated/, /3 unchanged/);
        await machine.expectDrive("usb", "sde");
        expect(await machine.events()).toEqual([]);
    });

    it("gets it back in the same run, and has it from the first instruction, when its title changes", async () => {
        const preview = await machine.run("preview", "--diff");
        expect(preview.output).toMatch(/4 unchanged/);
        await machine.up({ TITLE: "another" }, /2 updated/, /2 unchanged/);
        expect(await machine.events()).toEqual(UPDATED);
        await machine.expectDrive("usb", "sde");
        await machine.seenInGuest();
    });

    it("gets it back when someone took it out: `up` notices, and so does a refresh", async () => {
        const name = await machine.name();
        for (const flag of ["--live", "--config"]) virsh("detach-disk", name, "sde", flag);
        const refresh = await machine.run("refresh", "--yes", "--diff");
        expect(refresh.output).toMatch(/1 updated/);
        await machine.up({}, /1 updated/, /3 unchanged/);
        await machine.expectDrive("usb", "sde");
        virsh("detach-disk", name, "sde", "--config");
        await machine.up({}, /1 updated/, /3 unchanged/);
        await machine.expectDrive("usb", "sde");
        expect(await machine.events()).toEqual([]);
    });

    it("stays paused if its drive can't be attached, until a run attaches it", async () => {
        machine.set({ BUS: "ide", TARGET: "hda", TITLE: "a third" });
        const { code, output } = await machine.run("up", "--yes", "--skip-preview");
        expect(code).not.toBe(0);
        expect(output).toContain("it was started paused and waits for its drive, and ide doesn't support hot-plug");
        expect(await machine.state()).toBe("paused");
        await machine.up({ BUS: "scsi", TARGET: "sda" }, /1 updated/, /3 unchanged/);
        expect(await machine.events()).toEqual(UPDATED);
        await machine.seenInGuest();
    });

    it("stays paused if someone paused it", async () => {
        virsh("suspend", await machine.name());
        await machine.up({ GUEST_NAME: "paused" }, /1 updated/, /3 unchanged/);
        expect(await machine.state()).toBe("paused");
        virsh("resume", await machine.name());
        await machine.events();
    });

    it("stays when the drive goes", async () => {
        await machine.up({ DRIVES: "none" }, /1 deleted/, /3 unchanged/);
        expect(await machine.cdroms()).toEqual({ config: [], live: [] });
        expect(await machine.events()).toEqual([]);
    });

    it("goes, and leaves nothing", () => machine.destroy());
});
