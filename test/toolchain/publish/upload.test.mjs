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
    process.stdout.write(JSON.stringify({ isDraft: fs.readFileSync(file("release"), "utf8") === "draft" }));
}
if (command === "gh release create") fs.writeFileSync(file("release"), "draft");
if (command === "gh release edit") fs.writeFileSync(file("release"), "visible");
if (command === "npm --version") process.stdout.write("11.5.1\\n");
if (command.startsWith("npm view")) {
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
            "gh release view",
            "gh release create",
            "gh release upload",
            "npm view",
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
        expect(log()).toEqual(["gh release view", "npm view"]);
    });

    it("doesn't pass another package off as this one", async () => {
        writeFileSync(join(keep, "package"), "of another commit");
        await expect(publish(folder, release)).rejects.toThrow(
            "npm has another pulumi-config-drive@1.2.3 already. Release this under a new version.",
        );
        expect(readFileSync(join(keep, "release"), "utf8")).toBe("draft");
    });
});
