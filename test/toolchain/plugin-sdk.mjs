import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cached, findCached } from "./cache.mjs";
import { here, root, which } from "./places.mjs";
import { step } from "./progress.mjs";
import { downloadedSdk, downloadSdk } from "./published-sdk.mjs";
import { isSdkGeneratorBuilt, sdkGeneratorPath } from "./pulumi.mjs";
import { run } from "./run.mjs";

/** The SDKs whose plugin has the version and the API of the published package. */
const published = ["libvirt"];

/**
 * Fills the folder of `@pulumi/<name>` with the package from npm, else with what the plugin on the PATH declares. In
 * node_modules it is a link to `<name>-sdk` beside this file, of which only package.json is committed.
 *
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 */
export async function installSdk(name, env) {
    const folder = (published.includes(name) && (await publishedSdk(name, env))) || (await makeSdk(name, env));
    const target = join(here, `${name}-sdk`);
    const stamp = join(target, ".made-from");
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === folder) return;
    rmSync(stamp, { force: true });
    cpSync(folder, target, { recursive: true });
    writeFileSync(stamp, folder);
}

async function publishedSdk(name, env) {
    const { name: full, version } = JSON.parse(readFileSync(join(here, `${name}-sdk`, "package.json"), "utf8"));
    const present = downloadedSdk(full, version);
    if (present) return present;
    // An SDK made before means that npm didn't have it then.
    return (await madeSdk(name, env)) ? undefined : downloadSdk(full, version, env);
}

/** The SDK made from the schema of the plugin on the PATH, if the cache has it. */
async function madeSdk(name, env) {
    if (!isReleased(env) && !(await isSdkGeneratorBuilt())) return undefined;
    return findCached(`${name}-sdk`, inputsOf(await toolsFor(name, env)));
}

async function makeSdk(name, env) {
    const tools = await toolsFor(name, env);
    return cached(`${name}-sdk`, inputsOf(tools), (draft) =>
        step(`@pulumi/${name}: from the plugin's schema`, async () => {
            const sources = isReleased(env)
                ? await sourcesByCli(tools, draft, env)
                : await sourcesByGenerator(tools, draft, env);
            await compile(sources, draft, env);
        }),
    );
}

/** The plugin, and the program that makes its SDK. A CLI that we built can't: its Node host is too old. */
async function toolsFor(name, env) {
    const plugin = which(`pulumi-resource-${name}`, env);
    return { plugin, generator: isReleased(env) ? which("pulumi", env) : await sdkGeneratorPath() };
}

/** A released CLI comes with its Node host. */
function isReleased(env) {
    return existsSync(join(dirname(which("pulumi", env)), "pulumi-language-nodejs"));
}

function inputsOf({ plugin, generator }) {
    const tools = [plugin, generator].map((path) => `${path} ${statSync(path).size} ${statSync(path).mtimeMs}`);
    return [...tools, compilerVersion()];
}

async function sourcesByCli({ plugin, generator }, draft, env) {
    const folder = join(draft, "src");
    await run(generator, ["package", "gen-sdk", plugin, "--language", "nodejs", "--out", folder], { env });
    return join(folder, "nodejs");
}

async function sourcesByGenerator({ plugin, generator }, draft, env) {
    const folder = join(draft, "src");
    const schema = await run("pulumi", ["package", "get-schema", plugin], { env });
    await run(generator, [folder], { input: schema });
    return folder;
}

/**
 * The folder in the cache with the SDK that a schema declares, and its package.json.
 *
 * @param {string} kind
 * @param {string} schema
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export async function sdkOfSchema(kind, schema, env) {
    const generator = await sdkGeneratorPath();
    return cached(kind, [schema, generator, compilerVersion()], (draft) =>
        step(`${kind}: from the plugin's schema`, async () => {
            const folder = join(draft, "src");
            await run(generator, [folder], { input: schema });
            copyFileSync(join(folder, "package.json"), join(draft, "package.json"));
            await compile(folder, draft, env);
        }),
    );
}

/**
 * The folder in the cache with the sources of the SDK in another language that a schema declares.
 *
 * @param {string} language as gen-sdk names it
 * @param {string} schema
 * @returns {Promise<string>}
 */
export async function sourcesOfSchema(language, schema) {
    const generator = await sdkGeneratorPath();
    return cached(`sdk-${language}`, [schema, generator], (draft) =>
        run(generator, [draft, language], { input: schema }),
    );
}

function compilerVersion() {
    return readFileSync(join(root, "node_modules", "typescript", "package.json"));
}

/** Compiles the sources, which are below the draft, into it. */
async function compile(sources, draft, env) {
    // The compiler looks for @pulumi/pulumi upwards from the sources.
    const link = join(draft, "node_modules");
    symlinkSync(join(root, "node_modules"), link);
    const compiler = join(link, "typescript", "bin", "tsc");
    // The generated settings still name an option that TypeScript 6 deprecates.
    const options = ["--outDir", draft, "--ignoreDeprecations", "6.0"];
    await run("node", [compiler, "-p", sources, ...options], { env, cwd: draft });
    rmSync(link);
    rmSync(join(draft, "src"), { recursive: true });
}
