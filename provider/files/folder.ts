import { constants } from "node:fs";
import { type FileHandle, open, readdir, writeFile } from "node:fs/promises";
import { getSystemErrorMessage } from "node:util";
import type { Content } from "../formats/entries/content.ts";
import { bytesOf } from "./contents.ts";
import { Failure, isSystemError } from "./failure.ts";
import { READ_AT_ONCE } from "./flags.ts";
import { makeFolder } from "./make-folder.ts";
import { replaceFile } from "./replace.ts";

/** A file whose name is derived from its content. */
export interface ContentFile {
    readonly name: string;
    readonly size: number;
    readonly chunks: readonly Content[];
}

const OWN_NAME = /^\.?config-drive-/;

/**
 * Creates a folder that only its owner can enter. The files hold secrets, so a folder that holds nothing else gets a
 * `.gitignore`. A folder that the user also keeps other files in gets none.
 */
const prepareFolder = async (directory: string): Promise<void> => {
    await makeFolder(directory);
    const names = await readdir(directory);
    if (!names.every((name) => OWN_NAME.test(name))) return;
    try {
        await writeFile(`${directory}/.gitignore`, "*\n", { flag: "wx" });
    } catch (error) {
        if (!isSystemError(error) || error.code !== "EEXIST") throw error;
    }
};

const holdsChunks = async (file: FileHandle, chunks: readonly Content[]): Promise<boolean> => {
    for await (const chunk of bytesOf(chunks)) {
        const found = new Uint8Array(chunk.length);
        let length = 0;
        while (length < found.length) {
            const { bytesRead } = await file.read(found, length);
            if (bytesRead === 0) return false;
            length += bytesRead;
        }
        if (Buffer.compare(found, chunk) !== 0) return false;
    }
    return true;
};

// Don't follow a symbolic link. Windows has no such flag.
const FLAGS = READ_AT_ONCE | (constants.O_NOFOLLOW ?? 0);

const NOT_THERE = ["ENOENT", "EACCES", "ELOOP", "EISDIR"];

/** Whether a file already exists with this content. If so, only its owner can read it afterwards. */
const isThere = async (path: string, { size, chunks }: ContentFile): Promise<boolean> => {
    try {
        await using file = await open(path, FLAGS);
        const found = await file.stat();
        if (!found.isFile() || found.size !== size || !(await holdsChunks(file, chunks))) return false;
        if ((found.mode & 0o077) !== 0) await file.chmod(0o600);
        return true;
    } catch (error) {
        if (isSystemError(error) && NOT_THERE.includes(error.code ?? "")) return false;
        throw error;
    }
};

/** The system's error without the path: a name derived from content reveals something of the content. */
const withoutPath = (directory: string, error: unknown): unknown => {
    if (!isSystemError(error) || error.errno === undefined) return error;
    return new Failure(`write to the folder ${directory}: ${getSystemErrorMessage(error.errno)} (${error.code}).`);
};

/** Whether an error is this package's own message, e.g. for what the system refused. */
export const isFailure = (error: unknown): error is Failure => error instanceof Failure;

/**
 * Writes files into a folder unless they already exist. Other processes can write the same files at the same time.
 *
 * @returns the paths, with `/` on every system, and relative if `directory` is.
 */
export const storeInFolder = async (directory: string, files: readonly ContentFile[]): Promise<readonly string[]> => {
    const base = directory.replace(/(?<=.)\/+$/, "");
    const paths = files.map(({ name }) => (base === "/" ? `/${name}` : `${base}/${name}`));
    try {
        await prepareFolder(base);
        // Last file first: the first one refers to the others, which must exist by then.
        for (const [index, file] of [...files.entries()].reverse()) {
            const path = paths[index] ?? "";
            if (!(await isThere(path, file))) await replaceFile(path, file.chunks);
        }
    } catch (error) {
        throw withoutPath(base, error);
    }
    return paths;
};
