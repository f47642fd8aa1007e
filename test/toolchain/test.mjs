import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopDaemons } from "./libvirtd.mjs";
import { root } from "./places.mjs";
import { say, step } from "./progress.mjs";
import { attend, Problem, run } from "./run.mjs";
import { setUpNode, setUpTests } from "./set-up.mjs";

/** A command of an installed Node package. */
const bin = (name) => join(root, "node_modules", ".bin", name);

/** Runs the unit tests only: no set-up but Node's. */
export async function unitTests(args) {
    return attend(bin("vitest"), ["run", "--project", "unit", ...args], { env: await setUpNode(), cwd: root });
}

/**
 * Sets the machine up, checks the sources and runs all tests. The last line gives their numbers.
 *
 * @param {readonly string[]} args for vitest
 * @returns {Promise<number>} the exit code
 */
export async function allTests(args) {
    say("Set-up");
    const { env, daemon } = await setUpTests();
    // An interrupt is for the tests, which end by it; what was started here has still to be stopped then.
    process.on("SIGINT", () => {});
    try {
        say("Checks");
        const options = { env, cwd: root };
        await step("Lint and format: biome ci", () => run(bin("biome"), ["ci", "--colors=off", "."], options));
        await step("Build: tsc -p .", () => run("npm", ["run", "build"], options));
        await step("Types of tests and examples: tsc -p test", () => run(bin("tsc"), ["-p", "test"], options));
        return await runVitest(args, options);
    } finally {
        stopDaemons(daemon.started);
    }
}

async function runVitest(args, options) {
    const folder = mkdtempSync(join(tmpdir(), "config-drive-vitest-"));
    try {
        const file = join(folder, "result.json");
        const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
        const code = await attend(bin("vitest"), ["run", ...reporters, ...args], options);
        const problem = summarise(JSON.parse(readFileSync(file, "utf8")));
        if (problem) throw new Problem(problem);
        return code;
    } finally {
        rmSync(folder, { recursive: true });
    }
}

/** Prints the closing line and returns what is wrong with the numbers, if anything. */
function summarise({ numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, numTodoTests: todo }) {
    const left = skipped + todo;
    process.stdout.write(`${passed} passed, ${failed} failed${left > 0 ? `, ${left} skipped` : ""}\n`);
    if (passed + failed === 0) return "No tests ran.";
    // A contributor's machine can lack a tool; in CI nobody would notice.
    if (process.env.CI === "true" && left > 0)
        return `${left} tests were skipped. CI allows no skipped tests: a tool is missing.`;
    return undefined;
}
