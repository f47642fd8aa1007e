/** `npm run version`: makes the next version of the notes in .changeset, in every file that states it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../places.mjs";
import { say } from "../progress.mjs";
import { Problem, run } from "../run.mjs";
import { withoutKinds } from "./changelog.mjs";
import { STATING, withVersion } from "./stated.mjs";

/** On Windows npm's commands are scripts. */
const options = { cwd: root, shell: process.platform === "win32" };

function rewrite(path, change) {
    const file = join(root, path);
    writeFileSync(file, change(readFileSync(file, "utf8")));
}

const versionOf = () => JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;

try {
    const before = versionOf();
    await run("npx", ["--no-install", "changeset", "version"], options);
    const version = versionOf();
    if (version === before) throw new Problem("There is no note in .changeset: write one by `npx changeset`.");
    rewrite("CHANGELOG.md", withoutKinds);
    rewrite("provider/model/version.ts", (text) => text.replace(/VERSION = ".*"/, `VERSION = "${version}"`));
    for (const path of STATING) rewrite(path, (text) => withVersion(text, version));
    await run("npm", ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"], options);
    for (const what of ["schema", "registry"]) {
        await run("npm", ["run", "--silent", "--if-present", `generate:${what}`], options);
    }
    say(`${before} is now ${version}. Read CHANGELOG.md, commit all of it, and tag the commit v${version}.`);
} catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.output) say(error.output);
    say(error.message);
    process.exitCode = 1;
}
