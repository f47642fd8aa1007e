import { setTimeout as sleep } from "node:timers/promises";
import { Problem, run } from "./run.mjs";

const programMs = 30_000;

/**
 * Runs a program in a guest by its agent, and returns what it printed.
 *
 * @param {string} command words, separated by blanks
 * @param {string} domain
 * @param {string} uri
 * @returns {Promise<string>}
 */
export async function runInGuest(command, domain, uri) {
    const ask = async (execute, args) => {
        const request = JSON.stringify({ execute, arguments: args });
        return JSON.parse(await run("virsh", ["-c", uri, "qemu-agent-command", domain, request])).return;
    };
    const [path, ...arg] = command.split(" ");
    const { pid } = await ask("guest-exec", { path, arg, "capture-output": true });
    for (const deadline = Date.now() + programMs; Date.now() < deadline; await sleep(200)) {
        const { exited, exitcode, ...data } = await ask("guest-exec-status", { pid });
        const text = (key) => Buffer.from(data[key] ?? "", "base64").toString();
        if (exited && exitcode === 0) return text("out-data").trimEnd();
        if (exited) throw new Problem(`${command}: failed in the guest`, text("out-data") + text("err-data"));
    }
    throw new Problem(`${command}: hasn't ended in the guest after ${programMs / 1000} s`);
}
