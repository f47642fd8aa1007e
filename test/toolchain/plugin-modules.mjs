import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./places.mjs";
import { sdkOfSchema } from "./plugin-sdk.mjs";
import { programModules } from "./program-modules.mjs";

/**
 * A `node_modules` for programs in which the plugin's SDK is beside the npm package, as `pulumi package add` puts it.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export async function pluginModules(env) {
    const schema = readFileSync(join(root, "plugin", "schema.json"), "utf8");
    const sdk = await sdkOfSchema("config-drive-sdk", schema, env);
    return programModules("plugin", { "pulumi-config-drive-sdk": sdk }, ["libvirt"]);
}
