/**
 * Films `npm run demo` for the README: docs/images/demo.cast, a recording that asciinema plays, and demo.svg, the same
 * as a picture that moves. It takes as long as the demo, and removes what the demo made. The recording as it came stays in
 * dist/demo.cast; with its path as an argument, only the cut and the picture are made again.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir, hostname, tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { cacheRoot } from "../cache.mjs";
import { demoFolder } from "../demo.mjs";
import { here, root } from "../places.mjs";
import { say, step } from "../progress.mjs";
import { pythonEnvironment } from "../python.mjs";
import { attend, Problem, run } from "../run.mjs";
import { castText, lengthOf, readCast } from "./cast.mjs";
import { cutFilm } from "./cut.mjs";
import { pictureOf } from "./picture.mjs";

const [columns, rows] = [100, 28];
const images = join(root, "docs", "images");
const demo = ["node", join(here, "main.mjs"), "demo"];

/** Records the demo, with its set-up. */
async function record(file) {
    const python = await pythonEnvironment("film", "asciinema, from PyPI", process.env);
    const size = ["--cols", String(columns), "--rows", String(rows)];
    const command = demo.map((word) => `'${word}'`).join(" ");
    const args = ["-m", "asciinema", "rec", "--quiet", "--overwrite", ...size, "--command", command, file];
    await step("The demo, recorded", () => run(python, args, { cwd: root }));
}

async function film(file) {
    if (existsSync(join(root, ".demo"))) throw new Problem("The demo runs. Remove it: npm run demo -- --destroy");
    mkdirSync(dirname(file), { recursive: true });
    try {
        await record(file);
    } finally {
        await attend(demo[0], [...demo.slice(1), "--destroy"], { cwd: root });
    }
}

/** Fails if the film says where it was made. */
function verify(text) {
    const found = [hostname(), userInfo().username, homedir(), cacheRoot(), root, tmpdir()].filter(
        // Every Linux has a root, whom `ls -l` names.
        (name) => name !== "root" && text.includes(name),
    );
    if (found.length > 0) throw new Problem(`The film names something of this machine: ${found.join(", ")}`);
}

function write(recording) {
    const names = [
        [demoFolder, "~/demo"],
        [root, "~/pulumi-config-drive"],
        [homedir(), "~"],
    ];
    const cast = cutFilm(recording, names);
    if (!cast.outputs.some(({ text }) => text.includes("== Done"))) {
        throw new Problem("The demo failed.", recording.outputs.map(({ text }) => text).join(""));
    }
    verify(castText(cast));
    writeFileSync(join(images, "demo.cast"), castText(cast));
    writeFileSync(join(images, "demo.svg"), pictureOf(cast));
    say(`docs/images/demo.cast and demo.svg: ${lengthOf(cast).toFixed(0)} s. Look at them before you commit them.`);
}

const [given] = process.argv.slice(2);
const recording = given ?? join(root, "dist", "demo.cast");

try {
    if (given === undefined) await film(recording);
    write(readCast(readFileSync(recording, "utf8")));
} catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.output) say(error.output);
    say(error.message);
    process.exitCode = 1;
}
