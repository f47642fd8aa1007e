import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { requireComparable } from "../../sdk/triggers.ts";

const circular: unknown[] = [];
circular.push({ circular });

describe("triggers", () => {
    it.each<[string, unknown]>([
        ["none", undefined],
        ["plain values", [1, "a", true, null, { memory: 1024, tags: ["x"] }]],
        [
            "outputs, whose values aren't known yet",
            [pulumi.output(1), { title: pulumi.output("web") }, Promise.resolve(1)],
        ],
        ["one value twice", [[circular.length], [circular.length]]],
    ])("can be %s", (_, triggers) => {
        expect(() => requireComparable("web", triggers)).not.toThrow();
    });

    it.each<[string, unknown]>([
        ["a Date", [new Date(0)]],
        ["a Map", { a: new Map() }],
        ["a bigint", [10n]],
        ["a function", [() => 1]],
        ["a circular structure", circular],
        ["a resource", [new pulumi.ComponentResource("acme:index:A", "a", {}, {})]],
    ])("can't be %s", (what, triggers) => {
        expect(() => requireComparable("web", triggers)).toThrow(
            `declare the config drive "web": triggers contains ${what}, whose changes can't be seen. Use plain values and outputs, such as vm.memory.`,
        );
    });
});
