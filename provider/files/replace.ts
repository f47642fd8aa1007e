import { randomBytes } from "node:crypto";
import { type FileHandle, open, realpath, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Failure, isSystemError } from "../../cli/io.ts";

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

/** Writes all of some bytes, by default from the start of the file: a single write may take less. */
export const writeAll = async (file: FileHandle, bytes: Uint8Array, position = 0): Promise<void> => {
    let used = 0;
    while (used < bytes.length) {
        used += (await file.write(bytes, used, bytes.length - used, position + used)).bytesWritten;
    }
};

const ZEROS = new Uint8Array(1 << 20);

/** Whether there are only zeros. The chunks that images have of them are no longer than what is compared with here. */
const isZero = (chunk: Uint8Array): boolean =>
    chunk.length <= ZEROS.length && Buffer.compare(chunk, ZEROS.subarray(0, chunk.length)) === 0;

/** Writes chunks one after another into a new file; zeros become holes, of which a VFAT image is mostly made. */
const writeChunks = async (
    file: FileHandle,
    path: string,
    chunks: readonly Uint8Array[],
    signal: AbortSignal | undefined,
): Promise<void> => {
    let position = 0;
    for (const chunk of chunks) {
        if (signal?.aborted) throw new Failure(`write ${path}: interrupted.`);
        if (!isZero(chunk)) await writeAll(file, chunk, position);
        position += chunk.length;
    }
    await file.truncate(position);
};

/**
 * Puts a file that nobody else can read in the place of what is at a path, a symbolic link too. It is there complete or
 * not at all: what was there before stays until then, and a failure or an interruption leaves nothing.
 */
export const replaceFile = async (path: string, chunks: readonly Uint8Array[], signal?: AbortSignal): Promise<void> => {
    const draft = join(dirname(path), `.${basename(path).slice(0, 200)}.${randomBytes(6).toString("hex")}`);
    const file = await open(draft, "wx", 0o600);
    try {
        await writeChunks(file, path, chunks, signal);
        await file.sync();
        await file.close();
        await rename(draft, path);
    } catch (error) {
        await file.close();
        await unlink(draft);
        throw error;
    }
};

/** The same for the file that a path stands for, where a symbolic link stands for what it points to. */
export const storeFile = async (path: string, chunks: readonly Uint8Array[], signal: AbortSignal): Promise<void> =>
    await replaceFile(await targetOf(path), chunks, signal);
