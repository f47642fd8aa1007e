import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { pinnedVersion } from "../node.mjs";
import { root } from "../places.mjs";
import { releaseAssets } from "./assets.mjs";

const github = join(root, ".github");
const yaml = (path) => load(readFileSync(join(github, path), "utf8"));
const workflows = readdirSync(join(github, "workflows"));
const { jobs, permissions } = yaml("workflows/release.yml");
const stepsOf = (job) => job.steps ?? [];
const commandsOf = (job) => stepsOf(job).map((step) => step.run ?? "");

describe("the release's workflow", () => {
    it("publishes only what was tested, and the site last", () => {
        expect(jobs.publish.needs.toSorted()).toEqual(["package", "plugin", "test"]);
        expect(jobs.test.uses).toBe("./.github/workflows/ci.yml");
        expect(yaml("workflows/ci.yml").on).toHaveProperty("workflow_call");
        expect(jobs.site.needs).toBe("publish");
    });

    it("gives the right to publish to the jobs that publish alone", () => {
        expect(permissions).toEqual({ contents: "read" });
        const writers = Object.keys(jobs).filter((name) => jobs[name].permissions !== undefined);
        expect(writers).toEqual(["publish", "site"]);
        expect(jobs.publish.permissions["id-token"]).toBe("write");
        // npm refuses other runners.
        expect(jobs.publish["runs-on"]).toMatch(/^ubuntu-\d/);
        // Its identity is all that it has: what it runs must come from the commit and from no package.
        expect(commandsOf(jobs.publish).filter((command) => /npm (ci|install)/.test(command))).toEqual([]);
    });

    it("builds with the pinned Node, which has an npm that publishes with the workflow's identity", () => {
        const nodes = Object.values(jobs)
            .flatMap(stepsOf)
            .filter(({ uses }) => uses?.startsWith("actions/setup-node@"))
            .map((step) => step.with["node-version"]);
        expect(nodes).toEqual([pinnedVersion(), pinnedVersion(), pinnedVersion()]);
        expect(Number.parseInt(pinnedVersion(), 10)).toBeGreaterThanOrEqual(24);
    });

    it("builds the plugin on each system of which the release must have a file", () => {
        const systems = jobs.plugin.strategy.matrix.os.map((name) => name.replace(/-.*?(?=-[a-z]+$|$)/, ""));
        expect(systems).toEqual(["ubuntu", "ubuntu-arm", "macos", "macos-intel", "windows"]);
        const archives = releaseAssets("1.2.3").filter((name) => name.endsWith(".tar.gz"));
        expect(archives.map((name) => name.replace(/^.*1\.2\.3-|\.tar\.gz$/g, ""))).toEqual([
            "darwin-amd64",
            "darwin-arm64",
            "linux-amd64",
            "linux-arm64",
            "windows-amd64",
        ]);
    });
});

describe("the workflows", () => {
    it.each(workflows)("run only scripts that the project has: %s", (name) => {
        const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
        const commands = Object.values(yaml(`workflows/${name}`).jobs).flatMap(commandsOf);
        const named = commands.flatMap((text) => [...text.matchAll(/npm run (\S+)/g)].map(([, script]) => script));
        expect(named.filter((script) => !(script in scripts))).toEqual([]);
    });

    it.each(workflows)("use GitHub's own actions, each by its major version: %s", (name) => {
        const used = Object.values(yaml(`workflows/${name}`).jobs)
            .flatMap(stepsOf)
            .flatMap(({ uses }) => uses ?? []);
        expect(used.length).toBeGreaterThan(0);
        expect(used.filter((action) => !/^actions\/[a-z-]+@v\d+$/.test(action))).toEqual([]);
    });
});

describe("the issue form", () => {
    const form = yaml("ISSUE_TEMPLATE/bug.yml");

    it("asks for the doctor's report and the versions, and warns of secrets", () => {
        const required = form.body.filter(({ validations }) => validations?.required).map(({ id }) => id);
        expect(required).toEqual(["happened", "doctor", "versions", "way"]);
        const doctor = form.body.find(({ id }) => id === "doctor").attributes.description;
        expect(doctor).toMatch(/config-drive doctor qemu:\/\/\/system --domain \S+ --json/);
        expect(form.body[0].attributes.value).toMatch(/passwords, keys/);
    });
});
