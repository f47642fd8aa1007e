import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { virsh } from "../pulumi/host.ts";
import { Machine } from "./machine.ts";

describe("a machine of provider 0.9 that declares an empty cdrom for its drive, on ide", () => {
    let machine: Machine;

    beforeAll(async () => {
        machine = await Machine.open("attached", { TRAY: "true", RUNNING: "true", PAUSED: "true" });
    });
    afterAll(() => machine.close());

    it("has the drive there in its first boot", async () => {
        await machine.up({}, /4 created/);
        expect(await machine.events()).toEqual(["Defined", "Started paused", "Resumed with the drive"]);
        await machine.expectDrive("ide", "hda");
        await machine.seenInGuest();
        expect(machine.hasMissedDrive()).toBe(false);
        expect(await machine.stack.up(machine.set({}))).toMatch(/4 unchanged/);
    });

    it("gets new content while it runs", async () => {
        const before = await machine.process();
        await machine.up({ GUEST_NAME: "renamed" }, /1 updated/, /3 unchanged/);
        expect(machine.volumes()).toHaveLength(1);
        await machine.expectDrive("ide", "hda");
        await machine.seenInGuest();
        expect(await machine.process()).toBe(before);
        expect(await machine.events()).toEqual([]);
    });

    it("has the drive from the first instruction when its title changes", async () => {
        await machine.up({ TITLE: "another" }, /2 updated/, /2 unchanged/);
        expect(await machine.events()).toEqual([
            "Stopped",
            "Undefined",
            "Defined",
            "Started paused",
            "Resumed with the drive",
        ]);
        await machine.expectDrive("ide", "hda");
        await machine.seenInGuest();
        expect(machine.hasMissedDrive()).toBe(false);
    });

    it("gets the medium back when someone ejected it", async () => {
        const name = await machine.name();
        for (const flag of ["--live", "--config"]) virsh("change-media", name, "hda", "--eject", "--force", flag);
        await machine.up({}, /1 updated/, /3 unchanged/);
        await machine.expectDrive("ide", "hda");
        await machine.seenInGuest();
    });

    it("would be restarted in each run if the cdrom had a driver, whose type libvirt drops", async () => {
        machine.set({ TRAY_DRIVER: "true" });
        await machine.stack.up(machine.set({}));
        expect((await machine.run("preview")).output).toMatch(/1 to update/);
        await machine.up({ TRAY_DRIVER: undefined });
        await machine.events();
    });

    it("keeps the cdrom, empty, when the drive goes", async () => {
        await machine.up({ DRIVES: "none" }, /1 deleted/, /3 unchanged/);
        const empty = [{ target: "hda", bus: "ide", file: undefined }];
        expect(await machine.cdroms()).toEqual({ config: empty, live: empty });
        expect(await machine.events()).toEqual([]);
    });

    it("goes, and leaves nothing", () => machine.destroy());
});
