import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopDaemons } from "./libvirtd.mjs";
import { root } from "./places.mjs";
import { say, step } from "./progress.mjs";
import { attend, Problem, run } from "./run.mjs";
import { setUpAllTests, setUpLibvirt09Tests, setUpNode, setUpTests } from "./set-up.mjs";

/** A command of an installed Node package. */
const bin = (name) => join(root, "node_modules", ".bin", name);

/** vitest.config.mts says which tests these projects have. */
const withoutMatrix = ["--project", "!matrix-*"];

/** Runs the unit tests only: no set-up but Node's. */
export async function unitTests(args) {
    return attend(bin("vitest"), ["run", "--project", "unit", ...args], { env: await setUpNode(), cwd: root });
}

/**
 * Checks the sources and runs the tests that take minutes, once it has set up what they need.
 *
 * @param {readonly string[]} args for vitest
 * @returns {Promise<number>} the exit code
 */
export function tests(args) {
    // vitest runs a project that any of several filters lets through.
    const chosen = args.some((arg) => arg.startsWith("--project"));
    return checkAndTest(setUpTests, "test", chosen ? args : [...withoutMatrix, ...args]);
}

/**
 * Checks the sources and runs all tests, once it has set up what they need.
 *
 * @param {readonly string[]} args for vitest
 * @returns {Promise<number>} the exit code
 */
export function allTests(args) {
    return checkAndTest(setUpAllTests, "test/matrix", args);
}

/**
 * Checks the sources and runs the tests with libvirt provider 0.9, once it has set up what they need. They aren't among
 * all tests: only OpenTofu's registry has that provider, and not every machine reaches it.
 *
 * @param {readonly string[]} args for vitest
 * @returns {Promise<number>} the exit code
 */
export function libvirt09Tests(args) {
    return checkAndTest(setUpLibvirt09Tests, "test/libvirt-09", ["--project", "libvirt-09", ...args]);
}

/**
 * @param {() => Promise<import("./set-up.mjs").Machine>} setUp
 * @param {string} types the folder of the tsconfig.json that has what is set up
 * @param {readonly string[]} args for vitest
 */
async function checkAndTest(setUp, types, args) {
    say("Set-up");
    const { env, started } = await setUp();
    // An interrupt is for the tests, which end by it; what was started here has still to be stopped then.
    process.on("SIGINT", () => {});
    try {
        say("Checks");
        const options = { env, cwd: root };
        await step("Lint and format: biome ci", () => run(bin("biome"), ["ci", "--colors=off", "."], options));
        await step("Build: tsc -p .", () => run("npm", ["run", "build"], options));
        await step(`Types of tests and examples: tsc -p ${types}`, () => run(bin("tsc"), ["-p", types], options));
        return await runVitest(args, options);
    } finally {
        await stopDaemons(started);
    }
}

async function runVitest(args, options) {
    const folder = mkdtempSync(join(tmpdir(), "config-drive-vitest-"));
    try {
        const file = join(folder, "result.json");
        const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
        const code = await attend(bin("vitest"), ["run", ...reporters, ...args], options);
        // vitest writes none if it is interrupted or doesn't support an argument.
        if (!existsSync(file)) throw new Problem("vitest ended early: its output above says why.");
        const problem = summarise(JSON.parse(readFileSync(file, "utf8")), code);
        if (problem) throw new Problem(problem);
        return code;
    } finally {
        rmSync(folder, { recursive: true });
    }
}

/** Prints the closing line and returns what is wrong with the numbers, if anything. */
function summarise(
    { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, numTodoTests: todo },
    code,
) {
    const left = skipped + todo;
    process.stdout.write(`${passed} passed, ${failed} failed${left > 0 ? `, ${left} skipped` : ""}\n`);
    if (passed + failed === 0) return "No tests ran.";
    if (failed === 0 && code !== 0) return "No test failed, but a file or the run did: see FAIL above.";
    // A contributor's machine can lack a tool; in CI nobody would notice.
    if (process.env.CI === "true" && left > 0)
        return `${left} tests were skipped. CI allows no skipped tests: a tool is missing.`;
    return undefined;
}
