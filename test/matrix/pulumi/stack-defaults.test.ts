import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADAPTER } from "../../pulumi/adapter.ts";
import { makeHost, removeHost, type SingleHost } from "../../pulumi/single-host.ts";
import { Stack } from "../../pulumi/stack.ts";

const CANARY = "hush-connection-password";
const GUIDE = join(import.meta.dirname, "..", "..", "..", "docs", "configuration.md");

describe("a stack's defaults for its drives", () => {
    let stack: Stack;
    let host: SingleHost;
    let variables: NodeJS.ProcessEnv;

    beforeAll(async () => {
        stack = new Stack("configured");
        host = makeHost(stack.folder);
        await stack.init();
        await set("pool", host.pool);
        variables = { POOL: host.pool, PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
    });
    afterAll(async () => {
        await stack.remove();
        removeHost(host);
    });

    const set = (key: string, value: string, ...options: readonly string[]): Promise<string> =>
        stack.succeed(["config", "set", `config-drive:${key}`, value, ...options]);
    const remove = (key: string): Promise<string> => stack.succeed(["config", "rm", `config-drive:${key}`]);
    const inputsOf = async (name: string): Promise<Record<string, unknown>> => {
        const { resources } = (await stack.export()).deployment;
        const drive = resources.find(({ type, urn }) => type === ADAPTER.type && urn.endsWith(`::${name}`));
        return drive?.inputs ?? {};
    };

    it("are those of the drives that don't set them", async () => {
        await stack.up(variables);
        expect(await inputsOf("plain")).toMatchObject({ pool: host.pool });
        await set("verify", "content");
        await set("timeouts.create", "301", "--path");
        const preview = await stack.succeed(["preview", "--diff"], variables);
        expect(preview).toMatch(/ConfigDrive: \(update\)\s+\[id=\S+\]\s+\[urn=\S+::plain\]/);
        expect(preview).toMatch(/~ 1 to update\s+(1 change\. )?2 unchanged/);
        expect(await stack.up(variables)).toMatch(/1 updated\s+2 unchanged/);
        expect(await inputsOf("plain")).toMatchObject({ verify: "content", timeouts: { create: 301 } });
        expect(await inputsOf("own")).toMatchObject({ timeouts: { create: 299 } });
        expect(await inputsOf("own")).not.toHaveProperty("verify");
        await stack.refreshNothing(variables);
        await remove("verify");
        expect(await stack.up(variables)).toMatch(/1 updated\s+2 unchanged/);
        expect(await inputsOf("plain")).not.toHaveProperty("verify");
    });

    it("are rejected in one error without a stack trace, by their keys", async () => {
        await set("bus", "idee");
        const { code, output } = await stack.run(["preview"], variables);
        expect(code).not.toBe(0);
        expect(output).toContain("config-drive:bus: must be auto, ide, sata, scsi, usb or virtio");
        expect(output).not.toMatch(/^\s+at .*\.[jt]s/m);
        await remove("bus");
    });

    it("keep a password secret, which has to be set as one", async () => {
        if (ADAPTER.seesSecretSettings) {
            await set("connectionPassword", "plain", "--plaintext");
            const { code, output } = await stack.run(["preview"], variables);
            expect(code).not.toBe(0);
            expect(output).toContain("config-drive:connectionPassword: is stored in plain text; set it with --secret");
        }
        await set("connectionPassword", CANARY, "--secret");
        stack.transcript = "";
        await stack.up(variables);
        await stack.refreshNothing(variables);
        expect((await inputsOf("plain"))["connectionPassword"]).toHaveProperty("ciphertext");
        expect(stack.transcript).not.toContain(CANARY);
        expect(stack.files().filter(({ text }) => text.includes(CANARY))).toEqual([]);
        await remove("connectionPassword");
    });

    it("can be in Pulumi.yaml, as the guide shows", async () => {
        const [, block = ""] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(GUIDE, "utf8")) ?? [];
        appendFileSync(join(stack.folder, "project", "Pulumi.yaml"), block);
        await remove("timeouts");
        const preview = await stack.succeed(["preview", "--diff"], variables);
        expect(preview).toMatch(/~ connection +: "\S+" => "qemu:\/\/\/system"/);
        expect(preview).toMatch(/~ create: 301 => 300/);
    });
});
