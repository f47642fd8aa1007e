import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.mjs";
import { here, which } from "./places.mjs";
import { step } from "./progress.mjs";
import { Problem, run } from "./run.mjs";

const env = { ...process.env, GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off", CGO_ENABLED: "0" };

/**
 * @typedef {object} Command
 * @property {string} name the executable's
 * @property {string} module the folder of its Go module, beside this file
 * @property {string} package
 * @property {string} time how long the first build takes, for the person who waits
 * @property {{ module: string, variable: string }} [stamp] a variable that gets the version of a module
 */

/**
 * Builds a command from Go sources and returns the folder in the cache that holds it.
 *
 * @param {Command} command
 * @returns {Promise<string>}
 */
export async function buildCommand({ name, module, package: path, time, stamp }) {
    const cwd = join(here, module);
    const inputs = [...sourcesOf(cwd), await goVersion(cwd), path];
    return cached(name, inputs, (draft) =>
        step(`${name}, from source (first time: ${time})`, async () => {
            const flags = `-s -w ${stamp ? await versionFlag(cwd, stamp) : ""}`;
            await run("go", ["build", "-trimpath", "-ldflags", flags, "-o", join(draft, name), path], { cwd, env });
        }),
    );
}

async function versionFlag(cwd, { module, variable }) {
    const version = await run("go", ["list", "-m", "-f", "{{.Version}}", module], { cwd, env });
    return `-X ${variable}=${version.trim()}`;
}

/** The version of the Go that builds a module: the installed one, or the newer one that go.mod makes it fetch. */
async function goVersion(cwd) {
    if (!which("go")) throw new Problem("Go is missing. Install Go 1.26 or newer, see https://go.dev/doc/install.");
    try {
        return await run("go", ["version"], { cwd, env });
    } catch (error) {
        throw new Problem("Go is too old. Install Go 1.26 or newer, see https://go.dev/doc/install.", error.output);
    }
}

/** Every file of a module that go build reads. */
function sourcesOf(folder) {
    const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory()
            ? readdirSync(join(folder, entry.name)).map((name) => join(entry.name, name))
            : [entry.name],
    );
    return names.sort().map((name) => readFileSync(join(folder, name)));
}
