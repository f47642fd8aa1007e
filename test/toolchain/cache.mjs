import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

const unusedMs = 30 * 24 * 3600 * 1000;

/**
 * The folder for everything that is built once and used by many runs.
 * Root's home is closed to the account that a system QEMU runs as, so root's cache lies beside the system's others.
 */
export function cacheRoot() {
    const chosen = process.env.XDG_CACHE_HOME ?? "";
    const usual = process.getuid?.() === 0 ? "/var/cache" : join(homedir(), ".cache");
    // The XDG specification ignores a relative path, which each working directory would resolve differently.
    return join(isAbsolute(chosen) ? chosen : usual, "pulumi-config-drive");
}

/**
 * The folder of `cached`, if it is there already.
 *
 * @param {string} kind
 * @param {readonly (string | Uint8Array)[]} inputs
 * @returns {string | undefined}
 */
export function findCached(kind, inputs) {
    const folder = folderOf(kind, inputs);
    return existsSync(folder) ? folder : undefined;
}

function folderOf(kind, inputs) {
    return join(cacheRoot(), `${kind}-${keyOf(inputs)}`);
}

/**
 * The folder `<kind>-<key of the inputs>` in the cache, made by `build` when it isn't there. It is built under
 * another name first, so that a run that is broken off leaves nothing half made and two runs at once don't meet.
 *
 * @param {string} kind
 * @param {readonly (string | Uint8Array)[]} inputs everything that the result depends on
 * @param {(folder: string) => Promise<void>} build
 * @returns {Promise<string>}
 */
export async function cached(kind, inputs, build) {
    const folder = folderOf(kind, inputs);
    if (!existsSync(folder)) {
        const draft = `${folder}.${process.pid}`;
        rmSync(draft, { recursive: true, force: true });
        mkdirSync(draft, { recursive: true });
        try {
            await build(draft);
            publish(draft, folder);
        } finally {
            rmSync(draft, { recursive: true, force: true });
        }
        forget(kind);
    }
    const now = new Date();
    utimesSync(folder, now, now);
    return folder;
}

/** @param {readonly (string | Uint8Array)[]} inputs */
function keyOf(inputs) {
    const hash = createHash("sha256");
    for (const input of inputs) hash.update(createHash("sha256").update(input).digest());
    return hash.digest("hex").slice(0, 16);
}

/** Gives the finished folder its name; one that another run published meanwhile is as good. */
function publish(draft, folder) {
    try {
        renameSync(draft, folder);
    } catch (error) {
        if (!existsSync(folder)) throw error;
    }
}

/** Removes what has not been used for a month, of one kind. */
function forget(kind) {
    const old = Date.now() - unusedMs;
    for (const name of readdirSync(cacheRoot())) {
        const path = join(cacheRoot(), name);
        // Another run can rename its draft meanwhile.
        const used = name.startsWith(`${kind}-`) ? statSync(path, { throwIfNoEntry: false })?.mtimeMs : undefined;
        if (used !== undefined && used < old) rmSync(path, { recursive: true, force: true });
    }
}
