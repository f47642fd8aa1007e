import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { virsh } from "../../pulumi/host.ts";
import type { SingleHost } from "../../pulumi/single-host.ts";
import { closeSingleStack, openSingleStack } from "../../pulumi/single-stack.ts";
import type { Stack } from "../../pulumi/stack.ts";

describe("a drive that moves into a component", () => {
    let stack: Stack;
    let host: SingleHost;
    let variables: Record<string, string>;

    beforeEach(async () => {
        ({ stack, host, variables } = await openSingleStack());
        await stack.up(variables);
    });
    afterEach(() => closeSingleStack({ stack, host }));

    const inside = { PARENT: "acme:index:Machine" };

    it("is refused without aliases, as after a rename, and stays in the domain", async () => {
        const before = virsh("dumpxml", host.domain);
        const { code, output } = await stack.run(["up", "--yes", "--skip-preview"], { ...variables, ...inside });
        expect(code).not.toBe(0);
        expect(output).toContain("it already has a config drive");
        expect(output).toContain("aliases");
        expect(virsh("dumpxml", host.domain)).toBe(before);
    });

    it("stays as it is with its old parent in aliases", async () => {
        const before = virsh("dumpxml", host.domain);
        await stack.up({ ...variables, ...inside, ALIAS: "true" });
        expect(virsh("dumpxml", host.domain)).toBe(before);
        await stack.previewNothing({ ...variables, ...inside });
    });
});
