import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { recordEvents, virsh } from "./host.ts";
import { defineDomain, type SingleHost } from "./single-host.ts";
import { closeSingleStack, openSingleStack } from "./single-stack.ts";
import type { Stack } from "./stack.ts";

/** Four drives: all that an IDE controller takes. */
const FULL = ["hda", "hdb", "hdc", "hdd"]
    .map((target) => `<disk type='file' device='cdrom'><target dev='${target}' bus='ide'/><readonly/></disk>`)
    .join("");

/** A disk without which the domain doesn't start. */
const missingDisk = (folder: string): string =>
    `<disk type='file' device='disk'><source file='${join(folder, "disk.img")}'/><target dev='vda' bus='virtio'/></disk>`;

describe("a stack whose drive fails", () => {
    let stack: Stack;
    let host: SingleHost;
    let variables: Record<string, string>;

    beforeEach(async () => {
        ({ stack, host, variables } = await openSingleStack());
    });
    afterEach(() => closeSingleStack({ stack, host }));

    it("half way says so in words, keeps what it did in the state and goes on from there at the next up", async () => {
        const events = await recordEvents();
        onTestFinished(() => events.stop());
        defineDomain(stack.folder, host, missingDisk(stack.folder));
        const started = { ...variables, START: "true", VERIFY: "content" };
        const { code, output } = await stack.run(["up", "--yes", "--skip-preview"], started);
        expect(code).not.toBe(0);
        expect(output).toMatch(
            /create config drive drive-[0-9a-f]{6}: libvirt \(domainCreateWithFlags\): Cannot access/,
        );
        const partial = await stack.drive();
        expect(partial.initErrors).toHaveLength(1);
        expect(partial.outputs).toMatchObject({ drive: "attached" });
        expect(partial.outputs).not.toHaveProperty("startDomain");
        // It is of all that is on the drive.
        expect(partial.outputs["storedDigest"]).toHaveProperty("ciphertext");

        writeFileSync(join(stack.folder, "disk.img"), Buffer.alloc(4096));
        expect(await stack.up(started)).toMatch(/1 updated/);
        expect(virsh("domstate", host.domain)).toBe("running");
        expect(await events.take(host.domain)).toEqual(["Started with the drive"]);
        expect((await stack.drive()).initErrors ?? []).toEqual([]);
        await stack.previewNothing(started);
    });

    it("half way leaves nothing when it is destroyed instead", async () => {
        defineDomain(stack.folder, host, missingDisk(stack.folder));
        await stack.run(["up", "--yes", "--skip-preview"], { ...variables, START: "true" });
        expect(readdirSync(join(stack.folder, "pool"))).toHaveLength(1);
        await stack.destroy(variables);
        expect(readdirSync(join(stack.folder, "pool"))).toEqual([]);
        expect(virsh("dumpxml", host.domain)).not.toContain("device='cdrom'");
    });

    it("for want of a place writes nothing at all", async () => {
        defineDomain(stack.folder, host, FULL);
        const { code, output } = await stack.run(["up", "--yes", "--skip-preview"], variables);
        expect(code).not.toBe(0);
        expect(output).toContain(`attach config drive to domain "${host.domain}": bus ide is full. Set bus`);
        expect(readdirSync(join(stack.folder, "pool"))).toEqual([]);
        virsh("detach-disk", host.domain, "hdc", "--config");
        await stack.up(variables);
        expect((await stack.drive()).outputs).toMatchObject({ drive: "attached", attachedTarget: "hdc" });
    });

    it("in an update keeps the old medium, and no trace of the attempt", async () => {
        defineDomain(stack.folder, host, FULL);
        await stack.up({ ...variables, BUS: "scsi" });
        const before = await stack.drive();
        const changed = { ...variables, BUS: "ide", GUEST_NAME: "renamed" };
        const { code, output } = await stack.run(["up", "--yes", "--skip-preview"], changed);
        expect(code).not.toBe(0);
        expect(output).toContain("bus ide is full");
        expect((await stack.drive()).outputs["volume"]).toBe(before.outputs["volume"]);
        expect(readdirSync(join(stack.folder, "pool"))).toEqual([before.outputs["volume"]]);
        expect(virsh("dumpxml", host.domain)).toContain(String(before.outputs["volumePath"]));
        await stack.previewNothing({ ...variables, BUS: "scsi" });
    });
});
