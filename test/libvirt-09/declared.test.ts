import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Machine } from "./machine.ts";

const UPDATED = ["Stopped", "Undefined", "Defined", "Started paused", "Resumed with the drive"];

describe("a program with provider 0.9", () => {
    let machine: Machine;

    beforeAll(async () => {
        machine = await Machine.open("attached", { RUNNING: "true", PAUSED: "true" });
    });
    afterAll(() => machine.close());

    it("takes both providers to the host that the configuration names", async () => {
        const uri = process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system";
        await machine.stack.succeed(["config", "set", "libvirt:uri", uri]);
        await machine.up({ LIBVIRT_DEFAULT_URI: "qemu+tcp://127.0.0.1:1/system" }, /4 created/);
        expect(await machine.events()).toEqual(["Defined", "Started paused", "Resumed with the drive"]);
        expect((await machine.stack.drive()).inputs["connection"]).toBe(uri);
    });

    it("is refused with the domain's id, and says what to pass instead", async () => {
        machine.set({ DOMAIN: "id" });
        const { code, output } = await machine.run("up", "--yes", "--skip-preview");
        machine.set({ DOMAIN: undefined });
        expect(code).not.toBe(0);
        expect(output).toContain(
            'domain: is "missing ID", the id of every libvirt.Domain of provider 0.9 or newer; pass its uuid, e.g. vm.uuid instead of vm.id',
        );
        expect(await machine.events()).toEqual([]);
    });

    it("shows in a preview, by triggers, that an update of the domain takes the drive", async () => {
        await machine.up({ TRIGGERS: "true", DETECT_DRIFT: "false" }, /1 updated/, /3 unchanged/);
        machine.set({ TITLE: "another" });
        expect((await machine.run("preview", "--diff")).output).toMatch(/2 to update/);
        await machine.up({}, /2 updated/, /2 unchanged/);
        expect(await machine.events()).toEqual(UPDATED);
        await machine.expectDrive("scsi", "sda");
    });

    it("leaves the machine paused without triggers and detectDrift, until a run looks", async () => {
        await machine.up({ TRIGGERS: undefined }, /1 updated/, /3 unchanged/);
        machine.set({ TITLE: "a third" });
        expect((await machine.run("up", "--yes", "--skip-preview")).output).toMatch(/1 updated/);
        expect(await machine.state()).toBe("paused");
        expect(await machine.cdroms()).toEqual({ config: [], live: [] });
        await machine.up({ DETECT_DRIFT: undefined }, /1 updated/, /3 unchanged/);
        expect(await machine.events()).toEqual(UPDATED);
        await machine.expectDrive("scsi", "sda");
    });

    it("goes, and leaves nothing", () => machine.destroy());
});
