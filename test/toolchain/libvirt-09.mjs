import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { buildCommands } from "./go.mjs";
import { pulumiHome } from "./installations.mjs";
import { here, withFolders } from "./places.mjs";
import { sdkOfSchema } from "./plugin-sdk.mjs";
import { programModules } from "./program-modules.mjs";
import { step } from "./progress.mjs";
import { Problem } from "./run.mjs";
import { runWatched } from "./watched.mjs";

/** Pulumi's bridge to any Terraform provider, a part of the bridge that the other plugins are built with. */
const bridge = {
    name: "pulumi-resource-terraform-provider",
    module: "terraform-provider",
    package: "github.com/pulumi/pulumi-terraform-bridge/v3/dynamic",
    work: 8,
    stamp: {
        module: "github.com/pulumi/pulumi-terraform-bridge/v3",
        variable: "github.com/pulumi/pulumi-terraform-bridge/v3/dynamic/version.version",
    },
};

/** What runs the bridge with the provider that users add by `pulumi package add terraform-provider dmacvicar/libvirt`. */
const plugin = join(here, "libvirt-09-plugin.mjs");

/** The bridge downloads the provider when it first runs. */
const schemaMs = 300_000;

/**
 * An environment with libvirt provider 0.9: the bridge on the PATH, the folder where the bridge keeps the provider, and
 * in CONFIG_DRIVE_LIBVIRT_09 a `node_modules` for programs, with the plugin and the SDK.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function libvirt09(env) {
    const own = {
        ...withFolders(env, await buildCommands([bridge])),
        // The stacks of the tests have Pulumi homes of their own. Each would download the provider again.
        PULUMI_DYNAMIC_TF_PLUGIN_CACHE_DIR:
            env.PULUMI_DYNAMIC_TF_PLUGIN_CACHE_DIR || join(pulumiHome(env), "dynamic_tf_plugins"),
    };
    const sdk = await sdkOfSchema("libvirt-09-sdk", await schemaOf(own), own);
    return { ...own, CONFIG_DRIVE_LIBVIRT_09: modulesWith(sdk) };
}

async function schemaOf(env) {
    try {
        const schema = await step("Libvirt provider 0.9: the bridge loads it", () =>
            runWatched("pulumi", ["package", "get-schema", plugin], { withinMs: schemaMs, env }),
        );
        // The plugin has its parameters already. Its SDK must not pass them.
        return JSON.stringify({ ...JSON.parse(schema), parameterization: undefined });
    } catch (error) {
        if (!(error instanceof Problem)) throw error;
        throw new Problem(
            "Libvirt provider 0.9: the bridge can't load it, see above. Run this where OpenTofu's registry can be " +
                `reached, or put the provider into ${env.PULUMI_DYNAMIC_TF_PLUGIN_CACHE_DIR}.`,
            error.output,
        );
    }
}

/** A `node_modules` for programs, with the SDK and the plugin. */
function modulesWith(sdk) {
    const modules = programModules("libvirt-09", { "@pulumi/libvirt": sdk });
    symlinkSync(plugin, join(modules, ".bin", "pulumi-resource-libvirt"));
    return modules;
}
