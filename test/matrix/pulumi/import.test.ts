import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PLUGIN } from "../../pulumi/adapter.ts";
import { virsh } from "../../pulumi/host.ts";
import { makeHost, removeHost, type SingleHost } from "../../pulumi/single-host.ts";
import { type Run, Stack } from "../../pulumi/stack.ts";

const URI = process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system";
const CANARY = "canary-drive";

/** The project of a stack, into which an import writes what it generates. */
const inProject = (stack: Stack, file: string): string => join(stack.folder, "project", file);

/** Imports a drive by nothing but its id. */
const importInto = (stack: Stack, rest: string, ...options: readonly string[]): Promise<Run> =>
    stack.run([
        "import",
        PLUGIN.type,
        "web",
        `${URI}|${rest}`,
        "--yes",
        "--protect=false",
        "--out",
        "web.yaml",
        ...options,
    ]);

/** Puts what an import generated into the program. */
const declareImported = (stack: Stack): void =>
    appendFileSync(inProject(stack, "Pulumi.yaml"), readFileSync(inProject(stack, "web.yaml")));

describe("pulumi import", () => {
    let first: Stack;
    let host: SingleHost;
    const stacks: Stack[] = [];

    const importing = async (): Promise<Stack> => {
        const stack = new Stack("importing", undefined, "yaml");
        stacks.push(stack);
        await stack.init();
        return stack;
    };

    beforeAll(async () => {
        first = new Stack("imported", undefined, "yaml");
        stacks.push(first);
        host = makeHost(first.folder);
        await first.init();
        await first.configure({ domain: host.uuid, poolName: host.pool });
    });
    afterAll(async () => {
        for (const stack of stacks.toReversed()) await stack.remove();
        removeHost(host);
    });

    it("takes a drive of another stack by its id, and the first up has nothing to do", async () => {
        await first.up();
        const { volumePath = "", digest } = await first.outputs();
        const disks = virsh("dumpxml", host.domain);
        const files = readdirSync(join(first.folder, "pool"));
        const stack = await importing();
        expect(await importInto(stack, host.uuid, "-v=9", "--logtostderr")).toMatchObject({ code: 0 });
        expect(stack.transcript).toContain(`"v":9`);
        declareImported(stack);
        await stack.previewNothing();
        await stack.up();
        await stack.refreshNothing();
        const { resources } = (await stack.export()).deployment;
        const drive = resources.find(({ type }) => type === PLUGIN.type);
        expect(drive?.outputs).toMatchObject({ volumePath, imageDigest: digest, drive: "attached" });
        const original = (await first.export()).deployment.resources.find(({ type }) => type === PLUGIN.type);
        expect(drive?.id).toBe(original?.id);
        expect(drive?.outputs).toEqual(original?.outputs);
        expect(virsh("dumpxml", host.domain)).toBe(disks);
        expect(readdirSync(join(first.folder, "pool"))).toEqual(files);
        expect(readFileSync(inProject(stack, "web.yaml"), "utf8")).toContain(CANARY);
        for (const { path, text } of stack.files()) expect(text.includes(CANARY), path).toBe(false);
        await stack.destroy();
        expect(readdirSync(join(first.folder, "pool"))).toEqual([]);
        expect(virsh("dumpxml", host.domain)).not.toContain("cdrom");
        await first.destroy();
    });

    it("takes a drive that another program made, and previews what the first up changes", async () => {
        const tree = join(first.folder, "tree");
        const latest = join(tree, "openstack", "latest");
        mkdirSync(latest, { recursive: true });
        const metaData = { uuid: host.uuid, hostname: "web-1", admin_pass: `${CANARY}-password` };
        writeFileSync(join(latest, "meta_data.json"), JSON.stringify(metaData));
        const path = join(first.folder, "pool", "nova.iso");
        execFileSync("genisoimage", ["-quiet", "-J", "-r", "-V", "config-2", "-o", path, tree], { stdio: "pipe" });
        virsh("pool-refresh", host.pool);
        virsh("attach-disk", host.domain, path, "hda", "--type", "cdrom", "--mode", "readonly", "--config");
        const stack = await importing();
        expect(await importInto(stack, host.domain)).toMatchObject({ code: 0 });
        declareImported(stack);
        const preview = await stack.succeed(["preview", "--diff"]);
        expect(preview).toMatch(/~ volume +: "nova.iso" => "web-[0-9a-f]{6}-[0-9a-f]{12}\.iso"/);
        expect(preview).toContain("~ openstack/latest/meta_data.json: {");
        await stack.up();
        await stack.previewNothing();
        expect(virsh("domblklist", host.domain)).toMatch(/^ *hda +\S+\/web-[0-9a-f]{6}-[0-9a-f]{12}\.iso$/m);
        expect(readdirSync(join(first.folder, "pool"))).toHaveLength(1);
        await stack.destroy();
        expect(readdirSync(join(first.folder, "pool"))).toEqual([]);
        rmSync(tree, { recursive: true });
    });

    it("says what is wrong with an id", async () => {
        const stack = await importing();
        const { code, output } = await importInto(stack, `${host.domain}x`);
        expect(code).not.toBe(0);
        expect(output).toContain(
            `find domain "${host.domain}x": the host has no such domain. Nearest names: ${host.domain}`,
        );
    });

    it("prints no secret", () => {
        for (const stack of stacks) expect(stack.transcript).not.toContain(CANARY);
    });
});
