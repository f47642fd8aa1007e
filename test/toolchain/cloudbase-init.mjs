import { pythonEnvironment } from "./python.mjs";

/**
 * The Python interpreter of an environment with cloudbase-init, which wants other versions of its packages than Nova.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export function cloudbaseInitPath(env) {
    return pythonEnvironment("cloudbase-init", "cloudbase-init, from PyPI (first time: half a minute)", env);
}
