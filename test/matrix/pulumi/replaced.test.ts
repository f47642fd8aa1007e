import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { virsh } from "../../pulumi/host.ts";
import type { SingleHost } from "../../pulumi/single-host.ts";
import { closeSingleStack, openSingleStack } from "../../pulumi/single-stack.ts";
import type { Stack } from "../../pulumi/stack.ts";

describe("a drive that the user has replaced, though nothing about it changed", () => {
    let stack: Stack;
    let host: SingleHost;

    beforeEach(async () => {
        ({ stack, host } = await openSingleStack());
    });
    afterEach(() => closeSingleStack({ stack, host }));

    const replace = async (variables: NodeJS.ProcessEnv): Promise<void> => {
        const { urn } = await stack.drive();
        await stack.succeed(["up", "--yes", "--skip-preview", "--replace", urn], variables);
    };
    const media = (): readonly string[] =>
        virsh("domblklist", host.domain)
            .split("\n")
            .map((line) => line.trim().split(/\s+/)[1] ?? "")
            .filter((path) => path.startsWith("/"));
    const expectInDomain = async (variables: NodeJS.ProcessEnv): Promise<void> => {
        const { volumePath = "" } = await stack.outputs();
        expect(media()).toEqual([volumePath]);
        expect(existsSync(volumePath)).toBe(true);
        await stack.refreshNothing(variables);
        await stack.previewNothing(variables);
    };

    it("is in its domain afterwards: by --replace, by a taint and whatever the program says of the order", async () => {
        const variables = { POOL: host.pool, DOMAIN: host.uuid };
        await stack.up(variables);
        await replace(variables);
        await expectInDomain(variables);
        await stack.succeed(["state", "taint", (await stack.drive()).urn, "--yes"]);
        expect(await stack.up(variables)).toMatch(/1 replaced/);
        await expectInDomain(variables);
        await replace({ ...variables, CREATE_FIRST: "true" });
        await expectInDomain(variables);
    });

    it("has its volume in the pool afterwards, where it is a volume only", async () => {
        // With a seed of its own the new drive has the very volume of the old one.
        const variables = { POOL: host.pool, SEED: "AAECAwQFBgcICQoLDA0ODw==" };
        await stack.up(variables);
        await replace(variables);
        const { volumePath = "" } = await stack.outputs();
        const pool = join(stack.folder, "pool");
        expect(readdirSync(pool).map((name) => join(pool, name))).toEqual([volumePath]);
        await stack.refreshNothing(variables);
    });
});
