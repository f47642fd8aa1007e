import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cacheRoot } from "./cache.mjs";
import { downloadedSdk, downloadSdk } from "./published-sdk.mjs";
import { StandIn, writeCommands } from "./stand-in.mjs";

const name = "@pulumi/config-drive-test";
const version = "0.5.4";
const complete = { "package.json": JSON.stringify({ name, version }), "index.js": "", "index.d.ts": "" };

const before = process.env.XDG_CACHE_HOME;
beforeAll(() => {
    process.env.XDG_CACHE_HOME = mkdtempSync(join(tmpdir(), "config-drive-cache-"));
});
afterAll(() => {
    rmSync(process.env.XDG_CACHE_HOME, { recursive: true });
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
});

/** Has the server answer npm as a registry does. */
function servePackage(server, files, spoil = (archive) => archive) {
    const folder = join(server.folder, "published", "package");
    rmSync(folder, { recursive: true, force: true });
    writeCommands(folder, files);
    const archive = execFileSync("tar", ["--create", "--gzip", "--directory", join(folder, ".."), "package"]);
    const integrity = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
    const dist = { tarball: `${server.base}/package.tgz`, integrity };
    const versions = { [version]: { name, version, dist } };
    server.handlers[`/${name.replace("/", "%2f")}`] = (_, response) =>
        response.end(JSON.stringify({ name, "dist-tags": { latest: version }, versions }));
    server.handlers["/package.tgz"] = (_, response) => response.end(spoil(archive));
}

function envOf(server) {
    return { ...server.env(), npm_config_registry: server.base, npm_config_cache: join(server.folder, "npm") };
}

describe("a published SDK", () => {
    it("comes from npm, without its package.json, and once", async () => {
        await using server = await new StandIn().start();
        servePackage(server, complete);
        expect(downloadedSdk(name, version)).toBeUndefined();
        const folder = await downloadSdk(name, version, envOf(server));
        expect(readdirSync(folder).sort()).toEqual(["index.d.ts", "index.js"]);
        expect(downloadedSdk(name, version)).toBe(folder);
        rmSync(folder, { recursive: true });
    });

    it("isn't there if npm doesn't have it, has something else or sends it damaged", async () => {
        await using server = await new StandIn().start();
        expect(await downloadSdk(name, version, envOf(server))).toBeUndefined();
        servePackage(server, { ...complete, "package.json": JSON.stringify({ name, version: "0.5.3" }) });
        expect(await downloadSdk(name, version, envOf(server))).toBeUndefined();
        servePackage(server, complete, (archive) => archive.subarray(0, archive.length / 2));
        expect(await downloadSdk(name, version, envOf(server))).toBeUndefined();
        expect(existsSync(cacheRoot()) ? readdirSync(cacheRoot()) : []).toEqual([]);
    });
});
