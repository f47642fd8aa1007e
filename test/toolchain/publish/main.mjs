/** `npm run release`: what goes out with a version, made here, or published by the workflow on a tag. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../places.mjs";
import { say } from "../progress.mjs";
import { Problem } from "../run.mjs";
import { withDraft } from "./draft.mjs";
import { gatherChecksums } from "./gather.mjs";
import { releaseNotes, sectionOf } from "./notes.mjs";
import { packagePart } from "./package-part.mjs";
import { pluginPart } from "./plugin-part.mjs";
import { repositoryOf } from "./repository.mjs";
import { sitePart } from "./site-part.mjs";
import { checkClean, readState } from "./state.mjs";
import { summarise } from "./summary.mjs";
import { publish, requireWorkflow } from "./upload.mjs";

const usage = `usage: npm run release -- --dry-run [FOLDER]   make all that a version publishes, and publish nothing
       npm run release -- --check              only check the version, the npm package and its dependencies
       npm run release -- --gather FOLDER      only join the checksums of what all machines left in FOLDER
       npm run release -- FOLDER               publish what lies in FOLDER; only for the workflow release.yml
    --without-site            no documentation site
    --only PART               only this part: package, plugin or site; can be repeated
    --repository OWNER/NAME   what the npm package names as its repository; the workflow knows it`;

const parts = { package: packagePart, plugin: pluginPart, site: sitePart };

const options = {
    check: { type: "boolean", default: false },
    "dry-run": { type: "boolean", default: false },
    gather: { type: "boolean", default: false },
    "without-site": { type: "boolean", default: false },
    only: { type: "string", multiple: true },
    repository: { type: "string" },
};

function readArguments(args) {
    try {
        return parseArgs({ args, options, allowPositionals: true });
    } catch (error) {
        throw new Problem(`${error.message}\n${usage}`);
    }
}

function chosenParts({ only, "without-site": withoutSite }) {
    const unknown = only?.find((name) => !Object.hasOwn(parts, name));
    if (unknown !== undefined) throw new Problem(`There is no part "${unknown}".\n${usage}`);
    if (only !== undefined && withoutSite) throw new Problem(`--only already leaves out the site.\n${usage}`);
    return Object.keys(parts).filter((name) => only?.includes(name) ?? !(withoutSite && name === "site"));
}

/** The default folder is this command's own; any other must be empty, since a run leaves nothing else in it. */
function prepareFolder(chosen) {
    const folder = resolve(chosen ?? join(root, "dist", "release"));
    if (chosen === undefined) rmSync(folder, { recursive: true, force: true });
    else if (existsSync(folder) && readdirSync(folder).length > 0) throw new Problem(`${folder} isn't empty.`);
    mkdirSync(folder, { recursive: true });
    return folder;
}

async function make(folder, names, release) {
    const done = {};
    for (const name of names) done[name] = await parts[name](folder, release);
    const missing = Object.values(done).flatMap((part) => part.missing);
    for (const line of missing) say(`  ! Not checked: ${line}`);
    return { lines: Object.fromEntries(names.map((name) => [name, done[name].lines])), missing };
}

async function dryRun(chosen, names, isPart, release) {
    await checkClean();
    const folder = prepareFolder(chosen);
    const { lines, missing } = await make(folder, names, release);
    const { version, repository, pending } = release;
    // Parts of several machines are gathered by the run that publishes them.
    if (isPart) {
        say(`\nNothing was published. What was made is in ${folder}`);
        return;
    }
    const left = Object.keys(parts).filter((name) => !names.includes(name));
    writeFileSync(join(folder, "NOTES.md"), notesFor(release));
    const files = gatherChecksums(folder).map((name) => ({ name, size: statSync(join(folder, name)).size }));
    const summary = summarise({
        version,
        tag: release.tag,
        repository,
        parts: lines,
        files,
        missing: [...missing, ...left.map((name) => `the ${name}, which was left out`)],
        pending,
    });
    writeFileSync(join(folder, "SUMMARY.md"), summary);
    process.stdout.write(summary);
    say(`\nNothing was published. All of it is in ${folder}`);
}

function notesFor({ changelog, version, repository }) {
    return releaseNotes(sectionOf(changelog, version), `v${version}`, repository);
}

async function publishFolder(chosen, release) {
    requireWorkflow(process.env);
    if (chosen === undefined) throw new Problem(usage);
    const folder = resolve(chosen);
    const names = gatherChecksums(folder);
    const notes = join(folder, "NOTES.md");
    writeFileSync(notes, notesFor(release));
    await publish(folder, { version: release.version, tag: release.tag, names, notes });
}

async function main(args) {
    const { values, positionals } = readArguments(args);
    const modes = ["check", "dry-run", "gather"].filter((mode) => values[mode]);
    if (positionals.length > 1 || modes.length > 1) throw new Problem(usage);
    if (modes.length === 0) requireWorkflow(process.env);
    if (values.gather) {
        if (positionals.length === 0) throw new Problem(usage);
        gatherChecksums(resolve(positionals[0]));
        return;
    }
    const names = chosenParts(values);
    const state = await readState(process.env);
    const repository = repositoryOf(state.manifest, values.repository, process.env);
    const release = { ...state, repository, env: process.env };
    if (values.check) await withDraft((draft) => make(draft, ["package"], release));
    else if (values["dry-run"]) await dryRun(positionals[0], names, values.only !== undefined, release);
    else await publishFolder(positionals[0], release);
}

try {
    await main(process.argv.slice(2));
} catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.output) say(error.output);
    say(error.message);
    process.exitCode = 1;
}
