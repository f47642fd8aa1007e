import { readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { cached } from "./cache.mjs";
import { installDebianPackages } from "./debian.mjs";
import { here, which, withFolders } from "./places.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";

const crate = "afterburn@5.11.0";

/** What it is built with, of Debian 12: besides these a cargo, of which the one kept for browsers is new enough. */
const packages = ["gcc", "libc6-dev", "libssl-dev", "pkg-config"];

/**
 * The folder with Afterburn as released, and with what lets it run without root: no-mount.so.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
export async function afterburnFolder(env) {
    const source = join(here, "afterburn", "no-mount.c");
    return cached("afterburn", [crate, readFileSync(source)], async (draft) => {
        const withCargo = withFolders(env, [join(homedir(), ".cargo", "bin")]);
        await installDebianPackages(which("cargo", withCargo) ? packages : [...packages, "cargo-web"]);
        await step("Afterburn, from crates.io (first time: 2 to 4 minutes)", () => build(draft, source, withCargo));
    });
}

async function build(draft, source, env) {
    const target = join(draft, "target");
    // Optimising takes longer than all the tests run.
    const quick = { ...env, CARGO_PROFILE_DEV_DEBUG: "0", CARGO_TARGET_DIR: target };
    const install = ["install", "--debug", "--locked", "--no-track", "--root", draft, crate];
    await run("cargo", install, { env: quick });
    rmSync(target, { recursive: true });
    await run("cc", ["-shared", "-fPIC", "-O2", "-Wall", "-o", join(draft, "no-mount.so"), source], { env });
}
