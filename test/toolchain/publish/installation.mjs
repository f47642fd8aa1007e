import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem, run } from "../run.mjs";

/** Nearly all of it is @pulumi/pulumi. This has room for its next versions. */
const LIMIT_MB = 90;

/**
 * Installs a tarball in an empty folder, as a user does.
 *
 * @param {string} tarball
 * @param {string} folder
 */
export async function install(tarball, folder) {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "empty", version: "0.0.0", private: true }));
    await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", tarball], { cwd: folder });
}

/**
 * Fails if the command line of the installed package doesn't run, or is of another version.
 *
 * @param {string} folder
 * @param {string} version
 */
export async function tryCommand(folder, version) {
    const said = (await run("npx", ["--no-install", "config-drive", "--version"], { cwd: folder })).trim();
    if (said !== version) throw new Problem(`The installed config-drive says it is version ${said}, not ${version}.`);
}

/**
 * Fails if a user would have to download and keep too much.
 *
 * @param {string} folder
 * @returns {number} the size in MB
 */
export function checkSize(folder) {
    const megabytes = Math.ceil(sizeOf(join(folder, "node_modules")) / 1e6);
    if (megabytes <= LIMIT_MB) return megabytes;
    throw new Problem(`The installed package takes ${megabytes} MB, more than ${LIMIT_MB} MB.`);
}

function sizeOf(path) {
    const stats = lstatSync(path);
    if (!stats.isDirectory()) return stats.size;
    return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

/**
 * The packages that are installed in a folder.
 *
 * @param {string} folder
 * @returns {readonly import("./licences.mjs").Package[]}
 */
export function installedPackages(folder) {
    const modules = join(folder, "node_modules");
    const { packages } = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8"));
    return Object.keys(packages)
        .map((path) => join(folder, path, "package.json"))
        .filter((path) => existsSync(path))
        .map((path) => JSON.parse(readFileSync(path, "utf8")))
        .map(({ name, version, license }) => ({ name, version, license }));
}
