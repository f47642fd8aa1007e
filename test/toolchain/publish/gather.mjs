import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SUMS, wrongChecksums } from "../checksums.mjs";
import { Problem } from "../run.mjs";

/** What a folder has beside the files that are published. */
const NOTES = "NOTES.md";
const SUMMARY = "SUMMARY.md";
const BESIDE = [SUMS, NOTES, SUMMARY];

/**
 * Joins the checksums that the parts left beside their files, after a look whether the files still have them. If that was
 * done before, only looks whether they have them.
 *
 * @param {string} folder
 * @returns {readonly string[]} the names of the files that are published on GitHub, SHA256SUMS among them
 */
export function gatherChecksums(folder) {
    const names = readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile() && !BESIDE.includes(entry.name))
        .map(({ name }) => name);
    const sums = names.filter((name) => name.endsWith(".sha256"));
    const files = names.filter((name) => !name.endsWith(".sha256")).sort();
    const joined = join(folder, SUMS);
    const isJoined = sums.length === 0 && existsSync(joined);
    const lines = (isJoined ? [SUMS] : sums).flatMap(
        (name) => readFileSync(join(folder, name), "utf8").match(/.+\n/g) ?? [],
    );
    const text = lines.sort((one, other) => (one.slice(66) < other.slice(66) ? -1 : 1)).join("");
    const wrong = wrongChecksums(text, folder, files);
    if (wrong.length > 0) throw new Problem(`These files don't have their checksums: ${wrong.join(", ")}`);
    writeFileSync(joined, text);
    for (const name of sums) rmSync(join(folder, name));
    return [...files, SUMS];
}
