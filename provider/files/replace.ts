import { randomBytes } from "node:crypto";
import { type FileHandle, open, readlink, realpath, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Content } from "../formats/entries/content.ts";
import { bytesOf } from "./contents.ts";
import { attempt, Failure, isSystemError } from "./failure.ts";
import { kindOf } from "./kind.ts";

const isMissing = (error: unknown): boolean => isSystemError(error) && error.code === "ENOENT";

/** Where a symbolic link leads; undefined if none is at a path. */
const linkAt = async (path: string): Promise<string | undefined> => {
    try {
        return resolve(dirname(path), await readlink(path));
    } catch (error) {
        if (isMissing(error) || (isSystemError(error) && error.code === "EINVAL")) return undefined;
        throw error;
    }
};

/**
 * The file that a path refers to, so that a symbolic link's target is replaced and not the link. The target doesn't have
 * to exist.
 */
const targetOf = async (path: string): Promise<string> => {
    try {
        const stats = await stat(path);
        if (stats.isFile()) return await realpath(path);
        throw new Failure(
            `write ${path}: it already exists and is ${kindOf(stats)}. Name another file, or - for standard output.`,
        );
    } catch (error) {
        if (!isMissing(error)) throw error;
        // Links that lead in a circle are another error.
        const target = await linkAt(path);
        return target === undefined ? path : await targetOf(target);
    }
};

/** Writes all bytes, by default from the start of the file. A single write may be partial. */
export const writeAll = async (file: FileHandle, bytes: Uint8Array, position = 0): Promise<void> => {
    let used = 0;
    while (used < bytes.length) {
        used += (await file.write(bytes, used, bytes.length - used, position + used)).bytesWritten;
    }
};

const ZEROS = new Uint8Array(1 << 20);

/** Whether a chunk is all zeros. An image's chunks of zeros are no longer than `ZEROS`. */
const isZero = (chunk: Uint8Array): boolean =>
    chunk.length <= ZEROS.length && Buffer.compare(chunk, ZEROS.subarray(0, chunk.length)) === 0;

/** Writes chunks one after another into a new file. Zeros, which most of a VFAT image is, become holes. */
const writeChunks = async (
    file: FileHandle,
    path: string,
    chunks: readonly Content[],
    signal: AbortSignal | undefined,
): Promise<void> => {
    let position = 0;
    for await (const chunk of bytesOf(chunks)) {
        if (signal?.aborted) throw new Failure(`write ${path}: interrupted.`);
        if (!isZero(chunk)) await writeAll(file, chunk, position);
        position += chunk.length;
    }
    await file.truncate(position);
};

/**
 * Replaces what exists at a path, even a symbolic link, with a file that only its owner can read. The replacement is
 * atomic: a failure or an interruption leaves the old file as it was, and no draft.
 */
export const replaceFile = async (path: string, chunks: readonly Content[], signal?: AbortSignal): Promise<void> => {
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

/**
 * The same for the file that a path refers to: replaces a symbolic link's target, not the link. What the system refuses
 * is a `Failure` without the draft's name.
 */
export const storeFile = async (path: string, chunks: readonly Content[], signal: AbortSignal): Promise<void> =>
    await attempt(`write ${path}`, async () => await replaceFile(await targetOf(path), chunks, signal));
