import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { pinnedVersion } from "../node.mjs";
import { root } from "../places.mjs";
import { releaseAssets } from "./assets.mjs";

const github = join(root, ".github");
const yaml = (path) => load(readFileSync(join(github, path), "utf8"));
const workflows = readdirSync(join(github, "workflows"));
const { on, jobs, permissions } = yaml("workflows/release.yml");
const stepsOf = (job) => job.steps ?? [];
const jobsOf = (name) => Object.values(yaml(`workflows/${name}`).jobs);
const commandsOf = (job) => stepsOf(job).map((step) => step.run ?? "");

describe("the release's workflow", () => {
    it("publishes only what was tested, and the site last", () => {
        expect(jobs.publish.needs.toSorted()).toEqual(["package", "plugin", "test"]);
        expect(jobs.site.needs).toContain("publish");
        // GitHub skips a job that needs a workflow with a skipped job, so the tests are a workflow without conditions.
        for (const caller of [jobs, yaml("workflows/ci.yml").jobs]) {
            expect(caller.test.uses).toBe("./.github/workflows/test.yml");
        }
        const tests = yaml("workflows/test.yml");
        expect(tests.on).toHaveProperty("workflow_call");
        expect(Object.values(tests.jobs).filter((job) => "if" in job)).toEqual([]);
    });

    it("can be rehearsed by hand, and publishes only for a tag", () => {
        expect(Object.keys(on).toSorted()).toEqual(["push", "workflow_dispatch"]);
        expect(on.push).toEqual({ tags: ["v*"] });
        const conditions = Object.entries(jobs).flatMap(([name, job]) => ("if" in job ? [[name, job.if]] : []));
        expect(conditions).toEqual([
            ["publish", "github.ref_type == 'tag'"],
            ["site", "github.ref_type == 'tag'"],
        ]);
    });

    it("signs every file of the release before it is published", () => {
        const steps = stepsOf(jobs.publish);
        const sign = steps.findIndex(({ uses }) => uses?.startsWith("actions/attest@"));
        const globs = steps[sign].with["subject-path"].trim().split("\n");
        const signed = releaseAssets("1.2.3").filter((name) =>
            globs.some((glob) => matchesGlob(`dist/release/${name}`, glob)),
        );
        expect(signed).toEqual(releaseAssets("1.2.3"));
        expect(steps[sign - 1].run).toBe("npm run release -- --gather dist/release");
        expect(steps[sign + 1].run).toBe("npm run release -- dist/release");
    });

    it("deploys the site that the last attempt built, also after a reviewer took days", () => {
        const upload = stepsOf(jobs.package).find(({ uses }) => uses?.startsWith("actions/upload-pages-artifact@"));
        expect(upload.with.name).toContain("github.run_attempt");
        expect(upload.with.name).toBe(jobs.package.outputs.pages);
        expect(upload.with["retention-days"]).toBeGreaterThanOrEqual(30);
        expect(jobs.site.needs).toContain("package");
        const deploy = stepsOf(jobs.site).find(({ uses }) => uses?.startsWith("actions/deploy-pages@"));
        expect(deploy.with["artifact_name"]).toMatch(/needs\.package\.outputs\.pages/);
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
        const commands = jobsOf(name).flatMap(commandsOf);
        const named = commands.flatMap((text) => [...text.matchAll(/npm run (\S+)/g)].map(([, script]) => script));
        expect(named.filter((script) => !(script in scripts))).toEqual([]);
    });

    it.each(workflows)("use GitHub's own actions, each by its commit, with the version beside it: %s", (name) => {
        const used = readFileSync(join(github, "workflows", name), "utf8").match(/(?<=\buses: )actions\/.*$/gm) ?? [];
        const steps = jobsOf(name).flatMap(stepsOf);
        expect(used).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
        expect(used.length).toBeGreaterThan(0);
        expect(used.filter((action) => !/^actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
    });

    it.each(workflows)("leave no token in the files that they check out: %s", (name) => {
        const checkouts = jobsOf(name)
            .flatMap(stepsOf)
            .filter(({ uses }) => uses?.startsWith("actions/checkout@"));
        expect(checkouts.filter((step) => step.with?.["persist-credentials"] !== false)).toEqual([]);
    });

    it("let root use the checkout in a container, before anything else does", () => {
        const inContainers = workflows.flatMap(jobsOf).filter(({ container }) => container !== undefined);
        expect(inContainers).toHaveLength(1);
        for (const { steps } of inContainers) {
            const checkout = steps.findIndex(({ uses }) => uses?.startsWith("actions/checkout@"));
            expect(steps[checkout + 1].run).toBe('git config --system --add safe.directory "$GITHUB_WORKSPACE"');
        }
    });

    it("use one commit of each action", () => {
        const used = workflows.flatMap((name) => jobsOf(name).flatMap(stepsOf)).flatMap(({ uses }) => uses ?? []);
        const names = new Set(used.map((action) => action.replace(/@.*/, "")));
        expect(new Set(used).size).toBe(names.size);
    });
});

describe("the updates that Dependabot proposes", () => {
    const { updates } = yaml("dependabot.yml");

    it("are those of the actions, and of each folder that users or the site get packages from", () => {
        expect(updates.map((update) => update["package-ecosystem"])).toEqual(["github-actions", "npm"]);
        const [, npm] = updates;
        for (const folder of npm.directories) {
            expect(existsSync(join(root, folder, "package-lock.json")), folder).toBe(true);
        }
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
