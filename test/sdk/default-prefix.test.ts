import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { defaultPrefix } from "../../sdk/default-prefix.ts";

const component = (type: string, parent?: pulumi.Resource): pulumi.Resource =>
    new pulumi.ComponentResource(type, "name", {}, parent === undefined ? {} : { parent });

describe("defaultPrefix", () => {
    beforeAll(() =>
        pulumi.runtime.setMocks(
            { call: ({ inputs }) => inputs, newResource: ({ name, inputs }) => ({ id: name, state: inputs }) },
            "project",
            "stack",
        ),
    );

    it("is of project, stack and name for a drive directly under the stack, as it always was", () => {
        const digest = createHash("sha256")
            .update(JSON.stringify(["project", "stack", "web"]))
            .digest("hex");
        const plain = `web-${digest.slice(0, 6)}`;
        expect(defaultPrefix("web", undefined)).toBe(plain);
        expect(defaultPrefix("web", component("pulumi:pulumi:Stack"))).toBe(plain);
    });

    it("differs where the URN does: with the types of all parents, not with their names", () => {
        const a = component("acme:index:A");
        const prefixes = [
            undefined,
            a,
            component("acme:index:B"),
            component("acme:index:A", a),
            component("acme:index:B", a),
        ].map((parent) => defaultPrefix("web", parent));
        expect(new Set(prefixes).size).toBe(prefixes.length);
        for (const prefix of prefixes) expect(prefix).toMatch(/^web-[0-9a-f]{6}$/);
        expect(defaultPrefix("web", new pulumi.ComponentResource("acme:index:A", "other"))).toBe(prefixes[1]);
    });

    it("does with what a parent tells that keeps neither type nor parents", () => {
        const bare: unknown = Object.create(pulumi.ComponentResource.prototype);
        if (!(bare instanceof pulumi.Resource)) throw new Error("it is a resource");
        expect(defaultPrefix("web", bare)).toBe(defaultPrefix("web", undefined));
    });
});
