import { fstat } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { Failure } from "../provider/files/failure.ts";
import { type Content, isBytes } from "../provider/formats/entries/content.ts";
import type { Io } from "./io/io.ts";
import { STANDARD } from "./io/source.ts";

/** The file at a path, by its one real name; undefined if none exists. */
const realOf = (path: string): Promise<string | undefined> => realpath(path).catch(() => undefined);

const isSame = async (source: string, output: string): Promise<boolean> => {
    const file = await realOf(source);
    return file !== undefined && file === (await realOf(output));
};

/** Whether a path leads to the file that standard input is redirected from, whose name nobody knows. */
const isStandardInput = async (output: string, { standardInputFile }: Io): Promise<boolean> => {
    if (standardInputFile === undefined) return false;
    const [input, file] = await Promise.all([promisify(fstat)(standardInputFile), stat(output).catch(() => undefined)]);
    return file?.ino === input.ino && file.dev === input.dev;
};

/**
 * Fails if a command would replace what it reads.
 *
 * @param source File, or `-`.
 * @param output File, or `-`.
 * @param what What it reads, e.g. `the file of the inputs`.
 */
export const requireOther = async (source: string, output: string, what: string, io: Io): Promise<void> => {
    if (output === STANDARD) return;
    const isReplaced = source === STANDARD ? await isStandardInput(output, io) : await isSame(source, output);
    if (isReplaced) throw new Failure(`write ${output}: it is ${what}. Name another file.`);
};

/** Fails if a command would replace a file on disk that is a part of the image. */
export const requireNoPart = async (pieces: readonly Content[], output: string, io: Io): Promise<void> => {
    for (const piece of pieces) {
        if (!isBytes(piece)) await requireOther(piece.path, output, "a file that the inputs refer to", io);
    }
};
