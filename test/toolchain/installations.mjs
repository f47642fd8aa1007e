import { existsSync, readdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { cacheRoot } from "./cache.mjs";
import { which } from "./places.mjs";
import { Problem } from "./run.mjs";
import { isAtLeast } from "./version.mjs";
import { runWatched } from "./watched.mjs";

/** Some CLIs ask a host before they answer; the set-up doesn't wait for that. */
const versionMs = 20_000;

/**
 * Where a user's Pulumi keeps its downloads, as do the npm package `pulumi` and the Automation API.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function pulumiHome(env) {
    return env.PULUMI_HOME || join(env.HOME || homedir(), ".pulumi");
}

/**
 * The Pulumi CLIs of the machine: the one on the PATH, the one of Pulumi's installer, and those that the Automation API
 * and the npm package share.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<readonly import("./ways.mjs").Installation[]>}
 */
export function installedClis(env) {
    const home = pulumiHome(env);
    const versions = join(home, "versions");
    const shared = existsSync(versions) ? readdirSync(versions).filter((name) => /^\d/.test(name)) : [];
    const newestFirst = shared.sort((one, other) => (isAtLeast(one, other) ? -1 : 1));
    const folders = [
        ...foldersOnPath("pulumi", env),
        join(home, "bin"),
        ...newestFirst.map((version) => join(versions, version, "bin")),
    ];
    return installationsIn(folders, { command: "pulumi", ask: "version", companion: "pulumi-language-nodejs", env });
}

/**
 * The plugins on the machine: the one on the PATH, and the one of that version that Pulumi installed.
 *
 * @param {string} name
 * @param {string} version
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<readonly import("./ways.mjs").Installation[]>}
 */
export function installedPlugins(name, version, env) {
    const command = `pulumi-resource-${name}`;
    const folder = join(pulumiHome(env), "plugins", `resource-${name}-v${version}`);
    // Pulumi marks a plugin that it is installing with a file beside it.
    const installed = existsSync(`${folder}.partial`) ? [] : [folder];
    return installationsIn([...foldersOnPath(command, env), ...installed], { command, ask: "-version", env });
}

/** The folders of a command on the machine's PATH. A command that an earlier set-up built doesn't count. */
function foldersOnPath(command, env) {
    const path = which(command, env);
    if (!path || path.startsWith(cacheRoot())) return [];
    // A package manager's link isn't beside the command's companions.
    return [dirname(realpathSync(path)), dirname(path)];
}

async function installationsIn(folders, { command, ask, companion, env }) {
    const found = [...new Set(folders)].filter((folder) => existsSync(join(folder, command)));
    return Promise.all(
        found.map(async (folder) => {
            // A `pulumi` without its companion can be the npm package's command, which would start a download.
            if (companion && !existsSync(join(folder, companion))) return { folder, missing: companion };
            return { folder, version: await versionOf(join(folder, command), ask, env) };
        }),
    );
}

/**
 * The version that a tool reports; undefined if the tool doesn't run.
 *
 * @param {string} path
 * @param {string} ask
 * @param {NodeJS.ProcessEnv} env
 */
export async function versionOf(path, ask, env) {
    try {
        const answer = await runWatched(path, [ask], { withinMs: versionMs, env });
        return answer.trim().replace(/^v/, "");
    } catch (error) {
        if (error instanceof Problem) return undefined;
        throw error;
    }
}
