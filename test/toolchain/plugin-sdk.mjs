import { cpSync, existsSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.mjs";
import { here, root, which } from "./places.mjs";
import { step } from "./progress.mjs";
import { sdkGeneratorPath } from "./pulumi.mjs";
import { run } from "./run.mjs";

/**
 * Fills the folder of `@pulumi/<name>` with what the plugin on the PATH declares: no registry has that package. In
 * node_modules it is a link to `<name>-sdk` beside this file, of which only package.json is committed.
 *
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 */
export async function installSdk(name, env) {
    const plugin = which(`pulumi-resource-${name}`, env);
    const generator = await sdkGeneratorPath();
    const tools = [plugin, generator].map((path) => `${path} ${statSync(path).size} ${statSync(path).mtimeMs}`);
    const compiler = readFileSync(join(root, "node_modules", "typescript", "package.json"));
    const folder = await cached(`${name}-sdk`, [...tools, compiler], (draft) =>
        step(`@pulumi/${name}, from the plugin's schema`, () => generateSdk({ plugin, generator, folder: draft, env })),
    );
    const target = join(here, `${name}-sdk`);
    const stamp = join(target, ".made-from");
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === folder) return;
    rmSync(stamp, { force: true });
    cpSync(folder, target, { recursive: true });
    writeFileSync(stamp, folder);
}

async function generateSdk({ plugin, generator, folder, env }) {
    const sources = join(folder, "src");
    const schema = await run("pulumi", ["package", "get-schema", plugin], { env });
    await run(generator, [sources], { input: schema });
    // The compiler looks for @pulumi/pulumi upwards from the sources.
    const link = join(folder, "node_modules");
    symlinkSync(join(root, "node_modules"), link);
    const compiler = join(link, "typescript", "bin", "tsc");
    // The generated settings still name an option that TypeScript 6 deprecates.
    const options = ["--outDir", folder, "--ignoreDeprecations", "6.0"];
    await run("node", [compiler, "-p", sources, ...options], { env, cwd: folder });
    rmSync(link);
    rmSync(sources, { recursive: true });
}
