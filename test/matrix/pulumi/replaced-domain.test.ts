import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordEvents, virsh } from "../../pulumi/host.ts";
import { DOMAIN_FIRST, DRIVE_FIRST, GONE } from "../../pulumi/lives.ts";
import { Stack } from "../../pulumi/stack.ts";
import type { EventRecorder } from "../../support/events/recorder.ts";

const FAST = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
const ORDERS = [
    { order: "drive-first", made: DRIVE_FIRST },
    { order: "domain-first", made: DOMAIN_FIRST },
];

describe("a domain of @pulumi/libvirt that is replaced", () => {
    let stack: Stack;
    let events: EventRecorder;

    beforeEach(async () => {
        events = await recordEvents();
        stack = new Stack("replaced-domain");
        await stack.init();
    });
    afterEach(async () => {
        for (const name of await events.standing()) {
            if (virsh("domstate", name) === "running") virsh("destroy", name);
            virsh("undefine", name);
        }
        await stack.remove();
        await events.stop();
    });

    const domainOf = async (): Promise<string> => (await stack.outputs())["domain"] ?? "";

    /** Brings the stack up; returns the domain's name. */
    const make = async (variables: NodeJS.ProcessEnv, life: readonly string[]): Promise<string> => {
        await stack.up(variables);
        const domain = await domainOf();
        expect(await events.take(domain)).toEqual(life);
        return domain;
    };

    const expectGone = async (variables: NodeJS.ProcessEnv): Promise<void> => {
        const domain = await domainOf();
        await stack.refreshNothing(variables);
        await stack.previewNothing(variables);
        await stack.destroy(variables);
        expect(await events.take(domain)).toEqual(GONE);
        expect(await events.standing()).toEqual([]);
        expect(existsSync(join(stack.folder, "pool"))).toBe(false);
    };

    it.each(ORDERS)("first, with deleteBeforeReplace: the new one boots with its drive, $order", async (row) => {
        const variables = { ...FAST, ORDER: row.order, DELETE_FIRST: "true" };
        const old = await make(variables, row.made);
        const changed = { ...variables, MEMORY: "80" };
        await stack.up(changed);
        const domain = await domainOf();
        expect(domain).not.toBe(old);
        expect(await events.take(old)).toEqual(GONE);
        expect(await events.take(domain)).toEqual(row.made);
        expect(await events.standing()).toEqual([domain]);
        await expectGone(changed);
    });

    it.each(ORDERS)("first, under the same name, $order", async ({ order, made }) => {
        const variables = { ...FAST, ORDER: order, DELETE_FIRST: "true", NAME: `vm-${randomBytes(4).toString("hex")}` };
        const domain = await make(variables, made);
        const changed = { ...variables, MEMORY: "80" };
        await stack.up(changed);
        expect(await events.take(domain)).toEqual([...GONE, ...made]);
        expect(await events.standing()).toEqual([domain]);
        await expectGone(changed);
    });

    it("first, under the same name, which the drive names it by: the same run puts the drive in", async () => {
        const name = `vm-${randomBytes(4).toString("hex")}`;
        const variables = { ...FAST, ORDER: "domain-first", DELETE_FIRST: "true", BY: "name", NAME: name };
        await make(variables, DOMAIN_FIRST);
        const changed = { ...variables, MEMORY: "80" };
        expect(await stack.up(changed)).toMatch(/1 updated/);
        expect(await events.take(name)).toEqual([...GONE, ...DOMAIN_FIRST]);
        await expectGone(changed);
    });

    it("first, under a new name, which the drive names it by", async () => {
        const variables = { ...FAST, ORDER: "domain-first", DELETE_FIRST: "true", BY: "name" };
        const old = await make(variables, DOMAIN_FIRST);
        const changed = { ...variables, MEMORY: "80" };
        expect(await stack.up(changed)).toMatch(/\+-2 replaced/);
        expect(await events.take(old)).toEqual(GONE);
        expect(await events.take(await domainOf())).toEqual(DOMAIN_FIRST);
        await expectGone(changed);
    });

    it.each(ORDERS)("last, which is Pulumi's default: it fails and leaves a stray domain, $order", async (row) => {
        const variables = { ...FAST, ORDER: row.order };
        const old = await make(variables, row.made);
        const { code, output } = await stack.run(["up", "--yes", "--skip-preview"], { ...variables, MEMORY: "80" });
        expect(code).not.toBe(0);
        expect(output).toContain('Failed to get "write" lock');
        const [first, stray = "", ...others] = await events.standing();
        expect([first, others]).toEqual([old, []]);
        expect(await events.take(stray)).toEqual(["Defined"]);
        expect(await events.take(old)).toEqual([]);
        // What the page says of the way out.
        virsh("undefine", stray);
        const mended = { ...variables, DELETE_FIRST: "true", MEMORY: "80" };
        await stack.up(mended);
        expect(await events.take(old)).toEqual(GONE);
        expect(await events.take(await domainOf())).toEqual(row.made);
        await expectGone(mended);
    });
});
