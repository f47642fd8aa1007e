import { fstatSync, readSync, type Stats } from "node:fs";
import { open, stat } from "node:fs/promises";
import { attempt, Failure, failed, isSystemError } from "../../provider/files/failure.ts";
import { READ_AT_ONCE } from "../../provider/files/flags.ts";
import { kindOf } from "../../provider/files/kind.ts";
import { type Source, sourceOf } from "../../provider/formats/bytes/source.ts";
import type { Io } from "./io.ts";
import { Pages } from "./pages.ts";
import { readPipe } from "./stream.ts";

/** Means standard input or output. */
export const STANDARD = "-";

/** Most bytes of an image that isn't in a file: all of it is in memory. */
const MAX_IN_MEMORY = 1024 * 1024 * 1024;

/** A source's name in messages. */
export const nameOf = (path: string): string => (path === STANDARD ? "standard input" : path);

/** A source that can be a file, which is open until it is disposed of. */
export interface OpenSource extends AsyncDisposable {
    readonly source: Source;
}

const nothing = (): Promise<void> => Promise.resolve();

const inMemory = (bytes: Uint8Array): OpenSource => ({ source: sourceOf(bytes), [Symbol.asyncDispose]: nothing });

const readAt = (descriptor: number, name: string, offset: number, target: Uint8Array): void => {
    try {
        for (let done = 0; done < target.length; ) {
            const count = readSync(descriptor, target, done, target.length - done, offset + done);
            if (count === 0) throw new Failure(`read ${name}: it became shorter while it was being read.`);
            done += count;
        }
    } catch (error) {
        throw failed(`read ${name}`, error);
    }
};

const inFile = (descriptor: number, name: string, release: () => Promise<void>): OpenSource => {
    const { size } = fstatSync(descriptor);
    const fill = (offset: number, target: Uint8Array): void => readAt(descriptor, name, offset, target);
    const pages = new Pages(size, fill);
    return {
        source: { size, read: (offset, length) => pages.read(offset, length), fill },
        [Symbol.asyncDispose]: release,
    };
};

const notAFile = (path: string, stats: Stats): Failure => {
    const isStream = !stats.isDirectory() && !stats.isSocket();
    const advice = isStream ? "Redirect it to standard input, and name - as the file." : "Name a file.";
    return new Failure(`read ${path}: it is ${kindOf(stats)}. ${advice}`);
};

/** Opens a file, or reads a pipe, e.g. bash's `<(…)`. Rejects sockets and devices: these have no end, or no size. */
const openPath = async (path: string, io: Io, most: number): Promise<OpenSource> => {
    const file = await open(path, READ_AT_ONCE).catch(async (error: unknown) => {
        // open(2): the path is a socket, or a device without hardware.
        throw isSystemError(error) && error.code === "ENXIO" ? notAFile(path, await stat(path)) : error;
    });
    const stats = await file.stat();
    if (stats.isFile()) return inFile(file.fd, path, () => file.close());
    try {
        if (!stats.isFIFO()) throw notAFile(path, stats);
        return inMemory(await readPipe(file, { name: path, most, signal: io.signal }));
    } finally {
        await file.close();
    }
};

/**
 * Opens a file, a pipe, or standard input for `-`, for reading in any order. Only what isn't a file is read into memory.
 * Rejects devices, which might never end.
 *
 * @param most Most bytes that are read from what isn't a file.
 */
export const openSource = async (path: string, io: Io, most: number = MAX_IN_MEMORY): Promise<OpenSource> => {
    if (path !== STANDARD) {
        return await attempt(`read ${path}`, () => openPath(path, io, most));
    }
    const { standardInputFile } = io;
    if (standardInputFile === undefined) return inMemory(await io.readStandardInput(most));
    return inFile(standardInputFile, nameOf(path), nothing);
};
