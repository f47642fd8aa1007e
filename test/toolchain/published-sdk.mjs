import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cached, findCached } from "./cache.mjs";
import { say } from "./progress.mjs";
import { Problem, run } from "./run.mjs";
import { runWatched } from "./watched.mjs";

const npmMs = 60_000;

/**
 * The folder in the cache with a plugin's SDK from npm, if it was downloaded before.
 *
 * @param {string} name the package's
 * @param {string} version
 * @returns {string | undefined}
 */
export function downloadedSdk(name, version) {
    return findCached(kindOf(name), [version]);
}

/**
 * Downloads a plugin's SDK from npm, and returns its folder in the cache; undefined if that fails.
 *
 * @param {string} name
 * @param {string} version
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>}
 */
export async function downloadSdk(name, version, env) {
    try {
        return await cached(kindOf(name), [version], (draft) => fetchSdk(name, version, draft, env));
    } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const [, code] = /npm (?:error|ERR!) code (\S+)/.exec(error.output) ?? [];
        say(
            `  … ${name} ${version} is generated from the provider's schema, because npm didn't deliver it: ${code ?? error.message}`,
        );
        return undefined;
    }
}

async function fetchSdk(name, version, draft, env) {
    const quickly = ["--fetch-retries=0", "--fetch-timeout=20000"];
    const args = ["pack", `${name}@${version}`, "--pack-destination", draft, ...quickly];
    const archive = (await runWatched("npm", args, { withinMs: npmMs, cwd: draft, env })).trim();
    await run("tar", ["--extract", "--gzip", "--file", archive, "--strip-components=1"], { cwd: draft, env });
    rmSync(join(draft, archive));
    const found = JSON.parse(readFileSync(join(draft, "package.json"), "utf8"));
    const complete = ["index.js", "index.d.ts"].every((file) => existsSync(join(draft, file)));
    if (found.version !== version || !complete) throw new Problem(`${name}@${version} has another layout`);
    // The target folder has its own, which is committed.
    rmSync(join(draft, "package.json"));
}

function kindOf(name) {
    return `npm-${name.replace(/^@/, "").replace("/", "-")}`;
}
