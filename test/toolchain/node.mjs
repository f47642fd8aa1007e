import { copyFileSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cached } from "./cache.mjs";
import { here } from "./places.mjs";
import { step } from "./progress.mjs";
import { Problem, run } from "./run.mjs";

/** The first Node that runs TypeScript directly, without a flag. */
const oldest = [22, 18];

/**
 * The folder of the Node that the project's scripts run on: the machine's own if it is new enough, else the one that
 * test/toolchain/node pins. That one is no dependency of the project itself, which is developed on other systems too.
 *
 * @returns {Promise<string>}
 */
export async function nodeFolder() {
    if (isNewEnough(process.versions.node)) return dirname(process.execPath);
    if (process.platform !== "linux" || !["x64", "arm64"].includes(process.arch)) {
        throw new Problem(`Node ${process.versions.node} is too old. Install Node ${oldest.join(".")} or newer.`);
    }
    const files = ["package.json", "package-lock.json"].map((name) => join(here, "node", name));
    const folder = await cached("node", [...files.map((file) => readFileSync(file)), process.arch], (draft) =>
        step(`Node 24 for these scripts; the installed Node ${process.versions.node} stays as it is`, async () => {
            for (const file of files) copyFileSync(file, join(draft, file.slice(file.lastIndexOf("/"))));
            await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: draft });
        }),
    );
    return join(folder, "node_modules", `node-linux-${process.arch}`, "bin");
}

/** @param {string} version */
export function isNewEnough(version) {
    const [major = 0, minor = 0] = version.split(".").map(Number);
    return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
