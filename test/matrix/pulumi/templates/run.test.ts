import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspectImage, recordEvents, virsh } from "../../../pulumi/host.ts";
import { DRIVE_FIRST, GONE } from "../../../pulumi/lives.ts";
import type { EventRecorder } from "../../../support/events/recorder.ts";
import { DESCRIPTION, PUBLIC_KEY, type Template, TemplateStack } from "./template-stack.ts";

const TEMPLATES: readonly Template[] = ["typescript", "python"];
const CHECKS: Readonly<Record<Template, readonly [string, ...string[]]>> = {
    typescript: ["npx", "tsc", "--noEmit"],
    python: ["python3", "-m", "py_compile", "__main__.py"],
};
const CANARY = "canary-of-the-password";
const uri = process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system";
const cli = resolve(import.meta.dirname, "..", "..", "..", "..", "bin", "cli", "config-drive.js");

const contentOf = (image: string, path: string): string =>
    execFileSync(process.execPath, [cli, "cat", image, path], { encoding: "utf8" });

describe.each(TEMPLATES)("a project that pulumi new makes of templates/%s", (template) => {
    const pool = `config-drive-${randomBytes(4).toString("hex")}`;
    let stack: TemplateStack;
    let events: EventRecorder;
    let made = "";
    let variables: NodeJS.ProcessEnv = {};

    beforeAll(async () => {
        events = await recordEvents();
        stack = new TemplateStack(template);
        virsh("pool-create-as", pool, "dir", "--target", join(stack.folder, "pool"));
        const image = join(stack.folder, "image.qcow2");
        execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", image, "1M"]);
        // The tests' hosts have no network.
        made = await stack.new({ "libvirt:uri": uri, image, pool, network: "", domainType: "qemu" });
        variables = stack.prepare();
    });
    afterAll(async () => {
        await stack.run(["destroy", "--yes", "--skip-preview"], variables);
        await stack.remove();
        virsh("pool-destroy", pool);
        await events.stop();
    });

    it("has its name, its description and its first steps", () => {
        expect(made).toContain("Your new project is ready to go!");
        expect(made).toContain('eval "$(pulumi stack output watch)"');
        const readme = readFileSync(join(stack.project, "README.md"), "utf8");
        expect(readme).toContain(`# my-vm\n\n${DESCRIPTION}\n`);
        const settings = readFileSync(join(stack.project, "Pulumi.yaml"), "utf8");
        expect(settings).toMatch(/^name: my-vm$/m);
        expect(settings).not.toContain("displayName");
        expect(settings).toContain(template === "python" ? "virtualenv: venv" : "name: nodejs");
    });

    it("passes the check of its language", () => {
        const [command, ...args] = CHECKS[template];
        expect(execFileSync(command, args, { cwd: stack.project, encoding: "utf8" })).toBe("");
    });

    it("asks for the key that it can't guess", async () => {
        const { code, output } = await stack.run(["preview"], variables);
        expect(code).not.toBe(0);
        expect(output).toContain("Missing required configuration variable 'my-vm:publicKey'");
        expect(output).toContain("pulumi config set my-vm:publicKey");
        await stack.configure({ publicKey: "no key" });
        const wrong = await stack.run(["preview"], variables);
        expect(wrong.code).not.toBe(0);
        expect(wrong.output).toContain("publicKeys.admin");
        await stack.configure({ publicKey: PUBLIC_KEY });
    });

    it("plans a machine with KVM and a network, if the host has them", async () => {
        await stack.configure({ domainType: "kvm", network: "default" });
        const preview = await stack.succeed(["preview", "--diff"], variables);
        expect(preview).toMatch(/mode *: "host-passthrough"/);
        expect(preview).toMatch(/networkName *: "default"/);
        expect(preview).toMatch(/hostname *: "web-1"/);
        await stack.configure({ domainType: "qemu", network: "" });
    });

    it("makes a machine that starts once, with the drive that the settings describe", async () => {
        const { code } = await stack.run(["config", "set", "--secret", "password"], variables, CANARY);
        expect(code).toBe(0);
        await stack.up(variables);
        const { domain = "", volume = "" } = await stack.outputs();
        expect(await events.take(domain)).toEqual(DRIVE_FIRST);
        expect(virsh("dumpxml", domain)).toContain(volume);
        expect(inspectImage(volume).metaData).toMatchObject({ hostname: "web-1", public_keys: { admin: PUBLIC_KEY } });
        const userData = contentOf(volume, "openstack/latest/user_data");
        expect(userData).toMatch(/^#cloud-config\n/);
        expect(JSON.parse(userData.replace("#cloud-config\n", ""))).toEqual({
            packages: ["qemu-guest-agent"],
            password: CANARY,
            chpasswd: { expire: false },
        });
        expect(contentOf(volume, "openstack/content/0000")).toBe("This VM was set up by its config drive.\n");
    });

    it("says which command follows the first boot", async () => {
        const { domain = "", watch = "" } = await stack.outputs();
        expect(watch).toBe(`npx config-drive watch '${uri}' ${domain}`);
        // The plugin of the tests isn't the one in the project's folder.
        const npx = existsSync(join(stack.project, "node_modules"))
            ? watch
            : watch.replace("npx config-drive", `${process.execPath} ${cli}`);
        const { status, stdout } = spawnSync("sh", ["-c", `${npx} --timeout 10 --json`], {
            cwd: stack.project,
            encoding: "utf8",
        });
        expect(status).toBe(3);
        expect(JSON.parse(stdout)).toMatchObject({ domain, ok: false });
    });

    it("has nothing to do the second time", async () => {
        await stack.previewNothing(variables);
        await stack.refreshNothing(variables);
    });

    it("gives the running machine a new drive when a setting changes", async () => {
        const before = await stack.outputs();
        await stack.configure({ hostname: "web-2" });
        await stack.up(variables);
        const { domain = "", volume = "" } = await stack.outputs();
        expect(domain).toBe(before["domain"]);
        expect(await events.take(domain)).toEqual([]);
        expect(inspectImage(volume).metaData).toMatchObject({ hostname: "web-2" });
        expect(virsh("dumpxml", domain)).toContain(volume);
    });

    it("goes away and leaves nothing, and no secret was printed", async () => {
        const { domain = "" } = await stack.outputs();
        await stack.destroy(variables);
        expect(await events.take(domain)).toEqual(GONE);
        expect(virsh("vol-list", pool)).toBe("");
        expect(stack.transcript).not.toContain(CANARY);
    });
});

describe.each(TEMPLATES)("templates/%s", (template) => {
    it("makes a project without a stack too", async () => {
        const stack = new TemplateStack(template);
        try {
            const source = resolve(import.meta.dirname, "..", "..", "..", "..", "templates", template);
            const target = join(stack.folder, "generated");
            mkdirSync(target);
            const names = ["--name", "my-vm", "--description", DESCRIPTION, "--dir", target];
            await stack.succeed(["new", source, "--generate-only", "--yes", ...names]);
            expect(readFileSync(join(target, ".gitignore"), "utf8")).toContain("node_modules/\n");
            expect(existsSync(join(target, "README.md"))).toBe(true);
            expect(existsSync(join(target, "Pulumi.test.yaml"))).toBe(false);
        } finally {
            await stack.remove();
        }
    });
});
