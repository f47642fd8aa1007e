import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspectImage } from "../../pulumi/host.ts";
import type { SingleHost } from "../../pulumi/single-host.ts";
import { closeSingleStack, openSingleStack } from "../../pulumi/single-stack.ts";
import { Stack } from "../../pulumi/stack.ts";

/** The file's content in a state, or all files if they are encrypted together. */
const contentIn = (files: unknown): unknown => {
    const { "/etc/token": file } = files as Record<string, { readonly content: unknown } | undefined>;
    return file === undefined ? files : file.content;
};

describe("secrets that a stack's transformation adds to a drive", () => {
    let stack: Stack;
    let host: SingleHost;
    let variables: NodeJS.ProcessEnv;

    beforeAll(async () => {
        ({ stack, host } = await openSingleStack(new Stack("transformed")));
        variables = { POOL: host.pool };
    });
    afterAll(() => closeSingleStack({ stack, host }));

    it("stay hidden while they aren't known yet", async () => {
        const preview = await stack.succeed(["preview", "--diff"], { ...variables, LATER: "true" });
        expect(preview).toMatch(/imageDigest *: \[unknown\]/);
        // The CLI 3.276 shows the paths, which may be seen.
        expect(preview).toMatch(/files *: (\{\s*\S*\/etc\/token\S* *: \{\s*content *: )?\[(secret|unknown)\]/);
        expect(preview).toMatch(/adminPassword *: \[secret\]/);
    });

    it("are on the drive and encrypted in the state", async () => {
        expect(await stack.succeed(["preview", "--diff"], variables)).toMatch(/adminPassword *: \[secret\]/);
        await stack.up(variables);
        const { volumePath = "" } = await stack.outputs();
        expect(inspectImage(volumePath).files.map(({ path }) => path)).toContain("openstack/content/0000");
        const { inputs } = await stack.drive();
        for (const key of ["adminPassword", "randomSeed"]) expect(inputs[key]).toHaveProperty("ciphertext");
        expect(contentIn(inputs["files"])).toHaveProperty("ciphertext");
    });

    it("make no change of themselves", async () => {
        await stack.previewNothing(variables);
        await stack.refreshNothing(variables);
        expect(await stack.up(variables)).toMatch(/3 unchanged/);
        await stack.previewNothing({ ...variables, GUEST_NAME: "other", IGNORE: "hostname,adminPassword,files" });
    });

    it("go through a change", async () => {
        const later = { ...variables, GUEST_NAME: "renamed", LATER: "true" };
        expect(await stack.succeed(["preview", "--diff"], { ...later })).toMatch(/files/);
        await stack.up(later);
        await stack.previewNothing(later);
        const { inputs } = await stack.drive();
        expect(contentIn(inputs["files"])).toHaveProperty("ciphertext");
    });

    it("are in nothing that Pulumi printed or wrote", () => {
        expect(stack.transcript).not.toContain("hush-");
        expect(stack.files().filter(({ text }) => text.includes("hush-"))).toEqual([]);
    });
});
