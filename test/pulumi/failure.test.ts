import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { virsh } from "./host.ts";
import { makeHost, removeHost, type SingleHost } from "./single-host.ts";
import { Stack } from "./stack.ts";

/** Four drives: all that an IDE controller takes. */
const FULL = ["hda", "hdb", "hdc", "hdd"]
    .map((target) => `<disk type='file' device='cdrom'><target dev='${target}' bus='ide'/><readonly/></disk>`)
    .join("");

describe("a stack whose drive can't be attached", () => {
    let stack: Stack;
    let host: SingleHost;
    let variables: Record<string, string>;

    beforeEach(async () => {
        stack = new Stack("single");
        host = makeHost(stack.folder, FULL);
        variables = { POOL: host.pool, DOMAIN: host.uuid };
        await stack.init();
    });
    afterEach(async () => {
        await stack.remove();
        removeHost(host);
    });

    it("says so in words, keeps what it did in the state and goes on from there at the next up", async () => {
        const { code, output } = await stack.run(["up", "--yes", "--skip-preview"], variables);
        expect(code).not.toBe(0);
        expect(output).toContain(`attach config drive to domain "${host.domain}": no free target on bus ide. Set bus`);
        const partial = await stack.drive();
        expect(partial.initErrors).toHaveLength(1);
        expect(partial.outputs["drive"]).toBe("not attached yet");

        virsh("detach-disk", host.domain, "hdc", "--config");
        expect(await stack.up(variables)).toMatch(/1 updated/);
        expect((await stack.drive()).outputs).toMatchObject({ drive: "attached", attachedTarget: "hdc" });
        expect((await stack.drive()).initErrors ?? []).toEqual([]);
        await stack.previewNothing(variables);
    });

    it("leaves nothing when it is destroyed instead", async () => {
        await stack.run(["up", "--yes", "--skip-preview"], variables);
        expect(readdirSync(join(stack.folder, "pool"))).toHaveLength(1);
        await stack.destroy(variables);
        expect(readdirSync(join(stack.folder, "pool"))).toEqual([]);
    });

    it("keeps the old medium when a new one can't be had, and no trace of the attempt", async () => {
        await stack.up({ ...variables, BUS: "scsi" });
        const before = await stack.drive();
        const { code, output } = await stack.run(["up", "--yes", "--skip-preview"], { ...variables, BUS: "ide" });
        expect(code).not.toBe(0);
        expect(output).toContain("no free target on bus ide");
        expect((await stack.drive()).outputs["volume"]).toBe(before.outputs["volume"]);
        expect(virsh("dumpxml", host.domain)).toContain(String(before.outputs["volumePath"]));
        await stack.previewNothing({ ...variables, BUS: "scsi" });
    });
});
