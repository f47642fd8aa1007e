import type { Stats } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { isSystemError } from "./failure.ts";

const statsOf = async (path: string): Promise<Stats | undefined> => {
    try {
        return await stat(path);
    } catch (error) {
        if (isSystemError(error) && error.code === "ENOENT") return undefined;
        throw error;
    }
};

/**
 * Creates a folder that only its owner can enter, with those above it, unless it exists. Node's own recursive `mkdir`
 * never ends where a file system has no such folder and makes none, e.g. `/proc`.
 */
export const makeFolder = async (path: string): Promise<void> => {
    const folder = resolve(path);
    const stats = await statsOf(folder);
    if (stats?.isDirectory()) return;
    if (stats === undefined) await makeFolder(dirname(folder));
    try {
        await mkdir(folder, 0o700);
    } catch (error) {
        // Another process may have been faster.
        if (!(await statsOf(folder))?.isDirectory()) throw error;
    }
};
