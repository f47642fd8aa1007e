import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { cached, cacheRoot } from "./cache.mjs";
import { inDraft } from "./drafts.mjs";
import { pulumiHome, versionOf } from "./installations.mjs";
import { here } from "./places.mjs";
import { Problem } from "./run.mjs";
import { runWatched } from "./watched.mjs";

/**
 * @typedef {object} Limits
 * @property {number} withinMs for the whole download
 * @property {number} stallMs for its next bytes
 */

/**
 * Downloads a release of the Pulumi CLI with its Node host to the folder that other Pulumi programs share, and returns
 * that folder. Pulumi's npm package does the download. It mistakes the remains of a killed download for an installation,
 * so it works in a draft, which gets the final name once the CLI runs.
 *
 * @param {string} version
 * @param {NodeJS.ProcessEnv} env
 * @param {Limits} limits
 * @returns {Promise<string>}
 */
export async function downloadCli(version, env, limits) {
    const script = join(await installerFolder(env, limits), "node_modules", "pulumi", "run.js");
    const versions = join(pulumiHome(env), "versions");
    const target = join(versions, version);
    await inDraft(versions, async (draft) => {
        const own = { ...env, PULUMI_HOME: draft, PULUMI_VERSION: version, TMPDIR: temporaryFolder(draft) };
        await runWatched("node", [script, "version"], { env: own, folder: draft, ...limits });
        const made = join(draft, "versions", version);
        await verify(join(made, "bin", "pulumi"), "version", version, env);
        if (!existsSync(join(made, "bin", "pulumi-language-nodejs"))) throw new Problem("it has no Node host");
        // The set-up would have used a working one.
        if (existsSync(target)) renameSync(target, join(draft, "broken"));
        renameSync(made, target);
    });
    return join(target, "bin");
}

/** Pulumi's npm package isn't among the project's: npm would put its command `pulumi` before all others on the PATH. */
function installerFolder(env, { withinMs }) {
    const files = ["package.json", "package-lock.json"].map((name) => join(here, "pulumi-cli", name));
    const contents = files.map((file) => readFileSync(file));
    return cached("pulumi-cli", contents, async (draft) => {
        for (const file of files) copyFileSync(file, join(draft, basename(file)));
        // npm itself waits 5 minutes for each answer, and asks three times.
        await runWatched("npm", ["ci", "--no-audit", "--no-fund"], { cwd: draft, env, withinMs });
    });
}

/**
 * Has the Pulumi CLI on the PATH download a plugin to the user's plugins, and returns its folder. The CLI itself marks
 * unfinished downloads.
 *
 * @param {string} name
 * @param {string} version
 * @param {NodeJS.ProcessEnv} env
 * @param {Limits} limits
 * @returns {Promise<string>}
 */
export async function downloadPlugin(name, version, env, limits) {
    const home = pulumiHome(env);
    const folder = join(home, "plugins", `resource-${name}-v${version}`);
    await inDraft(cacheRoot(), async (draft) => {
        const own = { ...env, PULUMI_HOME: home, TMPDIR: temporaryFolder(draft) };
        const args = ["plugin", "install", "resource", name, version, "--reinstall"];
        await runWatched("pulumi", args, { env: own, folder: draft, ...limits });
    });
    await verify(join(folder, `pulumi-resource-${name}`), "-version", version, env);
    return folder;
}

function temporaryFolder(draft) {
    const folder = join(draft, "tmp");
    mkdirSync(folder);
    return folder;
}

async function verify(path, ask, version, env) {
    const found = await versionOf(path, ask, env);
    if (found === version) return;
    throw new Problem(found === undefined ? "it doesn't run" : `it is version ${found}, not ${version}`);
}
