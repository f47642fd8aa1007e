import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.mjs";
import { here } from "./places.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";

/**
 * The executable of an old Node that the package supports, which test/toolchain/oldest-node pins; undefined where
 * there is no build of it.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>}
 */
export async function oldestNodePath(env) {
    if (process.platform !== "linux" || !["x64", "arm64"].includes(process.arch)) return undefined;
    const files = ["package.json", "package-lock.json"].map((name) => join(here, "oldest-node", name));
    const inputs = [...files.map((file) => readFileSync(file)), process.arch];
    const folder = await cached("oldest-node", inputs, (draft) =>
        step("The oldest supported Node", async () => {
            for (const file of files) copyFileSync(file, join(draft, file.slice(file.lastIndexOf("/"))));
            await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: draft, env });
        }),
    );
    return join(folder, "node_modules", `node-linux-${process.arch}`, "bin", "node");
}
