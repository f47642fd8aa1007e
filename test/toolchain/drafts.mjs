import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Does work in a new folder below `parent`, and removes it afterwards. It also removes the folders of killed runs.
 *
 * @template T
 * @param {string} parent
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inDraft(parent, work) {
    removeAbandoned(parent);
    const draft = join(parent, `.config-drive.${process.pid}`);
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    try {
        return await work(draft);
    } finally {
        rmSync(draft, { recursive: true, force: true });
    }
}

function removeAbandoned(parent) {
    const names = existsSync(parent) ? readdirSync(parent) : [];
    for (const name of names) {
        const [, pid] = /^\.config-drive\.(\d+)$/.exec(name) ?? [];
        if (pid && !isRunning(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
    }
}

function isRunning(pid) {
    try {
        return process.kill(pid, 0);
    } catch (error) {
        // The process exists and belongs to another user.
        return error.code === "EPERM";
    }
}
