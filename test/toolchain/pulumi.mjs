import { chmodSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheRoot } from "./cache.mjs";
import { buildCommand } from "./go.mjs";
import { root, which } from "./places.mjs";

/** Everything that Pulumi starts, in the order in which the Go builds share the most. */
const commands = [
    {
        name: "pulumi",
        module: "cli",
        package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        time: "4 to 5 minutes",
        // The CLI refuses to start without a version, which its own releases get in this way.
        stamp: {
            module: "github.com/pulumi/pulumi/sdk/v3",
            variable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
        },
    },
    {
        name: "pulumi-language-nodejs",
        module: "langs",
        package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
        time: "1 minute",
    },
    { name: "pulumi-resource-libvirt", module: "libvirt", package: ".", time: "2 to 3 minutes" },
];

const sdkGenerator = { name: "gen-sdk", module: "cli", package: "./gen-sdk", time: "half a minute" };

/**
 * The folders for the PATH that hold the Pulumi CLI, its Node host and the libvirt plugin where the machine
 * has none of its own.
 *
 * @returns {Promise<string[]>}
 */
export async function pulumiFolders() {
    const folders = [];
    for (const command of commands) {
        if (!isOnMachine(command.name)) folders.push(await buildCommand(command));
    }
    return [...folders, dynamicProviderFolder()];
}

/** Whether the machine has a command; what an earlier set-up put on the PATH can be out of date. */
function isOnMachine(name) {
    return which(name)?.startsWith(cacheRoot()) === false;
}

/** The generator of SDKs, which Pulumi has only as a library. */
export async function sdkGeneratorPath() {
    return join(await buildCommand(sdkGenerator), sdkGenerator.name);
}

/** The plugin that runs dynamic providers comes with the Node SDK, as a script. */
function dynamicProviderFolder() {
    const script = join(root, "node_modules", "@pulumi", "pulumi", "pulumi-resource-pulumi-nodejs");
    chmodSync(script, 0o755);
    return dirname(script);
}
