/** The files for users that state the package's version in text: commands, links, and the range of a template. */
export const STATING = ["docs/plugin.md", "docs/languages.md", "templates/typescript/package.json"];

/** Those that are generated from them. */
export const GENERATED = ["docs/installation-configuration.md"];

/** What stands before the package's own version, and before no other. */
const PLACES = ["\\bconfig-drive ", "\\bconfig-drive-v", "/tree/v", '"pulumi-config-drive": ">='];
const STATED = new RegExp(`(${PLACES.join("|")})(\\d+\\.\\d+\\.\\d+)(?![.\\d])`, "g");

/**
 * The versions of the package that a text states.
 *
 * @param {string} text
 * @returns {readonly string[]} each once
 */
export function statedVersions(text) {
    return [...new Set([...text.matchAll(STATED)].map(([, , version]) => version))];
}

/**
 * A text that states another version of the package, and the same of all else.
 *
 * @param {string} text
 * @param {string} version
 * @returns {string}
 */
export function withVersion(text, version) {
    return text.replaceAll(STATED, `$1${version}`);
}
