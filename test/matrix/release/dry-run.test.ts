import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Clone } from "./clone.ts";
import { findings } from "./cyclonedx.ts";

const { version } = JSON.parse(readFileSync(resolve("package.json"), "utf8"));
const machine = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
const tarball = `pulumi-config-drive-${version}`;
const plugin = `pulumi-resource-config-drive-v${version}-${machine}`;

interface Component {
    readonly group?: string;
    readonly name: string;
    readonly version: string;
    readonly purl: string;
}

interface Sbom {
    readonly metadata: { readonly component: Component };
    readonly components: readonly Component[];
}

const nameOf = ({ group, name, version: its }: Component): string => `${group ? `${group}/` : ""}${name}@${its}`;

describe("a release in a fresh clone", () => {
    const clone = new Clone();
    const out = join(clone.folder, "dist", "release");
    const project = join(clone.folder, "dist", "project");
    const read = (name: string): string => readFileSync(join(out, name), "utf8");
    const release = (...args: readonly string[]): readonly string[] => ["run", "--silent", "release", "--", ...args];
    const sbomOf = (name: string): Sbom => JSON.parse(read(`${name}.cdx.json`));
    let summary = "";

    beforeAll(() => {
        const [packed] = JSON.parse(clone.run("npm", "pack", "--json"));
        expect(packed.filename).toBe(`${tarball}.tgz`);
        summary = clone.run("npm", ...release("--dry-run", "--without-site", "--repository", "owner/name"));
    });
    afterAll(() => rmSync(clone.folder, { recursive: true }));

    it("packs before anything is installed, and changes no file of the repository", () => {
        expect(existsSync(join(clone.folder, `${tarball}.tgz`))).toBe(true);
        expect(clone.changes()).toBe("");
    });

    it("leaves what a version publishes, with checksums that agree", () => {
        expect(readdirSync(out).toSorted()).toEqual([
            "NOTES.md",
            "SHA256SUMS",
            "SUMMARY.md",
            `${tarball}.cdx.json`,
            `${tarball}.tgz`,
            `${plugin}.cdx.json`,
            `${plugin}.tar.gz`,
        ]);
        const said = execFileSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: out, encoding: "utf8" });
        expect(said.trim().split("\n")).toHaveLength(4);
    });

    it("says what would go where, and what it didn't check", () => {
        expect(summary).toBe(read("SUMMARY.md"));
        expect(summary).toContain("From owner/name.");
        expect(summary).toContain(`| package | npm, as pulumi-config-drive@${version}, with provenance |`);
        expect(summary).toContain(`| plugin | the release v${version} on GitHub |`);
        expect(summary).toContain("- Not checked: the site, which was left out.");
        expect(read("NOTES.md")).toMatch(/^- .+$/m);
        expect(read("NOTES.md")).toContain(`](https://github.com/owner/name/blob/v${version}/docs/`);
    });

    it("has a package that installs and runs, and names its repository", () => {
        mkdirSync(project);
        writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true }));
        const run = (command: string, ...args: readonly string[]): string =>
            execFileSync(command, args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
        run("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", join(out, `${tarball}.tgz`));
        expect(run("npx", "config-drive", "--version")).toBe(`${version}\n`);
        const load = 'Object.keys(require("pulumi-config-drive/provider")).sort().join()';
        expect(run("node", "--print", load)).toBe("check,create,delete,diff,read,update\n");
        const installed = join(project, "node_modules", "pulumi-config-drive");
        expect(JSON.parse(readFileSync(join(installed, "package.json"), "utf8")).repository).toEqual({
            type: "git",
            url: "git+https://github.com/owner/name.git",
        });
        expect(readdirSync(installed).toSorted()).toEqual([
            "CHANGELOG.md",
            "LICENSE",
            "PulumiPlugin.yaml",
            "README.md",
            "bin",
            "package.json",
        ]);
    });

    it("lists every package that it installs, in a valid SBOM with nothing of this machine", () => {
        const sbom = sbomOf(tarball);
        expect(findings(sbom)).toEqual([]);
        expect(sbom.metadata.component).toMatchObject({ name: "pulumi-config-drive", version });
        const lock = readFileSync(join(project, "node_modules", ".package-lock.json"), "utf8");
        const entries: Record<string, { readonly version: string }> = JSON.parse(lock).packages;
        const installed = Object.entries(entries).map(
            ([path, entry]) => `${path.replace(/^.*node_modules\//, "")}@${entry.version}`,
        );
        const listed = [...sbom.components, sbom.metadata.component].map(nameOf);
        expect(new Set(listed)).toEqual(new Set(installed));
        expect(listed.some((name) => name.startsWith("@pulumi/pulumi@3."))).toBe(true);
        expect(JSON.stringify(sbom)).not.toContain("file:");
    });

    it("has an executable that runs, with an SBOM of its own", () => {
        const folder = join(clone.folder, "dist", "unpacked");
        mkdirSync(folder);
        execFileSync("tar", ["-xzf", join(out, `${plugin}.tar.gz`), "-C", folder]);
        const program = join(folder, "pulumi-resource-config-drive");
        expect(execFileSync(program, ["--version"], { encoding: "utf8", env: {} })).toBe(`${version}\n`);
        const sbom = sbomOf(plugin);
        expect(findings(sbom)).toEqual([]);
        const texts = readFileSync(join(folder, "THIRD-PARTY-LICENSES.txt"), "utf8");
        for (const component of sbom.components.filter(({ name }) => name !== "node")) {
            expect(texts).toContain(`\n${nameOf(component).replace(/(?<=.)@/, " ")} (`);
        }
        expect(sbom.components.map(({ name }) => name)).toEqual(expect.arrayContaining(["node", "zod", "grpc-js"]));
    });

    it("is refused without --dry-run, into a folder with files or for several folders", () => {
        expect(clone.complaint("npm", ...release())).toContain("Only the workflow release.yml publishes");
        expect(clone.complaint("npm", ...release("--dry-run", out))).toContain("isn't empty.");
        expect(clone.complaint("npm", ...release("--dry-run", "a", "b"))).toContain("usage: npm run release");
    });

    it("is refused for files that are in no commit", () => {
        const stray = join(clone.folder, "provider", "stray.ts");
        writeFileSync(stray, "");
        try {
            expect(clone.complaint("npm", ...release("--dry-run"))).toMatch(
                /changes that are in no commit.*\n.*stray\.ts/,
            );
        } finally {
            rmSync(stray);
        }
        // The folder of the run before is still there.
        expect(existsSync(join(out, "SUMMARY.md"))).toBe(true);
    });

    it("is refused for a tag of another version", () => {
        clone.run("git", "tag", "v99.0.0");
        try {
            expect(clone.complaint("npm", ...release("--dry-run"))).toContain("The tag is v99.0.0, but package.json's");
        } finally {
            clone.run("git", "tag", "--delete", "v99.0.0");
        }
    });

    it("takes the next version from the notes, and agrees with its tag", () => {
        const note = join(clone.folder, ".changeset", "a-test.md");
        writeFileSync(note, '---\n"pulumi-config-drive": minor\n---\n\n- A note of this test.\n');
        clone.run("npm", "run", "--silent", "version");
        const next = JSON.parse(readFileSync(join(clone.folder, "package.json"), "utf8")).version;
        const [major, minor] = version.split(".").map(Number);
        expect(next).toBe(`${major}.${minor + 1}.0`);
        const changelog = readFileSync(join(clone.folder, "CHANGELOG.md"), "utf8");
        const [, section = ""] = changelog.split(/^## .*\n\n/m);
        expect(changelog).toMatch(new RegExp(`^# Changelog\n\n[^#]*^## ${next.replaceAll(".", "\\.")}\n\n- `, "m"));
        expect(section).toMatch(/^- A note of this test\.$/m);
        expect(section).not.toMatch(/^#/m);
        expect(readdirSync(join(clone.folder, ".changeset")).toSorted()).toEqual(["README.md", "config.json"]);
        clone.commit(`the version ${next}`);
        clone.run("git", "tag", `v${next}`);
        // It also asks the executable for its version and for that of its schema.
        clone.run("npm", ...release("--dry-run", "dist/next", "--only", "plugin"));
        expect(readdirSync(join(clone.folder, "dist", "next"))).toContain(
            `pulumi-resource-config-drive-v${next}-${machine}.tar.gz`,
        );
    });
});
