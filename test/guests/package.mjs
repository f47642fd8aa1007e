import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Problem, run } from "../toolchain/run.mjs";

/**
 * Downloads one of this system's packages and unpacks it in the folder `inside.cwd`. Nothing is installed.
 *
 * @param {string} name
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} inside
 * @returns {Promise<string>} its field Depends
 */
export async function unpackPackage(name, inside) {
    await run("apt-get", ["download", `${name}:amd64`], inside);
    const file = readdirSync(inside.cwd).find((entry) => entry.startsWith(`${name}_`));
    await run("dpkg-deb", ["--extract", file, "."], inside);
    const depends = await run("dpkg-deb", ["--field", file, "Depends"], inside);
    rmSync(join(inside.cwd, file));
    return depends;
}

/**
 * Does something with apt, and once again with fresh package lists if it fails: a machine that was just installed has
 * none, an old one stale ones.
 *
 * @param {() => Promise<unknown>} attempt
 * @param {NodeJS.ProcessEnv} env
 */
export async function withPackageLists(attempt, env) {
    await attempt().catch(async (error) => {
        if (process.getuid?.() !== 0) throw new Problem("Run apt-get update as root, then try again.", error.output);
        await run("apt-get", ["update"], { env });
        await attempt();
    });
}
