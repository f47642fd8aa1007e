import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "pulumi-config-drive";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unsealed } from "../support/unsealed.ts";

const repository = resolve(import.meta.dirname, "..", "..");

const register = async (secret: string): Promise<Record<string, unknown>> => {
    const registered: Record<string, unknown>[] = [];
    pulumi.runtime.setMocks({
        newResource: ({ name, inputs }) => {
            registered.push(inputs);
            return { id: name, state: inputs };
        },
        call: ({ inputs }) => inputs,
    });
    const drive = new ConfigDrive("web", { hostname: "web", userData: secret, adminPassword: secret });
    await new Promise((done) => pulumi.all([drive.id]).apply(done));
    return registered[0] ?? {};
};

describe("the provider text in a stack's state", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "provider-text-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("is the same for every drive and release, small, and captures nothing", async () => {
        const { __provider: text } = await register("canary-5e2d");
        expect(text).toMatchInlineSnapshot(`
          "exports.handler = () => require("pulumi-config-drive/provider");
          "
        `);
        expect(String(text).length).toBeLessThan(1500);
        expect((await register("another"))["__provider"]).toBe(text);
    });

    it("loads from any folder whose node_modules hold the package", () => {
        mkdirSync(join(folder, "node_modules"));
        symlinkSync(repository, join(folder, "node_modules", "pulumi-config-drive"));
        const text = readFileSync(join(import.meta.dirname, "fixtures", "provider-text-0.1.0.js"), "utf8");
        // As the engine's provider process does it: the text becomes a module without a file, found from where it runs.
        writeFileSync(
            join(folder, "run.js"),
            `const provider = require(${JSON.stringify(join(repository, "node_modules", "require-from-string"))})(
                ${JSON.stringify(text)}).handler();
             console.log(Object.keys(provider).sort().join());
             provider.diff("id", { imageDigest: "a" }, { imageDigest: "b" }).then((d) => console.log(d.changes));`,
        );
        const output = execFileSync(process.execPath, ["run.js"], { cwd: folder, encoding: "utf8" });
        expect(output).toBe("check,create,delete,diff,read,update\ntrue\n");
    });

    it("loads what makes drives only when one is to be made", () => {
        writeFileSync(
            join(folder, "run.js"),
            `const provider = require(${JSON.stringify(join(repository, "bin", "provider", "index.js"))});
             const news = { connection: "qemu:///system", __defaultVolumePrefix: "web", randomSeed: "", hostname: "web" };
             const loaded = () => ["zod", "saxes", "provider/libvirt/client.js", "provider/formats/iso9660"].filter((name) =>
                 Object.keys(require.cache).some((file) => file.includes(name)));
             const run = async (olds, hostname) => {
                 const { inputs, failures } = await provider.check(olds, { ...news, hostname });
                 const { changes } = await provider.diff("web", olds, inputs);
                 console.log(JSON.stringify({ inputs, failures, changes, loaded: loaded() }));
             };
             run(JSON.parse(process.argv[2]), process.argv[3]);`,
        );
        const run = (olds: Record<string, unknown>, hostname: string): { readonly inputs: Record<string, unknown> } =>
            JSON.parse(
                execFileSync(process.execPath, [join(folder, "run.js"), JSON.stringify(unsealed(olds)), hostname], {
                    encoding: "utf8",
                }),
            );
        const { inputs } = run({}, "web");
        expect(run(inputs, "web")).toEqual({ inputs, failures: [], changes: false, loaded: [] });
        const loaded = ["zod", "saxes", "provider/libvirt/client.js", "provider/formats/iso9660"];
        expect(run(inputs, "web-2")).toMatchObject({ failures: [], changes: true, loaded });
    });
});
