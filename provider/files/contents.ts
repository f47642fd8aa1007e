import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { type Content, type FileContent, isBytes } from "../formats/entries/content.ts";
import { Failure, isSystemError, reasonOf } from "./failure.ts";
import { READ_AT_ONCE } from "./flags.ts";

/** Bytes that are read at once: enough for the disk, little enough for memory. */
const AT_ONCE = 1 << 20;

/** A file on disk can't be read, or isn't the one that was planned. The message names it as the user does. */
export class FileChanged extends Failure {
    public override readonly name: string = "FileChanged";
}

const unreadable = (name: string, error: unknown): unknown => {
    if (!isSystemError(error) || error.errno === undefined) return error;
    return new FileChanged(`read ${name}: ${reasonOf(error)} (${error.code}). Check the file, and run again.`);
};

const changed = (name: string): FileChanged =>
    new FileChanged(`read ${name}: the file has changed since this run computed its SHA-256. Run again.`);

const piecesOf = async function* (file: FileHandle, { name, length, sha256 }: FileContent): AsyncGenerator<Uint8Array> {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size !== length) throw changed(name);
    const hash = createHash("sha256");
    let left = length;
    while (left > 0) {
        const { bytesRead, buffer } = await file.read(new Uint8Array(Math.min(AT_ONCE, left)));
        if (bytesRead === 0) throw changed(name);
        const piece = buffer.subarray(0, bytesRead);
        hash.update(piece);
        left -= bytesRead;
        // The last piece only follows once the whole file is known to be the planned one.
        if (left === 0 && hash.digest("hex") !== sha256) throw changed(name);
        yield piece;
    }
};

const readFile = async function* (content: FileContent): AsyncGenerator<Uint8Array> {
    let file: FileHandle | undefined;
    try {
        file = await open(content.path, READ_AT_ONCE);
        yield* piecesOf(file, content);
    } catch (error) {
        throw unreadable(content.name, error);
    } finally {
        await file?.close();
    }
};

/** Notices the bytes of contents as they are read. */
export interface Tap {
    /** A reading begins, perhaps again. */
    readonly start: () => void;
    readonly next: (bytes: Uint8Array) => void;
}

const read = async function* (contents: readonly Content[], taps: readonly Tap[]): AsyncGenerator<Uint8Array> {
    for (const tap of taps) tap.start();
    for (const content of contents) {
        for await (const piece of isBytes(content) ? [content] : readFile(content)) {
            for (const tap of taps) tap.next(piece);
            yield piece;
        }
    }
};

/**
 * All bytes of contents, one after another. Files are read piece by piece, each time that this is iterated, and compared
 * with their SHA-256.
 *
 * @throws FileChanged while it is iterated, if a file can't be read or has changed.
 */
export const bytesOf = (contents: readonly Content[], taps: readonly Tap[] = []): AsyncIterable<Uint8Array> => ({
    [Symbol.asyncIterator]: () => read(contents, taps),
});

/** Hex SHA-256 of all bytes of contents. */
export const digestOf = async (contents: readonly Content[]): Promise<string> => {
    const hash = createHash("sha256");
    for await (const bytes of bytesOf(contents)) hash.update(bytes);
    return hash.digest("hex");
};

/** Hex SHA-256 of a file on disk, read piece by piece. */
export const digestOfFile = async (path: string): Promise<string> => {
    await using file = await open(path, READ_AT_ONCE);
    const hash = createHash("sha256");
    const buffer = new Uint8Array(AT_ONCE);
    for (;;) {
        const { bytesRead } = await file.read(buffer);
        if (bytesRead === 0) return hash.digest("hex");
        hash.update(buffer.subarray(0, bytesRead));
    }
};
