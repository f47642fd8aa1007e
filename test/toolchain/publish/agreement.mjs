import { sectionOf } from "./notes.mjs";
import { statedVersions } from "./stated.mjs";

/**
 * @typedef {object} Stated
 * @property {{ version: string }} manifest package.json
 * @property {{ version: string }} lock package-lock.json
 * @property {{ version: string }} schema plugin/schema.json
 * @property {string} code provider/model/version.ts
 * @property {string} changelog
 * @property {Readonly<Record<string, string>>} texts the files for users that state the version, by path
 * @property {string} [tag] the tag that is released, if there is one
 */

/**
 * What contradicts package.json's version, each with what to do about it.
 *
 * @param {Stated} stated
 * @returns {readonly string[]}
 */
export function disagreements({ manifest, lock, schema, code, changelog, texts, tag }) {
    const { version } = manifest;
    const follow = 'Run "npm run version", or write it by hand.';
    const found = [];
    if (!/^\d+\.\d+\.\d+$/.test(version)) {
        found.push(
            `Version ${version} isn't of the form 1.2.3. A release is for all users, so no other form is supported.`,
        );
    }
    if (tag !== undefined && tag !== `v${version}`) {
        found.push(`The tag is ${tag}, but package.json's version is ${version}. Tag the commit v${version}.`);
    }
    for (const [file, stated] of [
        ["package-lock.json", lock.version],
        ["plugin/schema.json", schema.version],
        ["provider/model/version.ts", /\bVERSION = "(.*)"/.exec(code)?.[1]],
        ...Object.entries(texts).map(([path, text]) => [path, statedVersions(text).join(" and ") || undefined]),
    ]) {
        if (stated !== version) found.push(`${file} has version ${stated}, package.json ${version}. ${follow}`);
    }
    if (sectionOf(changelog, version) === undefined) {
        found.push(`CHANGELOG.md has no notes for ${version}. ${follow}`);
    }
    return found;
}
