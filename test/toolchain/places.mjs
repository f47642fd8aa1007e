import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of these scripts. */
export const here = dirname(fileURLToPath(import.meta.url));

/** The root of the repository. */
export const root = join(here, "..", "..");

/**
 * Where a command lies on the PATH, or undefined.
 *
 * @param {string} command
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function which(command, env = process.env) {
    const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
    return folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
}

/**
 * An environment with folders put before its PATH.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} folders
 * @returns {NodeJS.ProcessEnv}
 */
export function withFolders(env, folders) {
    return { ...env, PATH: [...folders, env.PATH].join(delimiter) };
}
