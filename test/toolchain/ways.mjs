import { isAtLeast } from "./version.mjs";

/**
 * @typedef {object} Installation a tool that the machine has
 * @property {string} folder
 * @property {string} [missing] a command that the tool needs and that isn't beside it
 * @property {string} [version] undefined if the tool is incomplete or doesn't run
 */

/**
 * @typedef {object} Facts
 * @property {readonly Installation[]} installed the preferred one first
 * @property {string} oldest the oldest version that works
 * @property {boolean} built whether an earlier build is in the cache
 * @property {string} [refusal] why the release can't be downloaded
 */

/**
 * @typedef {{ way: "installed", folder: string, version: string }
 *     | { way: "built" }
 *     | { way: "release", notes: readonly string[] }
 *     | { way: "source", notes: readonly string[] }} Way where a tool comes from; the notes say why the quicker ways fail
 */

/**
 * Decides where a tool comes from: the machine, an earlier build, the release or its sources, the quickest first.
 *
 * @param {Facts} facts
 * @returns {Way}
 */
export function chooseWay({ installed, oldest, built, refusal }) {
    const usable = installed.find((each) => problemOf(each, oldest) === undefined);
    if (usable) return { way: "installed", folder: usable.folder, version: usable.version };
    if (built) return { way: "built" };
    const notes = installed.map((each) => problemOf(each, oldest));
    return refusal === undefined ? { way: "release", notes } : { way: "source", notes: [...notes, refusal] };
}

/** Why an installation can't be used, or undefined if it can. */
function problemOf({ folder, version, missing }, oldest) {
    if (missing) return `the one in ${folder} lacks ${missing}`;
    if (version === undefined) return `the one in ${folder} doesn't run`;
    if (!isAtLeast(version, oldest)) return `${version} in ${folder} is older than ${oldest}`;
    return undefined;
}
