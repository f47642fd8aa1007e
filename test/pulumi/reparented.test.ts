import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { virsh } from "./host.ts";
import { makeHost, removeHost, type SingleHost } from "./single-host.ts";
import { Stack } from "./stack.ts";

describe("a drive that moves into a component", () => {
    let stack: Stack;
    let host: SingleHost;
    let variables: NodeJS.ProcessEnv;

    beforeEach(async () => {
        stack = new Stack("single");
        host = makeHost(stack.folder);
        variables = { POOL: host.pool, DOMAIN: host.uuid };
        await stack.init();
        await stack.up(variables);
    });
    afterEach(async () => {
        await stack.remove();
        removeHost(host);
    });

    const inside = { PARENT: "acme:index:Machine" };

    it("is refused without aliases, as after a rename, and stays in the domain", async () => {
        const before = virsh("dumpxml", host.domain);
        const { code, output } = await stack.run(["up", "--yes", "--skip-preview"], { ...variables, ...inside });
        expect(code).not.toBe(0);
        expect(output).toContain("it has one already");
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
