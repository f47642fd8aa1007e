import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { virsh } from "../pulumi/host.ts";
import { Machine } from "./machine.ts";

const UPDATED = ["Stopped", "Undefined", "Defined", "Started with the drive"];

describe.each([
    { MACHINE: "pc", bus: "ide", target: "hda" },
    { MACHINE: "q35", bus: "sata", target: "sda" },
])("a running $MACHINE of provider 0.9 that declares the drive among its disks", ({ MACHINE, bus, target }) => {
    let machine: Machine;

    beforeAll(async () => {
        machine = await Machine.open("drive-first", { MACHINE });
    });
    afterAll(() => machine.close());

    it("has it in its first boot", async () => {
        await machine.up({}, /4 created/);
        expect(await machine.events()).toEqual(["Defined", "Started with the drive"]);
        await machine.expectDrive(bus, target);
        await machine.seenInGuest();
        expect(machine.hasMissedDrive()).toBe(false);
        expect(await machine.stack.up(machine.set({}))).toMatch(/4 unchanged/);
    });

    it("is restarted with it when its title changes", async () => {
        await machine.up({ TITLE: "another" }, /1 updated/, /3 unchanged/);
        expect(await machine.events()).toEqual(UPDATED);
        await machine.expectDrive(bus, target);
    });

    it("is restarted by new content, whose volume has another name", async () => {
        await machine.up({ GUEST_NAME: "renamed" }, /2 updated/, /2 unchanged/);
        expect(await machine.events()).toEqual(UPDATED);
        await machine.expectDrive(bus, target);
        await machine.seenInGuest();
        expect(machine.hasMissedDrive()).toBe(false);
    });

    it("can be replaced, deleted first", async () => {
        const before = await machine.name();
        await machine.up({ DELETE_FIRST: "true", NAME: "second" }, /\+-1 replaced/, /3 unchanged/);
        expect(await machine.eventsOf(before)).toEqual(["Stopped", "Undefined"]);
        expect(await machine.events()).toEqual(["Defined", "Started with the drive"]);
        expect(await machine.standing()).toEqual(["second"]);
        await machine.expectDrive(bus, target);
    });

    it("goes, and leaves nothing", () => machine.destroy());
});

describe("a running machine of provider 0.9 whose volume is gone when its domain is updated", () => {
    let machine: Machine;

    beforeAll(async () => {
        machine = await Machine.open("drive-first");
        await machine.up({}, /4 created/);
    });
    afterAll(() => machine.close());

    it("stays off, which the provider only warns of, until a refresh restores the volume and someone starts it", async () => {
        const volume = await machine.expectDrive("ide", "hda");
        await machine.events();
        virsh("vol-delete", volume);
        machine.set({ TITLE: "another" });
        const { code, output } = await machine.run("up", "--yes", "--skip-preview");
        expect(code).toBe(0);
        expect(output).toContain("Domain was updated but failed to start");
        expect(await machine.state()).toBe("shut off");
        expect((await machine.run("up", "--yes", "--skip-preview", "--refresh")).output).toMatch(/1 updated/);
        await machine.up({}, /4 unchanged/);
        expect(await machine.state()).toBe("shut off");
        virsh("start", await machine.name());
        expect(await machine.events()).toContain("Started with the drive");
        await machine.up({}, /4 unchanged/);
        await machine.destroy();
    });
});

describe("a machine of provider 0.9 that declares the drive and is off", () => {
    let machine: Machine;

    beforeAll(async () => {
        machine = await Machine.open("drive-first", { RUNNING: "false" });
    });
    afterAll(() => machine.close());

    it("has it, and new content, and isn't started", async () => {
        await machine.up({}, /4 created/);
        const before = await machine.expectDrive("ide", "hda");
        await machine.up({ GUEST_NAME: "renamed" }, /2 updated/, /2 unchanged/);
        expect(await machine.expectDrive("ide", "hda")).not.toBe(before);
        expect(await machine.events()).toEqual(["Defined", "Undefined", "Defined"]);
    });

    it("goes, and leaves nothing", () => machine.destroy());
});
