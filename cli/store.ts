import { randomBytes } from "node:crypto";
import { type FileHandle, open, realpath, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Failure, isSystemError } from "./io.ts";

/** The file that a path stands for: what a symbolic link points to is replaced, not the link. */
const targetOf = async (path: string): Promise<string> => {
    try {
        if (!(await stat(path)).isFile()) throw new Failure(`write ${path}: there is something that isn't a file.`);
        return await realpath(path);
    } catch (error) {
        if (isSystemError(error) && error.code === "ENOENT") return path;
        throw error;
    }
};

/** Writes all of some bytes: a single write may take less. */
export const writeAll = async (file: FileHandle, bytes: Uint8Array): Promise<void> => {
    let used = 0;
    while (used < bytes.length) used += (await file.write(bytes, used)).bytesWritten;
};

/**
 * Writes a file that nobody else can read. It is there complete or not at all: what was there before stays until then,
 * and a failure or an interruption leaves nothing.
 */
export const storeFile = async (path: string, chunks: readonly Uint8Array[], signal: AbortSignal): Promise<void> => {
    const target = await targetOf(path);
    const draft = join(dirname(target), `.${basename(target).slice(0, 200)}.${randomBytes(6).toString("hex")}`);
    const file = await open(draft, "wx", 0o600);
    try {
        for (const chunk of chunks) {
            if (signal.aborted) throw new Failure(`write ${path}: interrupted.`);
            await writeAll(file, chunk);
        }
        await file.sync();
        await file.close();
        await rename(draft, target);
    } catch (error) {
        await file.close();
        await unlink(draft);
        throw error;
    }
};
