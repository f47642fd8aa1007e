import { spawnSync } from "node:child_process";
import { Problem } from "../run.mjs";

/**
 * @typedef {{ answered: true, found: readonly string[] } | { answered: false, reason: string }} Verdict
 */

/** What stops a release. Lower ones are for the next version. */
const SEVERITIES = ["high", "critical"];

/**
 * Asks the registry about known vulnerabilities of what is installed in a folder.
 *
 * @param {string} folder
 * @returns {Verdict}
 */
export function audit(folder) {
    const { stdout, error } = spawnSync("npm", ["audit", "--omit", "dev", "--json"], {
        cwd: folder,
        encoding: "utf8",
        timeout: 120_000,
        shell: process.platform === "win32",
    });
    return error ? { answered: false, reason: error.message } : verdictOf(stdout);
}

/**
 * What `npm audit --json` said. Its exit code is 1 both for a vulnerability and for a registry without an answer.
 *
 * @param {string} output
 * @returns {Verdict}
 */
export function verdictOf(output) {
    const report = parsed(output);
    if (!isTable(report?.vulnerabilities)) {
        const reason = report?.message ?? report?.error?.summary;
        return { answered: false, reason: typeof reason === "string" && reason !== "" ? reason : "no report" };
    }
    const found = Object.values(report.vulnerabilities)
        .filter(({ severity }) => SEVERITIES.includes(severity))
        .map(({ name, severity, range }) => `${name} ${range}: ${severity}`);
    return { answered: true, found };
}

function parsed(output) {
    try {
        return JSON.parse(output);
    } catch {
        return undefined;
    }
}

function isTable(value) {
    return typeof value === "object" && value !== null;
}

/**
 * Fails on a vulnerability. A registry that doesn't answer fails a run on GitHub, whose registry answers; elsewhere it
 * is what the run couldn't check.
 *
 * @param {Verdict} verdict
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} what wasn't checked, if anything
 */
export function judgeAudit(verdict, env) {
    if (!verdict.answered) {
        const missing = `known vulnerabilities, since the registry gave no answer to npm audit (${verdict.reason})`;
        if (env.GITHUB_ACTIONS === "true") throw new Problem(`Not checked: ${missing}. Run the job again.`);
        return missing;
    }
    if (verdict.found.length === 0) return undefined;
    throw new Problem(
        ["Dependencies have known vulnerabilities. Update them:", ...verdict.found.map((line) => `  ${line}`)].join(
            "\n",
        ),
    );
}
