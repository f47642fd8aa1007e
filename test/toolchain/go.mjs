import { readdirSync, readFileSync, renameSync } from "node:fs";
import { join, sep } from "node:path";
import { cached, findCached } from "./cache.mjs";
import { timeFor } from "./estimate.mjs";
import { here, which } from "./places.mjs";
import { say, step } from "./progress.mjs";
import { Problem, run } from "./run.mjs";

const env = { ...process.env, GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off", CGO_ENABLED: "0" };

/**
 * @typedef {object} Command
 * @property {string} name the executable's; the package's last element too, where a module has more commands
 * @property {string} module the folder of its Go module, beside this file
 * @property {string} package
 * @property {number} work how long its first build takes, compared with what estimate.mjs compiles
 * @property {{ module: string, variable: string }} [stamp] a variable that gets the version of a module
 */

/**
 * Builds those commands from Go sources that the cache lacks, and returns the folders in the cache that hold them.
 *
 * @param {readonly Command[]} commands those of one module beside each other
 * @returns {Promise<readonly string[]>}
 */
export async function buildCommands(commands) {
    const keyed = await Promise.all(commands.map(async (command) => ({ ...command, inputs: await inputsOf(command) })));
    const missing = keyed.filter(({ name, inputs }) => !findCached(name, inputs));
    if (missing.length > 0) {
        const modules = byModule(missing);
        const works = await Promise.all(modules.map(workOf));
        const time = await timeFor(works.reduce((sum, work) => sum + work, 0));
        const names = missing.map(({ name }) => name).join(", ");
        say(`  … Go builds ${names}, which takes ${time} on this machine`);
        await step(`${names}: build from source`, () => buildModules(modules));
    }
    return Promise.all(
        keyed.map((command) => cached(command.name, command.inputs, (draft) => build([command], draft))),
    );
}

/**
 * Whether the cache has all of those commands.
 *
 * @param {readonly Command[]} commands
 * @returns {Promise<boolean>}
 */
export async function areBuilt(commands) {
    try {
        const found = await Promise.all(commands.map(async (each) => findCached(each.name, await inputsOf(each))));
        return !found.includes(undefined);
    } catch (error) {
        // Without Go there is no key. A release doesn't need one.
        if (error instanceof Problem) return false;
        throw error;
    }
}

/** @returns {Command[][]} */
function byModule(commands) {
    const modules = [...new Set(commands.map(({ module }) => module))];
    return modules.map((module) => commands.filter((each) => each.module === module));
}

/** How much is left to compile: an interrupted build leaves its part in Go's cache. */
async function workOf(commands) {
    const whole = commands.reduce((sum, { work }) => sum + work, 0);
    const list = ["list", "-trimpath", "-deps", "-f", "{{.Stale}}", ...commands.map(({ package: path }) => path)];
    try {
        const packages = await run("go", list, { cwd: folderOf(commands), env: { ...env, GOPROXY: "off" } });
        const stale = packages.trim().split("\n");
        return whole * (stale.filter((each) => each === "true").length / stale.length);
    } catch (error) {
        // Go hasn't downloaded the modules yet.
        if (error instanceof Problem) return whole;
        throw error;
    }
}

/** Builds one module after the other: two builds at once would both compile what they share. */
async function buildModules(modules) {
    for (const [index, commands] of modules.entries()) {
        const next = modules[index + 1];
        await Promise.all([buildTogether(commands), next && fetchModules(next)]);
    }
}

/** Builds the commands of one module at once: while Go links one, it compiles for another. */
async function buildTogether([first, ...others]) {
    await cached(first.name, first.inputs, async (draft) => {
        await build([first, ...others], draft);
        for (const { name, inputs } of others) {
            await cached(name, inputs, async (own) => renameSync(join(draft, name), join(own, name)));
        }
    });
}

async function build(commands, folder) {
    const cwd = folderOf(commands);
    const stamps = await Promise.all(commands.map(({ stamp }) => (stamp ? versionFlag(cwd, stamp) : "")));
    const output = commands.length === 1 ? join(folder, commands[0].name) : folder + sep;
    const flags = ["-trimpath", "-ldflags", `-s -w ${stamps.join(" ")}`, "-o", output];
    await run("go", ["build", ...flags, ...commands.map(({ package: path }) => path)], { cwd, env });
}

/** Has Go download what the next build needs while it compiles for this one. */
async function fetchModules(commands) {
    const list = ["list", "-deps", ...commands.map(({ package: path }) => path)];
    // The build repeats a failed download and reports it.
    await run("go", list, { cwd: folderOf(commands), env }).catch(() => {});
}

function folderOf([{ module }]) {
    return join(here, module);
}

async function versionFlag(cwd, { module, variable }) {
    const version = await run("go", ["list", "-m", "-f", "{{.Version}}", module], { cwd, env });
    return `-X ${variable}=${version.trim()}`;
}

async function inputsOf({ module, package: path }) {
    const cwd = join(here, module);
    return [...sourcesOf(cwd), await goVersion(cwd), path];
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
