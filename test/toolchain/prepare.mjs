/**
 * Builds bin/, in a clone with nothing installed too: npm runs this when it packs the package, installs it from git, or
 * installs the packages of a clone.
 * Pulumi omits development packages there, as PulumiPlugin.yaml says for the sake of an installed package's folder.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./places.mjs";
import { Problem, run } from "./run.mjs";

/** On Windows npm is a script. */
const npm = (...args) => run("npm", args, { cwd: root, shell: process.platform === "win32" });

try {
    if (!existsSync(join(root, "node_modules", "typescript"))) {
        // An older npm would write the lock file in its own way.
        await npm("install", "--include=dev", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund");
    }
    await npm("run", "build");
} catch (error) {
    if (!(error instanceof Problem)) throw error;
    process.stderr.write(`${error.output}\n${error.message}\n`);
    process.exitCode = 1;
}
