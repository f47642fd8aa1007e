import { homedir } from "node:os";
import { refusalOf } from "./hosts.mjs";
import { say, step } from "./progress.mjs";
import { Problem } from "./run.mjs";
import { chooseWay } from "./ways.mjs";

/**
 * @typedef {object} Tool
 * @property {string} title
 * @property {string} version the one to download or to build
 * @property {string} oldest the oldest that is used if the machine has it
 * @property {(env: NodeJS.ProcessEnv) => Promise<readonly import("./ways.mjs").Installation[]>} installed
 * @property {() => Promise<boolean>} built whether an earlier build of it is in the cache
 * @property {readonly import("./hosts.mjs").Source[]} sources where its release is downloaded from
 * @property {(env: NodeJS.ProcessEnv, limits: import("./release.mjs").Limits) => Promise<string>} download
 */

/** @typedef {import("./release.mjs").Limits & { answerMs: number }} Patience */

/** A download gets about as long as a build takes. */
export const patience = { answerMs: 3000, withinMs: 300_000, stallMs: 30_000 };

/**
 * Finds out where a tool comes from. It asks a host only if the machine has nothing usable.
 *
 * @param {Tool} tool
 * @param {NodeJS.ProcessEnv} env
 * @param {Patience} [limits]
 * @returns {Promise<import("./ways.mjs").Way>}
 */
export async function wayOf({ oldest, installed, built, sources }, env, limits = patience) {
    const facts = { installed: await installed(env), oldest, built: await built() };
    const near = chooseWay(facts);
    return near.way === "release" ? chooseWay({ ...facts, refusal: await refusalOf(sources, limits.answerMs) }) : near;
}

/**
 * Prints where a tool comes from, and downloads it if necessary. Returns its folder, or undefined if it has to be
 * built.
 *
 * @param {Tool} tool
 * @param {import("./ways.mjs").Way} way
 * @param {NodeJS.ProcessEnv} env
 * @param {Patience} [limits]
 * @returns {Promise<string | undefined>}
 */
export async function obtain({ title, version, download }, way, env, limits = patience) {
    if (way.way === "installed") {
        say(`  ✓ ${title} ${way.version}: ${readable(way.folder)}`);
        return way.folder;
    }
    if (way.way === "built") {
        say(`  ✓ ${title} ${version}: built from source before`);
        return undefined;
    }
    const name = `${title} ${version}`;
    if (way.way === "source") {
        say(`  … ${name} is built from source, because ${way.notes.map(readable).join(", and ")}`);
        return undefined;
    }
    for (const note of way.notes) say(`  … ${title}: ${readable(note)}`);
    try {
        return await step(`${name}: download of the release`, () => download(env, limits));
    } catch (error) {
        if (!(error instanceof Problem)) throw error;
        say(`  … ${name} is built from source, because the download failed: ${reasonOf(error)}`);
        return undefined;
    }
}

/** The line in which the failed program explains itself. */
function reasonOf({ message, output }) {
    const line = /^.*\b(?:curl|tar|gzip|error|pulumi): .*$/m.exec(output)?.[0];
    return readable((line ?? message).trim());
}

function readable(text) {
    const home = homedir();
    // In a container it can be /.
    return home === "/" ? text : text.replaceAll(home, "~");
}
