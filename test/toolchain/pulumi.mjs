import { chmodSync, copyFileSync, existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cached } from "./cache.mjs";
import { areBuilt, buildCommands } from "./go.mjs";
import { installedClis, installedPlugins } from "./installations.mjs";
import { obtain, wayOf } from "./obtain.mjs";
import { here, root, which, withFolders } from "./places.mjs";
import { downloadCli, downloadPlugin } from "./release.mjs";
import { Problem, run } from "./run.mjs";

const cliCommand = {
    name: "pulumi",
    module: "cli",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    work: 38,
    // The CLI refuses to start without a version, which its own releases get in this way.
    stamp: {
        module: "github.com/pulumi/pulumi/sdk/v3",
        variable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
    },
};

const sdkGenerator = { name: "gen-sdk", module: "sdks", package: ".", work: 6 };

const nodeHost = {
    name: "pulumi-language-nodejs",
    module: "langs",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    work: 1,
};

const goHost = {
    name: "pulumi-language-go",
    module: "langs",
    package: "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go",
    work: 1,
};

const pythonHost = {
    name: "pulumi-language-python",
    module: "langs",
    package: "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
    work: 1,
};

/** Pulumi's own release brings it too. */
const yamlHost = {
    name: "pulumi-language-yaml",
    module: "libvirt",
    package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    work: 1,
};

const pluginCommand = { name: "pulumi-resource-libvirt", module: "libvirt", package: ".", work: 5 };

/** What the host for Python starts programs with: a script, which has to lie beside the host. */
const pythonScript = "pulumi-language-python-exec";

const cliVersion = versionIn(/pulumi\/pkg\/v3 v(\S+)/, join(here, "cli", "go.mod"));
const pluginVersion = versionIn(/"version": "(\S+)"/, join(here, "libvirt-sdk", "package.json"));

/** @type {import("./obtain.mjs").Tool & { commands: import("./go.mjs").Command[] }} */
export const cli = {
    title: "Pulumi CLI",
    version: cliVersion,
    // The oldest that all tests have run with.
    oldest: "3.259.0",
    installed: installedClis,
    commands: [cliCommand, sdkGenerator, nodeHost, yamlHost],
    built: () => areBuilt(cli.commands),
    sources: [{ url: "https://get.pulumi.com/install.sh", start: "#!" }],
    download: (env, limits) => downloadCli(cliVersion, env, limits),
};

const gzip = "\x1f\x8b";
const pluginArchive = `pulumi-resource-libvirt-v${pluginVersion}-linux-${process.arch === "x64" ? "amd64" : process.arch}.tar.gz`;

/** @type {import("./obtain.mjs").Tool & { commands: import("./go.mjs").Command[] }} */
export const plugin = {
    title: "libvirt provider",
    version: pluginVersion,
    oldest: pluginVersion,
    installed: (env) => installedPlugins("libvirt", pluginVersion, env),
    commands: [pluginCommand],
    built: () => areBuilt(plugin.commands),
    // The two that the CLI tries.
    sources: [
        `https://github.com/pulumi/pulumi-libvirt/releases/download/v${pluginVersion}/${pluginArchive}`,
        `https://get.pulumi.com/releases/plugins/${pluginArchive}`,
    ].map((url) => ({ url, start: gzip })),
    download: (env, limits) => downloadPlugin("libvirt", pluginVersion, env, limits),
};

/**
 * The folders for the PATH that hold the Pulumi CLI, its Node host and the libvirt provider.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string[]>}
 */
export async function pulumiFolders(env) {
    const [cliWay, pluginWay] = await Promise.all([wayOf(cli, env), wayOf(plugin, env)]);
    const cliFolder = await obtain(cli, cliWay, env);
    // It is the CLI that downloads the plugin: later, if the CLI has to be built.
    const pluginLater = pluginWay.way === "release";
    const pluginFolder = pluginLater ? undefined : await obtain(plugin, pluginWay, env);
    const commands = [...(cliFolder ? [] : cli.commands), ...(pluginFolder || pluginLater ? [] : plugin.commands)];
    const folders = [cliFolder, ...(await build(commands)), pluginFolder].filter((folder) => folder !== undefined);
    if (pluginLater) {
        const folder = await obtain(plugin, pluginWay, withFolders(env, folders));
        folders.push(...(folder ? [folder] : await build(plugin.commands)));
    }
    return [...folders, dynamicProviderFolder()];
}

async function build(commands) {
    if (commands.length > 0 && !which("go")) {
        const names = commands.map(({ name }) => name).join(", ");
        throw new Problem(
            `Building ${names}: Go is missing. Install Go 1.26 or newer, see https://go.dev/doc/install. ` +
                "Nothing is built where https://get.pulumi.com can be reached.",
        );
    }
    return buildCommands(commands);
}

/**
 * The folders for the PATH that hold the language hosts for Go and Python.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string[]>}
 */
export async function languageHosts(env) {
    // A released CLI comes with them.
    if (existsSync(join(dirname(which("pulumi", env)), pythonHost.name))) return [];
    const [go, python] = await buildCommands([goHost, pythonHost]);
    const module = await run("go", ["list", "-f", "{{.Dir}}", pythonHost.package], {
        cwd: join(here, pythonHost.module),
        env: { ...env, GOFLAGS: "-mod=readonly", GOWORK: "off" },
    });
    const script = join(dirname(module.trim()), pythonScript);
    const together = await cached("python-host", [python, readFileSync(script)], async (draft) => {
        copyFileSync(join(python, pythonHost.name), join(draft, pythonHost.name));
        copyFileSync(script, join(draft, pythonScript));
        chmodSync(join(draft, pythonScript), 0o755);
    });
    return [go, together];
}

/** Whether the cache has the generator of SDKs. */
export function isSdkGeneratorBuilt() {
    return areBuilt([sdkGenerator]);
}

/** The generator of SDKs, which Pulumi has only as a library. */
export async function sdkGeneratorPath() {
    const [folder] = await buildCommands([sdkGenerator]);
    return join(folder, sdkGenerator.name);
}

/** The plugin that runs dynamic providers comes with the Node SDK, as a script. */
function dynamicProviderFolder() {
    const script = join(root, "node_modules", "@pulumi", "pulumi", "pulumi-resource-pulumi-nodejs");
    chmodSync(script, 0o755);
    return dirname(script);
}

function versionIn(pattern, file) {
    return pattern.exec(readFileSync(file, "utf8"))[1];
}
