import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { step } from "../progress.mjs";
import { Problem, run } from "../run.mjs";
import { releaseAssets, tarballName } from "./assets.mjs";

/**
 * Fails outside the workflow: only there can npm see who publishes what.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function requireWorkflow(env) {
    const isWorkflow = env.GITHUB_WORKFLOW_REF?.includes("/.github/workflows/release.yml@") === true;
    if (env.GITHUB_ACTIONS === "true" && env.GITHUB_REF_TYPE === "tag" && isWorkflow) return;
    throw new Problem(
        "Only the workflow release.yml publishes, when a version's tag is pushed. " +
            "To see here what it would publish: npm run release -- --dry-run",
    );
}

/**
 * Publishes what lies in a folder. Each step looks first whether an earlier run has done it, so a run that failed
 * half-way can be run again: a draft of the release with all files, the npm package, and only then the release for all.
 *
 * @param {string} folder
 * @param {{ version: string, tag: string, names: readonly string[], notes: string }} release
 */
export async function publish(folder, { version, tag, names, notes }) {
    requireNpm((await run("npm", ["--version"])).trim());
    const missing = releaseAssets(version).filter((name) => !names.includes(name));
    if (missing.length > 0) throw new Problem(`Nothing was published. These files are missing: ${missing.join(", ")}`);
    const visible = await step("The draft of the release", () => draftRelease(folder, tag, names, notes));
    await step("The npm package", () => publishPackage(join(folder, tarballName(version)), version));
    if (!visible) await step("The release", () => run("gh", ["release", "edit", tag, "--draft=false"]));
}

/**
 * Fails for an npm that can't publish with the workflow's identity: it would end in a message about a missing package.
 *
 * @param {string} version
 */
export function requireNpm(version) {
    const [major = 0, minor = 0, patch = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
    if ((major - 11 || minor - 5 || patch - 1) >= 0) return;
    throw new Problem(`npm ${version} can't publish without a token. Use npm 11.5.1 or newer.`);
}

/** @returns {Promise<boolean>} whether the release is already there for all */
async function draftRelease(folder, tag, names, notes) {
    const found = await answered(run("gh", ["release", "view", tag, "--json", "isDraft"]), /release not found/);
    if (found !== undefined && !JSON.parse(found).isDraft) return true;
    if (found === undefined) {
        await run("gh", ["release", "create", tag, "--verify-tag", "--draft", "--title", tag, "--notes-file", notes]);
    }
    await run("gh", ["release", "upload", tag, "--clobber", ...names.map((name) => join(folder, name))]);
    return false;
}

async function publishPackage(tarball, version) {
    const name = `pulumi-config-drive@${version}`;
    const found = await answered(run("npm", ["view", name, "dist.integrity", "--json"]), /E404/);
    const own = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
    if (found === undefined || found.trim() === "") {
        await run("npm", ["publish", tarball, "--access", "public", "--provenance"]);
    } else if (JSON.parse(found) !== own) {
        throw new Problem(`npm has another ${name} already. Release this under a new version.`);
    }
}

/** What a command says, or undefined if it fails by saying that there is nothing. */
async function answered(running, nothing) {
    try {
        return await running;
    } catch (error) {
        if (error instanceof Problem && nothing.test(error.output)) return undefined;
        throw error;
    }
}
