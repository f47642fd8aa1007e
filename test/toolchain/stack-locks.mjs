import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "./libvirtd.mjs";

/**
 * Removes the locks that killed Pulumi CLIs left in a state folder, which would keep out every later run. The lock of a
 * CLI that still runs stays.
 *
 * @param {string} state the folder of a file backend that only this machine uses
 */
export function removeAbandonedLocks(state) {
    const folder = join(state, ".pulumi", "locks");
    const names = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
    for (const path of names.filter((name) => name.endsWith(".json")).map((name) => join(folder, name))) {
        if (isAlive({ name: "pulumi", pid: holderOf(path) })) continue;
        rmSync(path, { force: true });
        // The backend keeps the file's attributes beside it.
        rmSync(`${path}.attrs`, { force: true });
    }
}

/** Undefined for a lock that a killed CLI hasn't written completely. */
function holderOf(path) {
    try {
        return JSON.parse(readFileSync(path, "utf8")).pid;
    } catch {
        return undefined;
    }
}
