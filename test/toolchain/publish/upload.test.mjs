import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { releaseAssets } from "./assets.mjs";
import { publish, requireNpm, requireWorkflow } from "./upload.mjs";

const onTag = {
    GITHUB_ACTIONS: "true",
    GITHUB_REF_TYPE: "tag",
    GITHUB_WORKFLOW_REF: "owner/name/.github/workflows/release.yml@refs/tags/v1.2.3",
};

describe("publishing", () => {
    it("is for the workflow on a tag alone", () => {
        expect(() => requireWorkflow(onTag)).not.toThrow();
        for (const [name, value] of [
            ["GITHUB_ACTIONS", undefined],
            ["GITHUB_REF_TYPE", "branch"],
            ["GITHUB_WORKFLOW_REF", "owner/name/.github/workflows/ci.yml@refs/tags/v1.2.3"],
        ]) {
            expect(() => requireWorkflow({ ...onTag, [name]: value })).toThrow(
                /^Only the workflow release\.yml publishes, .*npm run release -- --dry-run$/,
            );
        }
    });
});

describe("npm", () => {
    it("must be able to publish with the workflow's identity", () => {
        for (const version of ["11.5.1", "11.5.2", "11.19.0", "12.0.0"]) {
            expect(() => requireNpm(version)).not.toThrow();
        }
        for (const version of ["11.5.0", "11.4.9", "10.9.9", "9.2.0"]) {
            expect(() => requireNpm(version)).toThrow(`npm ${version} can't publish without a token.`);
        }
    });
});

/**
 * Both commands as scripts, since a real release can't be taken back. They keep what the real ones keep between runs: the
 * release, whether it is a draft, and what the registry has. A command named in the file `broken` fails.
 */
const stand = (keep) => `#!${process.execPath}
const fs = require("node:fs");
const { createHash } = require("node:crypto");
const [, , ...args] = process.argv;
const command = [require("node:path").basename(__filename), ...args].slice(0, 3).join(" ");
const file = (name) => require("node:path").join(${JSON.stringify(keep)}, name);
const has = (name) => fs.existsSync(file(name));
const fail = (text) => { process.stderr.write(text); process.exit(1); };
fs.appendFileSync(file("log"), [require("node:path").basename(__filename), ...args.slice(0, 2)].join(" ") + "\\n");
if (has("broken") && command.startsWith(fs.readFileSync(file("broken"), "utf8"))) fail("no connection");
if (command === "gh release view") {
    if (!has("release")) fail("release not found");
    const assets = has("assets") ? JSON.parse(fs.readFileSync(file("assets"), "utf8")) : [];
    process.stdout.write(JSON.stringify({ isDraft: fs.readFileSync(file("release"), "utf8") === "draft", assets }));
}
if (command === "gh release create") fs.writeFileSync(file("release"), "draft");
if (command === "gh release upload") {
    const { basename } = require("node:path");
    const old = has("assets") ? JSON.parse(fs.readFileSync(file("assets"), "utf8")) : [];
    const paths = args.slice(3).filter((arg) => arg !== "--clobber");
    const names = paths.map((path) => basename(path));
    if (!args.includes("--clobber") && old.some(({ name }) => names.includes(name))) fail("asset exists");
    const sha256 = (path) => "sha256:" + createHash("sha256").update(fs.readFileSync(path)).digest("hex");
    const added = paths.map((path) => ({ name: basename(path), size: fs.statSync(path).size, digest: sha256(path) }));
    fs.writeFileSync(file("assets"), JSON.stringify([...old.filter(({ name }) => !names.includes(name)), ...added]));
}
if (command === "gh release edit") fs.writeFileSync(file("release"), "visible");
if (command === "npm --version") process.stdout.write("11.5.1\\n");
if (command === "npm view pulumi-config-drive") {
    if (!has("latest")) fail("npm error code E404");
    process.stdout.write(JSON.stringify(fs.readFileSync(file("latest"), "utf8")));
} else if (command.startsWith("npm view")) {
    if (!has("package")) fail("npm error code E404");
    process.stdout.write(JSON.stringify("sha512-" + createHash("sha512").update(fs.readFileSync(file("package"))).digest("base64")));
}
if (command.startsWith("npm publish")) fs.copyFileSync(args[1], file("package"));
`;

describe("a run of the workflow", () => {
    let folder;
    let keep;
    const release = { version: "1.2.3", tag: "v1.2.3", names: releaseAssets("1.2.3"), notes: "NOTES.md" };
    const log = () =>
        readFileSync(join(keep, "log"), "utf8")
            .trim()
            .split("\n")
            .filter((line) => line !== "npm --version")
            .map((line) => line.replace(/ (v1\.2\.3|\/.*|pulumi-config-drive@.*)$/, ""));
    const again = () => rmSync(join(keep, "log"));
    const breaks = (command) => writeFileSync(join(keep, "broken"), command);
    const mend = () => rmSync(join(keep, "broken"));

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "config-drive-upload-"));
        [keep] = ["keep", "bin"].map((name) => {
            mkdirSync(join(folder, name));
            return join(folder, name);
        });
        for (const name of ["gh", "npm"]) {
            const path = join(folder, "bin", name);
            writeFileSync(path, stand(keep));
            chmodSync(path, 0o755);
        }
        for (const name of release.names) writeFileSync(join(folder, name), name);
        vi.stubEnv("PATH", `${join(folder, "bin")}${delimiter}${process.env.PATH}`);
    });
    afterEach(() => {
        vi.unstubAllEnvs();
        rmSync(folder, { recursive: true });
    });

    it("shows the release only after the package is published", async () => {
        await publish(folder, release);
        expect(log()).toEqual([
            "npm view",
            "npm view pulumi-config-drive",
            "gh release view",
            "gh release create",
            "gh release upload",
            "npm publish",
            "gh release edit",
        ]);
        expect(readFileSync(join(keep, "release"), "utf8")).toBe("visible");
    });

    it("publishes nothing if a file is missing", async () => {
        const names = release.names.filter((name) => !name.includes("windows"));
        await expect(publish(folder, { ...release, names })).rejects.toThrow(
            /^Nothing was published\. These files are missing: .*windows-amd64\.cdx\.json, .*windows-amd64\.tar\.gz$/,
        );
        expect(readFileSync(join(keep, "log"), "utf8")).toBe("npm --version\n");
    });

    it.each([
        "gh release view",
        "gh release create",
        "gh release upload",
        "npm view",
        "npm publish",
        "gh release edit",
    ])("can be repeated after a failure of %s, and does nothing twice", async (command) => {
        breaks(command);
        await expect(publish(folder, release)).rejects.toThrow("failed with exit code 1");
        expect(existsSync(join(keep, "release")) && readFileSync(join(keep, "release"), "utf8")).not.toBe("visible");
        const before = log();
        mend();
        again();
        await publish(folder, release);
        expect(readFileSync(join(keep, "release"), "utf8")).toBe("visible");
        const failed = before.pop();
        expect(log()).toContain(failed);
        for (const once of ["gh release create", "npm publish"]) {
            expect([...before, ...log()].filter((line) => line === once)).toHaveLength(1);
        }
    });

    it("changes nothing when all is published", async () => {
        await publish(folder, release);
        again();
        await publish(folder, release);
        expect(log()).toEqual(["npm view", "gh release view"]);
    });

    it("doesn't pass another package off as this one", async () => {
        writeFileSync(join(keep, "package"), "of another commit");
        await expect(publish(folder, release)).rejects.toThrow(
            "npm has another pulumi-config-drive@1.2.3 already. Release this under a new version.",
        );
        expect(existsSync(join(keep, "release"))).toBe(false);
    });

    it("follows the versions that npm has", async () => {
        writeFileSync(join(keep, "latest"), "1.10.0");
        await expect(publish(folder, release)).rejects.toThrow(
            "npm has pulumi-config-drive 1.10.0 already, which is newer than 1.2.3. Release a newer version.",
        );
        expect(existsSync(join(keep, "release"))).toBe(false);
        writeFileSync(join(keep, "latest"), "0.0.0");
        await publish(folder, release);
        expect(readFileSync(join(keep, "release"), "utf8")).toBe("visible");
    });

    it("changes nothing of an old version that is published", async () => {
        await publish(folder, release);
        writeFileSync(join(keep, "latest"), "1.3.0");
        again();
        await publish(folder, release);
        expect(log()).toEqual(["npm view", "gh release view"]);
    });

    it("adds the files to a release that was made in the browser", async () => {
        writeFileSync(join(keep, "release"), "visible");
        const [first, ...others] = release.names;
        const size = readFileSync(join(folder, first)).length;
        writeFileSync(
            join(keep, "assets"),
            JSON.stringify([
                { name: first, size },
                { name: "notes.pdf", size: 1 },
            ]),
        );
        await publish(folder, release);
        const assets = JSON.parse(readFileSync(join(keep, "assets"), "utf8")).map(({ name }) => name);
        expect(assets).toEqual([first, "notes.pdf", ...others]);
        expect(log().slice(-2)).toEqual(["gh release upload", "npm publish"]);
    });

    it("doesn't add files to a release that has others of their names", async () => {
        writeFileSync(join(keep, "release"), "visible");
        const [first, second] = release.names;
        const { length } = readFileSync(join(folder, first));
        for (const other of [{ size: length + 1 }, { size: length, digest: "sha256:00" }]) {
            writeFileSync(join(keep, "assets"), JSON.stringify([{ name: first, ...other }]));
            await expect(publish(folder, release)).rejects.toThrow(
                new RegExp(`^The release v1\\.2\\.3 lacks ${second}, .* other files than this run: ${first}\\. Delete`),
            );
        }
        expect(log()).not.toContain("npm publish");
    });
});
