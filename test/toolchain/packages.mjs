import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./places.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";

/** Brings node_modules to what package-lock.json says. */
export async function installPackages(env) {
    const wanted = join(root, "package-lock.json");
    // npm notes here what it has put into node_modules.
    const present = join(root, "node_modules", ".package-lock.json");
    if (existsSync(present) && isInstalled(packagesOf(wanted), packagesOf(present))) return;
    // No package needs its scripts, and the project's own would build bin/, which each command does itself.
    const options = ["--ignore-scripts", "--no-audit", "--no-fund"];
    await step("Node packages", () => run("npm", ["ci", ...options], { cwd: root, env }));
}

/** @returns {Record<string, { version?: string, integrity?: string, optional?: boolean, link?: boolean }>} */
function packagesOf(lockFile) {
    return JSON.parse(readFileSync(lockFile, "utf8")).packages;
}

/** Whether everything in the lock file is installed in exactly that version; optional packages can be missing. */
export function isInstalled(wanted, present) {
    const isThere = ([path, { version, integrity, optional, devOptional, peer }]) => {
        const found = present[path];
        if (!found) return optional === true || devOptional === true || peer === true;
        return found.version === version && found.integrity === integrity;
    };
    return Object.entries(wanted)
        .filter(([path]) => path.includes("node_modules/"))
        .every(isThere);
}
