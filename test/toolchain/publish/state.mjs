import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../places.mjs";
import { Problem, run } from "../run.mjs";
import { disagreements } from "./agreement.mjs";
import { GENERATED, STATING } from "./stated.mjs";

const read = (path) => readFileSync(join(root, path), "utf8");
const readJson = (path) => JSON.parse(read(path));

/**
 * @typedef {object} State
 * @property {string} version
 * @property {object} manifest package.json
 * @property {string} changelog
 * @property {string | undefined} tag
 * @property {readonly string[]} pending notes in .changeset that no version has yet
 */

/**
 * What the tree says about the version that it is, or a Problem with all that contradicts itself.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<State>}
 */
export async function readState(env) {
    const manifest = readJson("package.json");
    const changelog = read("CHANGELOG.md");
    const tag = await tagOf(env);
    const found = disagreements({
        manifest,
        lock: readJson("package-lock.json"),
        schema: readJson("plugin/schema.json"),
        code: read("provider/model/version.ts"),
        changelog,
        texts: Object.fromEntries([...STATING, ...GENERATED].map((path) => [path, read(path)])),
        ...(tag === undefined ? {} : { tag }),
    });
    const pending = pendingNotes();
    if (tag !== undefined && pending.length > 0) {
        found.push(`${tag} would lack the notes in ${pending.join(", ")}. Run "npm run version" before the tag.`);
    }
    if (found.length > 0) throw new Problem(["The version isn't ready:", ...found].join("\n  "));
    return { version: manifest.version, manifest, changelog, tag, pending };
}

/** The tag that the workflow runs for, elsewhere a version's tag on this commit. */
async function tagOf(env) {
    if (env.GITHUB_ACTIONS === "true") return env.GITHUB_REF_TYPE === "tag" ? env.GITHUB_REF_NAME : undefined;
    const tags = (await run("git", ["tag", "--points-at", "HEAD"], { cwd: root })).split("\n");
    return tags.find((tag) => /^v\d/.test(tag));
}

function pendingNotes() {
    const folder = join(root, ".changeset");
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
        .filter((name) => name.endsWith(".md") && name !== "README.md")
        .map((name) => `.changeset/${name}`);
}

/** Fails unless the files are those of the commit: a release must be what its tag says. */
export async function checkClean() {
    const changed = (await run("git", ["status", "--porcelain"], { cwd: root })).trimEnd();
    if (changed === "") return;
    throw new Problem(`The work tree has changes that are in no commit. Commit or remove them:\n${changed}`);
}
