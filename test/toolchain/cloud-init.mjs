import { debianPackage } from "./debian-package.mjs";

/** The releases of Debian whose cloud-init the tests read drives with: 22.4, 25.1 and the newest. */
const suites = ["bookworm", "trixie", "sid"];

/**
 * Where the unpacked cloud-init of each release lies, as variables for the tests: CONFIG_DRIVE_CLOUD_INIT_SID and so on.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Record<string, string>>}
 */
export async function cloudInitFolders(env) {
    const found = {};
    for (const suite of suites) {
        found[`CONFIG_DRIVE_CLOUD_INIT_${suite.toUpperCase()}`] = await debianPackage("cloud-init", suite, env);
    }
    return found;
}
