import { spawn } from "node:child_process";
import { constants } from "node:os";

/** A problem that is explained to the person who runs the command, without a stack. */
export class Problem extends Error {
    /**
     * @param {string} message
     * @param {string} [output] what the failing command printed
     */
    constructor(message, output = "") {
        super(message);
        this.output = output;
    }
}

/**
 * Runs a command and returns what it wrote to standard output. Nothing of it is shown, unless it fails:
 * then everything is in the Problem.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions & { input?: string, onSpawn?: (child: import("node:child_process").ChildProcess) => void }} [options]
 * @returns {Promise<string>}
 */
export function run(command, args, { input, onSpawn, ...options } = {}) {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
        onSpawn?.(child);
        const out = [];
        const all = [];
        child.stdout.on("data", (chunk) => out.push(chunk) && all.push(chunk));
        child.stderr.on("data", (chunk) => all.push(chunk));
        // A command that doesn't read its input to the end closes the pipe; its exit code tells the rest.
        child.stdin.on("error", () => {});
        child.stdin.end(input ?? "");
        child.on("error", (error) => reject(new Problem(`${command}: ${error.message}`)));
        child.on("close", (code, signal) => {
            if (code === 0) return resolve(Buffer.concat(out).toString());
            const line = [command, ...args].join(" ");
            reject(new Problem(`${line}: failed with ${signal ?? `exit code ${code}`}`, Buffer.concat(all).toString()));
        });
    });
}

/**
 * Runs a command on this terminal and returns its exit code.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function attend(command, args, options = {}) {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, { stdio: "inherit", ...options });
        child.on("error", (error) => reject(new Problem(`${command}: ${error.message}`)));
        child.on("close", (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
    });
}
