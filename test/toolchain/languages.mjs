import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.mjs";
import { installDebianPackages, javaPackages } from "./debian.mjs";
import { root, which, withFolders } from "./places.mjs";
import { sdkOfSchema, sourcesOfSchema } from "./plugin-sdk.mjs";
import { step } from "./progress.mjs";
import { languageHosts } from "./pulumi.mjs";
import { pythonEnvironment } from "./python.mjs";
import { run } from "./run.mjs";

/**
 * An environment for the programs in examples/languages: the language hosts on the PATH, in CONFIG_DRIVE_SDKS the
 * folders of the generated SDKs as JSON, and in CONFIG_DRIVE_PULUMI_PYTHON an interpreter with Pulumi, the libvirt
 * provider and a type checker.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function languages(env) {
    await installDebianPackages(javaPackages);
    const title = "Pulumi for Python and its libvirt provider, from PyPI (first time: 1 minute)";
    const python = await pythonEnvironment("pulumi-python", title, env);
    const sdks = await step("Pulumi SDKs in five languages, from the plugins' schemas", () =>
        generatedSdks(python, env),
    );
    return {
        ...withFolders(env, await languageHosts(env)),
        CONFIG_DRIVE_SDKS: JSON.stringify(sdks),
        CONFIG_DRIVE_PULUMI_PYTHON: python,
    };
}

/** The plugin's SDKs, and the libvirt provider's in languages for which the registries have none. */
async function generatedSdks(python, env) {
    const drive = readFileSync(join(root, "plugin", "schema.json"), "utf8");
    const libvirt = await run("pulumi", ["package", "get-schema", which("pulumi-resource-libvirt", env)], { env });
    return {
        nodejs: await sdkOfSchema("config-drive-sdk", drive, env),
        python: await installedSdk(python, await sourcesOfSchema("python", drive), env),
        go: await sourcesOfSchema("go", drive),
        java: await sourcesOfSchema("java", drive),
        csharp: await sourcesOfSchema("csharp", drive),
        libvirtJava: await sourcesOfSchema("java", libvirt),
        libvirtCsharp: await sourcesOfSchema("csharp", libvirt),
    };
}

/** The SDK as pip installs it: without the package's metadata it can't be imported. */
function installedSdk(python, sources, env) {
    return cached("sdk-python-installed", [python, sources], async (draft) => {
        // setuptools writes into the sources.
        const copy = join(draft, "sources");
        cpSync(sources, copy, { recursive: true });
        const install = ["-m", "pip", "install", "--no-deps", "--no-build-isolation", "--target", draft, copy];
        await run(python, install, { env });
        rmSync(copy, { recursive: true });
    });
}
