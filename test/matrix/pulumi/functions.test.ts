import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ExampleStack } from "../../pulumi/example-stack.ts";
import { inspectImage } from "../../pulumi/host.ts";
import { Stack } from "../../pulumi/stack.ts";

describe("the plugin's functions in a program in YAML", () => {
    let stack: Stack;
    let project: string;

    beforeAll(async () => {
        stack = new Stack("functions", undefined, "yaml");
        project = join(stack.folder, "project");
        await stack.init();
        await stack.configure({ folder: stack.folder });
    });
    afterAll(() => stack.remove());

    it("write an image relative to the program, and what a drive takes", async () => {
        await stack.up();
        const { path = "", report = "", sha256, size, volumePath = "" } = await stack.outputs();
        expect(path).toMatch(/^images\/config-drive-[0-9a-f]{32}\.iso$/);
        const image = readFileSync(join(project, path));
        expect(sha256).toBe(createHash("sha256").update(image).digest("hex"));
        expect(size).toBe(image.length);
        expect(image.includes(readFileSync(join(project, "Pulumi.yaml")))).toBe(true);
        expect(statSync(join(project, path)).mode & 0o777).toBe(0o600);
        expect(report).toBe(path.replace(/iso$/, "html"));
        expect(readFileSync(join(project, report), "utf8")).toMatch(/^<!doctype html>[\s\S]*web-1/);
        for (const place of [join(project, path), volumePath]) {
            const { files } = inspectImage(place);
            expect(files.map(({ path: name }) => name)).toContain("openstack/latest/network_data.json");
        }
        expect(readFileSync(volumePath, "utf8")).toContain('"ip_address": "192.0.2.10"');
    });

    it("keep what comes of a secret secret, marked by the program or not", async () => {
        expect(await stack.outputs()).toMatchObject({ guessablePath: "[secret]", hidden: "[secret]" });
        for (const { path, text } of stack.files()) {
            expect([path, text.includes("canary")]).toEqual([path, false]);
        }
    });

    it("change nothing the next time", () => stack.previewNothing());

    it("fail a preview with everything that is wrong", async () => {
        await stack.configure({ address: "192.0.2.10" });
        const { code, output } = await stack.run(["preview"]);
        expect(code).not.toBe(0);
        expect(output).toContain('"192.0.2.10" must be an address with a prefix length, e.g. 192.0.2.10/24');
        expect(output).toContain("ethernets.lan.addresses[0]");
    });
});

describe("the program in examples/functions", () => {
    let stack: ExampleStack;

    beforeAll(async () => {
        stack = new ExampleStack("functions");
        await stack.init();
    });
    afterAll(() => stack.remove());

    it("is planned with the network's document and the script beside it", async () => {
        const preview = await stack.succeed(["preview", "--diff"]);
        expect(preview).toMatch(/\+ 3 to create/);
        expect(preview).toContain("openstack/latest/network_data.json");
        expect(preview).toContain("openstack/content/0001");
    });
});
