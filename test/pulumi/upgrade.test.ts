import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DYNAMIC } from "./adapter.ts";
import { virsh } from "./host.ts";
import { defineDomain, type SingleHost } from "./single-host.ts";
import { closeSingleStack, openSingleStack } from "./single-stack.ts";
import type { Exported, Stack } from "./stack.ts";

const fixtures = join(import.meta.dirname, "fixtures");
const released = readdirSync(fixtures).filter((name) => name.startsWith("state-"));

describe.each(released)("a stack whose state was written as %s", (fixture) => {
    let stack: Stack;
    let host: SingleHost;
    let variables: Record<string, string>;

    beforeEach(async () => {
        ({ stack, host, variables } = await openSingleStack());
    });
    afterEach(() => closeSingleStack({ stack, host }));

    /** Makes the host as that version left it, and the stack's state with it. */
    const restore = async (): Promise<string> => {
        const text = readFileSync(join(fixtures, fixture), "utf8")
            .replaceAll("__FOLDER__", stack.folder)
            .replaceAll("__POOL__", host.pool)
            .replaceAll("__URI__", process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system");
        const state: Exported = JSON.parse(text);
        const drive = state.deployment.resources.find(({ type }) => type === DYNAMIC.type);
        const { volumePath, imageSize, diskXml } = drive?.outputs ?? {};
        writeFileSync(String(volumePath), "");
        truncateSync(String(volumePath), Number(imageSize));
        virsh("pool-refresh", host.pool);
        defineDomain(stack.folder, host, String(diskXml));
        await stack.import(state);
        return String(volumePath);
    };

    it("refreshes without a change and is destroyed without a trace", async () => {
        const volumePath = await restore();
        await stack.refreshNothing();
        await stack.destroy();
        expect(existsSync(volumePath)).toBe(false);
        expect(virsh("dumpxml", host.domain)).not.toContain("<disk");
    });

    it("is brought to a new declaration by an update, without replacement", async () => {
        const volumePath = await restore();
        await stack.previewNothing(variables);
        const output = await stack.up({ ...variables, GUEST_NAME: "renamed" });
        expect(output).toMatch(/1 updated/);
        expect(output).not.toMatch(/replaced/);
        expect(existsSync(volumePath)).toBe(false);
        await stack.refreshNothing(variables);
    });
});
