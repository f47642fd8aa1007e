import { constants } from "node:fs";
import { lstat, mkdir, open, realpath, statfs } from "node:fs/promises";
import { join, sep } from "node:path";
import { attempt, Failure, isSystemError } from "../provider/files/failure.ts";
import { makeFolder } from "../provider/files/make-folder.ts";
import { writeAll } from "../provider/files/replace.ts";
import { AT_A_TIME } from "../provider/formats/bytes/source.ts";
import type { Problem } from "../provider/model/problem.ts";
import type { ExitCode, Io } from "./io/io.ts";
import { reportProblems } from "./io/report.ts";
import { type ImageContents, type ImageFile, withImage } from "./open-image.ts";

export interface ExtractArguments {
    /** File, or `-`. */
    readonly image: string;
    /** Created if it doesn't exist. */
    readonly directory: string;
}

type Kind = "nothing" | "directory" | "something";

/** What exists at a path. Doesn't follow a symbolic link at its end. */
const kindAt = async (path: string): Promise<Kind> => {
    try {
        return (await lstat(path)).isDirectory() ? "directory" : "something";
    } catch (error) {
        if (isSystemError(error) && error.code === "ENOENT") return "nothing";
        throw error;
    }
};

/** The reader rejects names that lead out of a directory. On Windows other characters than `/` can do so too. */
const placeIn = (root: string, path: string): string => {
    if (sep === "\\" && /[\\:]/.test(path)) throw new Failure(`extract ${path}: Windows doesn't allow this file name.`);
    return join(root, ...path.split("/"));
};

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Finds obstacles before anything is written. Directories come before their contents. */
const checkPlaces = async (root: string, { files, directories }: ImageContents): Promise<void> => {
    const missing = new Set<string>();
    for (const path of directories) {
        if (missing.has(parentOf(path))) {
            missing.add(path);
            continue;
        }
        const kind = await kindAt(placeIn(root, path));
        if (kind === "something") throw new Failure(`extract ${path}: it already exists and isn't a directory.`);
        if (kind === "nothing") missing.add(path);
    }
    for (const { path } of files) {
        if (missing.has(parentOf(path)) || (await kindAt(placeIn(root, path))) === "nothing") continue;
        throw new Failure(`extract ${path}: it already exists.`);
    }
};

const makeDirectory = async (path: string, place: string): Promise<void> => {
    try {
        await mkdir(place, 0o700);
    } catch (error) {
        if (!isSystemError(error) || error.code !== "EEXIST") throw error;
        // A symbolic link would lead out of the directory.
        if ((await kindAt(place)) !== "directory") throw new Failure(`extract ${path}: it is no longer a directory.`);
    }
};

const makeFile = async (place: string, content: ImageFile, buffer: Uint8Array, signal: AbortSignal): Promise<void> => {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
    await using file = await open(place, flags, 0o600);
    let position = 0;
    for (const chunk of content.chunks(buffer)) {
        if (signal.aborted) throw new Failure("extract: interrupted.");
        await writeAll(file, chunk, position);
        position += chunk.length;
    }
};

/** Refuses before anything is written what would fill the disk. */
const checkSpace = async (root: string, { files }: ImageContents): Promise<void> => {
    const needed = files.reduce((sum, { size }) => sum + size, 0);
    const { bavail, bsize } = await statfs(root);
    if (needed <= bavail * bsize) return;
    throw new Failure(`extract to ${root}: the files have ${needed} bytes, but only ${bavail * bsize} are free.`);
};

const makeRoot = async (directory: string): Promise<void> => {
    try {
        await makeFolder(directory);
    } catch (error) {
        if (!isSystemError(error) || (error.code !== "EEXIST" && error.code !== "ENOTDIR")) throw error;
        throw new Failure(`extract to ${directory}: it, or a folder above it, isn't a directory. Name another one.`);
    }
};

const writeContents = async (contents: ImageContents, directory: string, io: Io): Promise<ExitCode> => {
    await attempt(`extract to ${directory}`, () => makeRoot(directory));
    const root = await realpath(directory);
    await checkPlaces(root, contents);
    await checkSpace(root, contents);
    for (const path of contents.directories) {
        await attempt(`extract ${path}`, () => makeDirectory(path, placeIn(root, path)));
    }
    const buffer = new Uint8Array(AT_A_TIME);
    for (const file of contents.files) {
        if (io.signal.aborted) throw new Failure("extract: interrupted.");
        await attempt(`extract ${file.path}`, () => makeFile(placeIn(root, file.path), file, buffer, io.signal));
    }
    const skipped = contents.others.map((path) => ({ path, reason: "skipped: neither a file nor a directory" }));
    reportProblems(io, [], skipped, false);
    return 0;
};

/**
 * `config-drive extract`: writes an image's files into a directory, and nowhere else. Existing files aren't changed.
 * The image isn't trusted.
 */
export const extract = async ({ image, directory }: ExtractArguments, io: Io): Promise<ExitCode> => {
    const onProblem = (problem: Problem): ExitCode => {
        reportProblems(io, [problem], [], false);
        return 1;
    };
    return await withImage(image, io, onProblem, ({ contents }) => writeContents(contents, directory, io));
};
