import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The file that holds the checksums of all others. */
export const SUMS = "SHA256SUMS";

/**
 * The text of SHA256SUMS, as `sha256sum --check` reads it.
 *
 * @param {string} folder
 * @param {readonly string[]} names of files in it
 * @returns {string}
 */
export function checksumsOf(folder, names) {
    return names
        .toSorted()
        .map((name) => `${digestOf(join(folder, name))}  ${name}\n`)
        .join("");
}

/**
 * Writes the checksum of each file beside it, so that files of several machines come together without a conflict.
 *
 * @param {string} folder
 * @param {readonly string[]} names of files in it
 */
export function writeChecksums(folder, names) {
    for (const name of names) writeFileSync(join(folder, `${name}.sha256`), checksumsOf(folder, [name]));
}

/**
 * The files that don't have the checksum that a text states, or that are in only one of the two.
 *
 * @param {string} text of SHA256SUMS
 * @param {string} folder
 * @param {readonly string[]} names of the files that should be in the text
 * @returns {readonly string[]}
 */
export function wrongChecksums(text, folder, names) {
    const stated = new Map([...text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)].map(([, digest, name]) => [name, digest]));
    const missing = [...stated.keys()].filter((name) => !names.includes(name));
    return [...missing, ...names.filter((name) => stated.get(name) !== digestOf(join(folder, name)))];
}

function digestOf(path) {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
}
