import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installedClis } from "./installations.mjs";
import { obtain, wayOf } from "./obtain.mjs";
import { here } from "./places.mjs";
import { downloadCli } from "./release.mjs";
import { pulumiCommands, StandIn, writeCommands } from "./stand-in.mjs";

const version = "3.276.0";
const limits = { answerMs: 1000, withinMs: 20_000, stallMs: 2000 };

const cache = mkdtempSync(join(tmpdir(), "config-drive-cache-"));
const before = process.env.XDG_CACHE_HOME;
beforeAll(() => {
    process.env.XDG_CACHE_HOME = cache;
});
afterAll(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
    rmSync(cache, { recursive: true });
});

/** A tool as pulumi.mjs describes the CLI, with the server as its host. */
function cliFrom(server) {
    return {
        title: "Pulumi CLI",
        version,
        oldest: "3.259.0",
        installed: installedClis,
        built: async () => false,
        sources: [{ url: `${server.base}/install.sh`, start: "#!" }],
        download: (env, patience) => downloadCli(version, env, patience),
    };
}

async function obtainFrom(server, patience = limits) {
    const env = { ...server.env(), PATH: pathWithoutPulumi(server) };
    const tool = cliFrom(server);
    return obtain(tool, await wayOf(tool, env, patience), env, patience);
}

/** The machine that runs the tests can have a Pulumi CLI; the one in the tests hasn't. */
function pathWithoutPulumi(server) {
    const folders = server.env().PATH.split(":");
    return folders.filter((folder) => !existsSync(join(folder, "pulumi"))).join(":");
}

const versionsOf = (server) => {
    const folder = join(server.folder, "home", "versions");
    return existsSync(folder) ? readdirSync(folder) : [];
};

describe("the release of the Pulumi CLI", () => {
    it("is downloaded once, to where Pulumi's other programs look for it", async () => {
        await using server = await new StandIn().start();
        server.servePulumi(pulumiCommands(version));
        const folder = join(server.folder, "home", "versions", version, "bin");
        expect(await obtainFrom(server)).toBe(folder);
        expect(readdirSync(folder).sort()).toEqual(["pulumi", "pulumi-language-nodejs"]);
        expect(versionsOf(server)).toEqual([version]);
        server.requests.length = 0;
        expect(await obtainFrom(server)).toBe(folder);
        expect(server.requests).toEqual([]);
    });

    it("isn't asked for if another that is new enough is there", async () => {
        await using server = await new StandIn().start();
        writeCommands(join(server.folder, "home", "versions", "3.258.0", "bin"), pulumiCommands("3.258.0"));
        writeCommands(join(server.folder, "home", "bin"), pulumiCommands("3.300.1"));
        expect(await obtainFrom(server)).toBe(join(server.folder, "home", "bin"));
        expect(server.requests).toEqual([]);
    });

    it("replaces one that is half there", async () => {
        await using server = await new StandIn().start();
        server.servePulumi(pulumiCommands(version));
        const folder = join(server.folder, "home", "versions", version, "bin");
        writeCommands(folder, { pulumi: "\x7fELF, cut off", "pulumi-language-nodejs": "" });
        expect(await obtainFrom(server)).toBe(folder);
        expect(readFileSync(join(folder, "pulumi"), "utf8")).toContain(version);
    });

    it.each([
        ["a broken archive", (archive) => archive.subarray(0, archive.length / 2), /gzip|tar/],
        ["a page instead of the archive", () => "<!doctype html>", /gzip|tar/],
    ])("comes from a build after %s, and leaves nothing", async (_what, spoil) => {
        await using server = await new StandIn().start();
        const archive = server.servePulumi(pulumiCommands(version));
        server.handlers[`/pulumi.tar.gz?${version}`] = (_, response) => response.end(spoil(archive));
        expect(await obtainFrom(server)).toBeUndefined();
        expect(versionsOf(server)).toEqual([]);
    });

    it("comes from a build after a CLI of another version, one that doesn't run and one without its Node host", async () => {
        await using server = await new StandIn().start();
        const { pulumi } = pulumiCommands(version);
        const bad = [
            pulumiCommands("3.275.0"),
            { ...pulumiCommands(version), pulumi: "#!/bin/sh\nexit 1\n" },
            { pulumi },
        ];
        for (const commands of bad) {
            server.servePulumi(commands);
            expect(await obtainFrom(server)).toBeUndefined();
            expect(versionsOf(server)).toEqual([]);
        }
    });

    it("isn't waited for when it stalls, or arrives too slowly", async () => {
        await using server = await new StandIn().start();
        const archive = server.servePulumi(pulumiCommands(version));
        let closed = 0;
        const serve = (write) => {
            server.handlers[`/pulumi.tar.gz?${version}`] = (_, response) => {
                const timer = setInterval(() => write(response), 100);
                response.on("close", () => clearInterval(timer) ?? closed++);
                response.write(archive.subarray(0, 100));
            };
        };
        const download = (patience) => downloadCli(version, server.env(), patience);
        serve(() => {});
        await expect(download({ withinMs: 20_000, stallMs: 1000 })).rejects.toThrow("nothing arrived for 1 s");
        // More than curl keeps before it writes.
        serve((response) => response.write(Buffer.alloc(128 * 1024)));
        await expect(download({ withinMs: 2500, stallMs: 2000 })).rejects.toThrow("isn't done after 2.5 s");
        expect(versionsOf(server)).toEqual([]);
        // The installer's curl has ended with it.
        await expect.poll(() => closed).toBe(2);
    });

    it("costs no more than the time for an answer where the host can't be reached", async () => {
        await using server = await new StandIn().start();
        server.handlers["/install.sh"] = () => {};
        const started = Date.now();
        expect(await obtainFrom(server)).toBeUndefined();
        expect(Date.now() - started).toBeLessThan(5 * limits.answerMs);
        expect(versionsOf(server)).toEqual([]);
    });

    it("is downloaded by the next run if one is killed", async () => {
        await using server = await new StandIn().start();
        const archive = server.servePulumi(pulumiCommands(version));
        const whole = server.handlers[`/pulumi.tar.gz?${version}`];
        const begun = new Promise((resolve) => {
            server.handlers[`/pulumi.tar.gz?${version}`] = (_, response) => {
                response.write(archive.subarray(0, 100));
                resolve();
            };
        });
        const script = join(server.folder, "run.mjs");
        const release = JSON.stringify(pathToFileURL(join(here, "release.mjs")).href);
        writeFileSync(
            script,
            `import { downloadCli } from ${release};
await downloadCli("${version}", process.env, { withinMs: 60_000, stallMs: 60_000 });`,
        );
        const child = spawn(process.execPath, [script], { env: server.env(), stdio: "ignore" });
        await begun;
        child.kill("SIGKILL");
        await new Promise((resolve) => child.once("close", resolve));
        expect(versionsOf(server)).toEqual([`.config-drive.${child.pid}`]);
        server.handlers[`/pulumi.tar.gz?${version}`] = whole;
        expect(await obtainFrom(server)).toBe(join(server.folder, "home", "versions", version, "bin"));
        expect(versionsOf(server)).toEqual([version]);
    });
});
