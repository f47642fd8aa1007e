import { createHash, randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "./cache.mjs";
import { stopDaemons } from "./libvirtd.mjs";
import { here, root } from "./places.mjs";
import { say, step } from "./progress.mjs";
import { attend, Problem, run } from "./run.mjs";
import { setUpDemo } from "./set-up.mjs";

/** Everything of the demo that the CLI keeps: its state, its home, the passphrase. Git ignores it. */
const own = join(root, ".demo");
const daemonsFile = join(own, "daemons.json");

/** The pool and the console log, where QEMU can get at them: not in the tree, which may lie in a closed home. */
const directory = join(cacheRoot(), `demo-${createHash("sha256").update(root).digest("hex").slice(0, 8)}`);

/**
 * The main job, for the eye: sets up what is missing, then has demo.ts run it. With `--destroy` takes all of it away.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function demo(args) {
    const [flag, ...more] = args;
    if (more.length > 0 || (flag !== undefined && flag !== "--destroy")) {
        throw new Problem("usage: npm run demo [-- --destroy]");
    }
    if (flag && !existsSync(own)) throw new Problem("There is nothing to take away: the demo has not been run.");
    say("Set-up");
    const { env, daemon } = await setUpDemo();
    await step("Build: tsc -p .", () => run("npm", ["run", "build"], { env, cwd: root }));
    mkdirSync(own, { recursive: true });
    mkdirSync(directory, { recursive: true });
    // The libvirt provider wants to see the console's log before libvirt makes it.
    closeSync(openSync(join(directory, "console.log"), "a"));
    if (daemon.started.length > 0) writeFileSync(daemonsFile, JSON.stringify(daemon.started));
    const code = await attend("node", [...nodeOptions, join(here, "demo.ts"), ...args], {
        env: { ...env, ...settings() },
    });
    if (flag && code === 0) clear();
    return code;
}

// The package has no "type", so Node finds out by itself that demo.ts is a module, and would say so each time.
const nodeOptions = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"];

/** What the Pulumi CLI needs so that it keeps to itself and asks for nothing. */
function settings() {
    const passphrase = join(own, "passphrase");
    if (!existsSync(passphrase)) writeFileSync(passphrase, randomBytes(24).toString("base64"), { mode: 0o600 });
    mkdirSync(join(own, "state"), { recursive: true });
    return {
        CONFIG_DRIVE_DEMO: directory,
        PULUMI_HOME: join(own, "home"),
        PULUMI_BACKEND_URL: `file://${join(own, "state")}`,
        PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    };
}

function clear() {
    const started = existsSync(daemonsFile) ? JSON.parse(readFileSync(daemonsFile, "utf8")) : [];
    stopDaemons(started);
    rmSync(directory, { recursive: true, force: true });
    rmSync(own, { recursive: true });
    say(`Everything is gone${started.length > 0 ? ", and the libvirtd that the demo started is stopped" : ""}.`);
}
