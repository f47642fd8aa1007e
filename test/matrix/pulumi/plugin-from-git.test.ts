import { execFileSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guestFolder } from "../../guests/guest.ts";
import { PluginProcess } from "../../support/plugin/process.ts";

const repository = resolve(import.meta.dirname, "..", "..", "..");

/**
 * The steps of `pulumi package add <git URL>`, by hand: the Node host that does them can't be built from Go modules. It
 * is `InstallDependencies` and `RunPlugin` in sdk/nodejs/cmd/pulumi-language-nodejs of pulumi/pulumi.
 */
describe("the plugin in a clone of the repository", () => {
    const clone = guestFolder();
    // Pulumi's host has TypeScript search it: it is the program's.
    const program = guestFolder();

    beforeAll(() => {
        const listed = execFileSync("git", ["ls-files", "-z"], { cwd: repository, encoding: "utf8" });
        for (const file of listed.split("\0").filter((path) => path !== "" && existsSync(join(repository, path)))) {
            cpSync(join(repository, file), join(clone, file));
        }
        execFileSync("npm", ["install", "--loglevel=error", "--production"], { cwd: clone, stdio: "pipe" });
    });
    afterAll(() => {
        for (const folder of [clone, program]) rmSync(folder, { recursive: true });
    });

    it("is built by its installation, and runs", async () => {
        const host = join(clone, "node_modules", "@pulumi", "pulumi", "cmd", "run-plugin");
        const plugin = await PluginProcess.start(process.execPath, [host, clone, "127.0.0.1:1"], { cwd: program });
        try {
            expect(await plugin.schema()).toMatchObject({ name: "config-drive" });
        } finally {
            plugin.stop();
        }
    });
});
