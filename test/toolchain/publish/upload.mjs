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
    const tarball = join(folder, tarballName(version));
    const hasPackage = await step("What npm has", () => npmHas(tarball, version));
    const visible = await step("The draft of the release", () => draftRelease(folder, tag, names, notes));
    if (!hasPackage) {
        await step("The npm package", () => run("npm", ["publish", tarball, "--access", "public", "--provenance"]));
    }
    if (!visible) await step("The release", () => run("gh", ["release", "edit", tag, "--draft=false"]));
}

/**
 * Fails for an npm that can't publish with the workflow's identity: it would end in a message about a missing package.
 *
 * @param {string} version
 */
export function requireNpm(version) {
    if (compareVersions(version, "11.5.1") >= 0) return;
    throw new Problem(`npm ${version} can't publish without a token. Use npm 11.5.1 or newer.`);
}

function compareVersions(one, other) {
    const [first, second] = [one, other].map((version) => version.split(".").map((part) => Number.parseInt(part, 10)));
    return first[0] - second[0] || first[1] - second[1] || first[2] - second[2];
}

/**
 * Whether npm has this package already. Fails if it has another one of this version, or a newer version: npm would reject
 * this one, after the draft was made.
 *
 * @returns {Promise<boolean>}
 */
async function npmHas(tarball, version) {
    const name = "pulumi-config-drive";
    const found = await npmView(`${name}@${version}`, "dist.integrity");
    if (found !== undefined) {
        const own = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
        if (found === own) return true;
        throw new Problem(`npm has another ${name}@${version} already. Release this under a new version.`);
    }
    const latest = await npmView(name, "version");
    if (latest === undefined || compareVersions(latest, version) < 0) return false;
    throw new Problem(`npm has ${name} ${latest} already, which is newer than ${version}. Release a newer version.`);
}

async function npmView(name, field) {
    const found = await answered(run("npm", ["view", name, field, "--json"]), /E404/);
    return found === undefined || found.trim() === "" ? undefined : JSON.parse(found);
}

/** @returns {Promise<boolean>} whether the release is already there for all */
async function draftRelease(folder, tag, names, notes) {
    const view = run("gh", ["release", "view", tag, "--json", "isDraft,assets"]);
    const found = await answered(view, /release not found/);
    const { isDraft = true, assets = [] } = found === undefined ? {} : JSON.parse(found);
    if (!isDraft) {
        await completeRelease(folder, tag, names, assets);
        return true;
    }
    if (found === undefined) {
        await run("gh", ["release", "create", tag, "--verify-tag", "--draft", "--title", tag, "--notes-file", notes]);
    }
    await upload(folder, tag, names, "--clobber");
    return false;
}

/** Adds the files that a release lacks which somebody made in the browser. Those that it has stay as they are. */
async function completeRelease(folder, tag, names, assets) {
    const missing = names.filter((name) => !assets.some((asset) => asset.name === name));
    if (missing.length === 0) return;
    const others = assets.filter((asset) => names.includes(asset.name) && !isSame(join(folder, asset.name), asset));
    if (others.length > 0) {
        const listed = others.map(({ name }) => name).join(", ");
        throw new Problem(
            `The release ${tag} lacks ${missing.join(", ")}, and has other files than this run: ${listed}. ` +
                "Delete those on GitHub and run the job again.",
        );
    }
    await upload(folder, tag, missing);
}

/** An older `gh` doesn't state the digest of a file. */
function isSame(path, { size, digest }) {
    const content = readFileSync(path);
    if (typeof digest !== "string" || digest === "") return size === content.length;
    return digest === `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

function upload(folder, tag, names, ...options) {
    return run("gh", ["release", "upload", tag, ...options, ...names.map((name) => join(folder, name))]);
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
