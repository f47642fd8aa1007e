import { createHash, randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "./cache.mjs";
import { isAlive, stopDaemons } from "./libvirtd.mjs";
import { here, root } from "./places.mjs";
import { say, step } from "./progress.mjs";
import { pulumiHome } from "./pulumi-home.mjs";
import { attend, Problem, run } from "./run.mjs";
import { setUpDemo } from "./set-up.mjs";
import { removeAbandonedLocks } from "./stack-locks.mjs";

/** What the CLI keeps for the demo: its state, its home, the passphrase. Git ignores it. */
const own = join(root, ".demo");
const daemonsFile = join(own, "daemons.json");

/** The pool and the console log, where QEMU can read them: the repository can be in a home that QEMU can't enter. */
export const demoFolder = join(cacheRoot(), `demo-${createHash("sha256").update(root).digest("hex").slice(0, 8)}`);

/**
 * Sets up what is missing, then runs demo.ts, which shows a drive at work. `--destroy` removes everything again.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function demo(args) {
    const [flag, ...more] = args;
    if (more.length > 0 || (flag !== undefined && flag !== "--destroy")) {
        throw new Problem("usage: npm run demo [-- --destroy]");
    }
    if (flag && !existsSync(own)) throw new Problem("Nothing to remove: the demo hasn't been run.");
    const begun = performance.now();
    say("Set-up: installs and builds what is missing");
    const { env, started } = await setUpDemo();
    record(started);
    await step("Build: tsc -p .", () => run("npm", ["run", "build"], { env, cwd: root }));
    mkdirSync(demoFolder, { recursive: true });
    // The libvirt provider requires the console's log before libvirt creates it.
    closeSync(openSync(join(demoFolder, "console.log"), "a"));
    const code = await attend("node", [...nodeOptions, join(here, "demo.ts"), ...args], {
        env: { ...env, ...settings(env) },
    });
    if (flag && code === 0) await clear();
    say(`Total time: ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    return code;
}

// The package has no "type", so Node finds out by itself that demo.ts is a module, and would say so each time.
const nodeOptions = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"];

/** Keeps the Pulumi CLI away from the user's own stacks, and from prompts. */
function settings(env) {
    const passphrase = join(own, "passphrase");
    if (!existsSync(passphrase)) writeFileSync(passphrase, randomBytes(24).toString("base64"), { mode: 0o600 });
    const state = join(own, "state");
    mkdirSync(state, { recursive: true });
    removeAbandonedLocks(state);
    return {
        ...pulumiHome(join(own, "home"), env),
        CONFIG_DRIVE_DEMO: demoFolder,
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    };
}

/** Notes the daemons that `--destroy` has to stop: these, and those of earlier runs that still run. */
function record(started) {
    mkdirSync(own, { recursive: true });
    const running = [...recorded().filter(isAlive), ...started];
    if (running.length > 0) writeFileSync(daemonsFile, JSON.stringify(running));
}

function recorded() {
    return existsSync(daemonsFile) ? JSON.parse(readFileSync(daemonsFile, "utf8")) : [];
}

async function clear() {
    const started = recorded();
    await stopDaemons(started);
    rmSync(demoFolder, { recursive: true, force: true });
    rmSync(own, { recursive: true });
    say(
        `The guest, its drive, pool and state are removed${started.length > 0 ? ", and the libvirtd that the demo started is stopped" : ""}.`,
    );
    say(`What was downloaded and built stays in ${cacheRoot()}.`);
}
