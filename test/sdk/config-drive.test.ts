import { basename } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it, vi } from "vitest";
import { ConfigDrive } from "../../sdk/config-drive.ts";
import { unsealed } from "../support/unsealed.ts";

const HERE = basename(import.meta.filename);

/** How many frames errors have that Pulumi takes of a resource's inputs; one transform sees it at that time. */
const limitInside = (): number => {
    let inside = Number.NaN;
    const transformations = [
        (): undefined => {
            inside = Error.stackTraceLimit;
        },
    ];
    const drive = (): ConfigDrive => new ConfigDrive("web", { hostname: "web" }, { transformations });
    expect(drive().urn).toBeDefined();
    return inside;
};

describe("the constructor of ConfigDrive", () => {
    it("lets Pulumi take no stack traces, and everybody else again afterwards", async () => {
        await pulumi.runtime.setMocks({
            call: ({ inputs }) => inputs,
            newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
        });
        const before = Error.stackTraceLimit;
        expect(before).toBeGreaterThan(0);
        expect(limitInside()).toBe(0);
        expect(Error.stackTraceLimit).toBe(before);
    });

    it("says where the drive is that it can't make", async () => {
        await pulumi.runtime.setMocks({
            call: ({ inputs }) => inputs,
            newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
        });
        const before = Error.stackTraceLimit;
        const declareNameless = (): ConfigDrive => new ConfigDrive("", { hostname: "web" });
        let error: unknown;
        try {
            declareNameless();
        } catch (thrown) {
            error = thrown;
        }
        expect(error).toMatchObject({ message: expect.stringContaining("Missing resource name") });
        const [, first] = error instanceof Error ? (error.stack ?? "").split("\n") : [];
        expect(first).toContain(HERE);
        expect(Error.stackTraceLimit).toBe(before);
    });

    it.each([
        ["test:///given", "test:///given"],
        ["", "qemu:///system"],
        [undefined, "qemu:///system"],
    ])("takes %j in LIBVIRT_DEFAULT_URI for %s", async (uri, expected) => {
        const declared: unknown[] = [];
        await pulumi.runtime.setMocks({
            call: ({ inputs }) => inputs,
            newResource: ({ name, inputs }) => {
                declared.push(inputs["connection"]);
                return { id: name, state: inputs };
            },
        });
        vi.stubEnv("LIBVIRT_DEFAULT_URI", uri);
        const drive = new ConfigDrive("web", { hostname: "web" });
        vi.unstubAllEnvs();
        await new Promise((resolve) => drive.id.apply(resolve));
        expect(declared).toEqual([expected]);
    });

    it("takes no arguments, and outputs that turn out to be nothing, for what is left out", async () => {
        const declared: Record<string, unknown>[] = [];
        await pulumi.runtime.setMocks({
            call: ({ inputs }) => inputs,
            newResource: ({ name, inputs }) => {
                declared.push(inputs);
                return { id: name, state: inputs };
            },
        });
        const nothing = pulumi.output(undefined) as unknown as pulumi.Output<string>;
        const none = new ConfigDrive("web");
        const undecided = new ConfigDrive("web", { connection: nothing, randomSeed: nothing });
        await new Promise((resolve) => pulumi.all([none.id, undecided.id]).apply(resolve));
        const usual = process.env["LIBVIRT_DEFAULT_URI"] || "qemu:///system";
        expect(declared.map(unsealed).map(({ connection, randomSeed }) => [connection, randomSeed])).toEqual([
            [usual, undefined],
            [usual, ""],
        ]);
    });
});
