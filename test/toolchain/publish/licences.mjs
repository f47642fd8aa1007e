/**
 * @typedef {object} Package
 * @property {string} name
 * @property {string} version
 * @property {unknown} [license] as its package.json has it
 */

/** Licences that ask for no more than their own text and the names of the authors. */
const ALLOWED = new Set([
    "0BSD",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Python-2.0",
    "Unlicense",
    "Zlib",
]);

/** Licences accepted for one package, with the reason. */
const AGREED = {
    "@logdna/tail-file": "SEE LICENSE IN LICENSE", // its LICENSE is MIT
    "spdx-exceptions": "CC-BY-3.0", // only a list of names, as data
    "yaml-js": "WTFPL", // it asks for nothing
};

/**
 * The packages whose licence the project hasn't agreed to, or that state none. An unknown licence is one of them.
 *
 * @param {readonly Package[]} packages
 * @returns {readonly string[]}
 */
export function foreignLicences(packages) {
    return packages
        .filter(({ name, license }) => !isAllowed(license) && !isAgreed(name, license))
        .map(({ name, version, license }) => `${name} ${version}: ${said(license)}`);
}

function isAgreed(name, license) {
    return Object.hasOwn(AGREED, name) && AGREED[name] === license;
}

function said(license) {
    return typeof license === "string" ? license : `no SPDX licence (${JSON.stringify(license) ?? "none"})`;
}

/** An SPDX expression, as far as npm packages use it: one licence, or several joined by all OR or all AND. */
function isAllowed(license) {
    if (typeof license !== "string") return false;
    const expression = license.replace(/^\((.*)\)$/, "$1");
    if (/[()]/.test(expression)) return false;
    const either = expression.split(" OR ");
    const both = expression.split(" AND ");
    if (either.length > 1 && both.length > 1) return false;
    return either.length > 1 ? either.some((name) => ALLOWED.has(name)) : both.every((name) => ALLOWED.has(name));
}
