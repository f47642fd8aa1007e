import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Machine } from "./machine.ts";

const CREATED = ["Defined", "Started paused", "Resumed with the drive"];

describe("a replaced domain of provider 0.9 with its drive", () => {
    let machine: Machine;

    beforeEach(async () => {
        machine = await Machine.open("attached", { RUNNING: "true", PAUSED: "true", NAME: "first" });
        await machine.up({}, /4 created/);
        expect(await machine.events()).toEqual(CREATED);
    });
    afterEach(() => machine.close());

    const domainUrn = async (): Promise<string> => {
        const { resources } = (await machine.stack.export()).deployment;
        return resources.find(({ type }) => type === "libvirt:index/domain:Domain")?.urn ?? "";
    };

    it.each(["false", "true"])("gets the drive before its first instruction: deleteBeforeReplace %s", async (first) => {
        // Two machines at once can't write to the same log.
        machine.set({ NAME: "second", CONSOLE: "second.log", DELETE_FIRST: first });
        await machine.up({}, /\+-2 replaced/, /2 unchanged/);
        expect(await machine.name()).toBe("second");
        expect(await machine.events()).toEqual(CREATED);
        expect(await machine.eventsOf("first")).toEqual(["Stopped", "Undefined"]);
        expect(await machine.standing()).toEqual(["second"]);
        await machine.expectDrive("scsi", "sda");
        await machine.seenInGuest(join(machine.stack.folder, "second.log"));
        expect(machine.volumes()).toHaveLength(1);
        await machine.destroy();
    });

    it("changes nothing if it can't be made first, where both machines want the same file", async () => {
        const process = await machine.process();
        machine.set({ NAME: "second" });
        const { code, output } = await machine.run("up", "--yes", "--skip-preview");
        expect(code).not.toBe(0);
        expect(output).toContain("Domain was defined but failed to start");
        expect(await machine.standing()).toEqual(["first"]);
        expect(await machine.process()).toBe(process);
        await machine.up({ DELETE_FIRST: "true" }, /\+-2 replaced/, /2 unchanged/);
        expect(await machine.standing()).toEqual(["second"]);
        await machine.expectDrive("scsi", "sda");
        await machine.destroy();
    });

    it("keeps its drive's instance id where the drive names it, and the new domain has the name", async () => {
        machine.set({ DOMAIN: "name", DELETE_FIRST: "true" });
        await machine.up({}, /replaced/);
        const before = await machine.stack.drive();
        await machine.events();
        const { output } = await machine.run("up", "--yes", "--skip-preview", "--replace", await domainUrn());
        expect(output).toMatch(/1 updated/);
        expect(output).toMatch(/\+-1 replaced/);
        await machine.up({}, /4 unchanged/);
        expect(await machine.events()).toEqual(["Stopped", "Undefined", ...CREATED]);
        expect((await machine.stack.drive()).outputs["instanceId"]).toBe(before.outputs["instanceId"]);
        await machine.expectDrive("scsi", "sda");
        await machine.destroy();
    });

    it("can have the same name if it is deleted first, else nothing changes", async () => {
        const replace = async (): ReturnType<Machine["run"]> =>
            machine.run("up", "--yes", "--skip-preview", "--replace", await domainUrn());
        const process = await machine.process();
        const refused = await replace();
        expect(refused.code).not.toBe(0);
        expect(refused.output).toContain("already exists");
        expect(await machine.process()).toBe(process);
        expect(await machine.events()).toEqual([]);

        machine.set({ DELETE_FIRST: "true" });
        expect((await replace()).output).toMatch(/\+-2 replaced/);
        await machine.up({}, /4 unchanged/);
        expect(await machine.events()).toEqual(["Stopped", "Undefined", ...CREATED]);
        await machine.expectDrive("scsi", "sda");
        await machine.destroy();
    });
});
