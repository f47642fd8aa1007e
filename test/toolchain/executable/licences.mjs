import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { here } from "../places.mjs";
import { Problem } from "../run.mjs";

/** Texts for packages whose authors publish none with the package. */
const kept = join(here, "executable", "licences");

/**
 * The licences of everything in the executable, in one text.
 *
 * @param {readonly string[]} packages their folders
 * @param {{ version: string, licence: string }} node
 */
export function licencesOf(packages, node) {
    const parts = [...packages.map(partOf), { title: `Node.js ${node.version}`, text: node.licence }];
    const line = "=".repeat(80);
    return parts.map(({ title, text }) => `${line}\n${title}\n${line}\n\n${text.trim()}\n`).join("\n");
}

function partOf(folder) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
    const paths = files.length > 0 ? files.sort().map((file) => join(folder, file)) : [keptText(name)];
    return {
        title: `${name} ${version} (${license})`,
        text: paths.map((path) => readFileSync(path, "utf8").trim()).join("\n\n"),
    };
}

function keptText(name) {
    const path = join(kept, `${name.replace("/", "+")}.txt`);
    if (existsSync(path)) return path;
    throw new Problem(`${name} has no licence text. Put its licence into ${path}.`);
}
