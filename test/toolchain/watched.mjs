import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Problem, run } from "./run.mjs";

const pollMs = 250;
const endings = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * @typedef {object} Watch
 * @property {number} withinMs how long the command can take
 * @property {number} [stallMs] how long the folder can stay unchanged
 * @property {string} [folder] where the command writes
 */

/**
 * Runs a command that can hang, and returns its standard output. The command and its children are killed if it takes
 * too long, if its folder stops growing, or if this program is stopped.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Watch & import("node:child_process").SpawnOptions} options
 * @returns {Promise<string>}
 */
export async function runWatched(command, args, { withinMs, stallMs = withinMs, folder, ...options }) {
    let pid;
    let reason;
    // The command leads a process group: otherwise an installer's curl would survive the installer.
    const kill = () => pid && killGroup(pid);
    const stop = (why) => {
        reason ??= why;
        kill();
    };
    const timer = setTimeout(() => stop(`isn't done after ${withinMs / 1000} s`), withinMs);
    const poll = folder && watchSize(folder, stallMs, () => stop(`nothing arrived for ${stallMs / 1000} s`));
    const passOn = (signal) => {
        kill();
        forgetEndings();
        process.kill(process.pid, signal);
    };
    const forgetEndings = () => {
        for (const signal of endings) process.off(signal, passOn);
    };
    for (const signal of endings) process.on(signal, passOn);
    try {
        const onSpawn = (child) => {
            pid = child.pid;
        };
        return await run(command, args, { ...options, detached: true, onSpawn });
    } catch (error) {
        throw reason ? new Problem(`${command}: ${reason}`, error.output) : error;
    } finally {
        clearTimeout(timer);
        clearInterval(poll);
        forgetEndings();
    }
}

function killGroup(pid) {
    try {
        process.kill(-pid, "SIGKILL");
    } catch (error) {
        if (error.code !== "ESRCH") throw error;
    }
}

function watchSize(folder, stallMs, onStall) {
    let size = -1;
    let changed = Date.now();
    return setInterval(() => {
        const now = sizeOf(folder);
        if (now !== size) changed = Date.now();
        size = now;
        if (Date.now() - changed >= stallMs) onStall();
    }, pollMs);
}

/** The bytes of all files below a folder. Another program can remove files meanwhile. */
function sizeOf(folder) {
    const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
    return entries.reduce((sum, entry) => {
        const path = join(folder, entry.name);
        return sum + (entry.isDirectory() ? sizeOf(path) : (lstatSync(path, { throwIfNoEntry: false })?.size ?? 0));
    }, 0);
}
