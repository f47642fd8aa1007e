import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Machine } from "./machine.ts";

describe("a machine of provider 0.9 that is started without waiting for its drive", () => {
    let machine: Machine;

    beforeAll(async () => {
        machine = await Machine.open("attached", { RUNNING: "true" });
    });
    afterAll(() => machine.close());

    it("gets it while it boots", async () => {
        await machine.up({}, /4 created/);
        expect(await machine.events()).toEqual(["Defined", "Started without the drive"]);
        await machine.expectDrive("scsi", "sda");
        await machine.seenInGuest();
    });

    it("gets it again in the same run, while it boots, when its title changes", async () => {
        await machine.up({ TITLE: "another" }, /2 updated/, /2 unchanged/);
        expect(await machine.events()).toEqual(["Stopped", "Undefined", "Defined", "Started without the drive"]);
        await machine.expectDrive("scsi", "sda");
        await machine.seenInGuest();
    });

    it("goes, and leaves nothing", () => machine.destroy());
});
