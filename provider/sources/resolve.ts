import type { Stats } from "node:fs";
import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { digestOfFile } from "../files/contents.ts";
import { isSystemError, reasonOf } from "../files/failure.ts";
import { READ_AT_ONCE } from "../files/flags.ts";
import { kindOf } from "../files/kind.ts";
import { FileContent } from "../formats/entries/content.ts";
import { type Asset, assetOf, isArchive } from "../model/asset.ts";
import type { RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { entriesOf, fieldOf, isObject } from "../spec/json.ts";
import { showPath } from "../spec/path.ts";
import { quote } from "../spec/reason.ts";

/** How the inputs name files on disk. */
export interface Naming {
    /** Folder that relative paths start from. */
    readonly base: string;
    /** Whether `{ path }` is a file, as in the inputs of the command line. */
    readonly isPathAllowed: boolean;
}

/** As Pulumi does: the engine starts the provider in the program's folder, from which assets count. */
const inProgram = (): Naming => ({ base: process.cwd(), isPathAllowed: false });

/** Inputs in which each file on disk is a `FileContent`, and each text asset a text; and what is wrong with them. */
export interface Resolved {
    readonly inputs: RawInputs;
    readonly problems: readonly Problem[];
}

const KEYS = ["files", "rootFiles"];

/** A reason why a file can't be used. */
class Unusable extends Error {}

const notAFile = (name: string, stats: Stats): Unusable =>
    new Unusable(`refers to ${quote(name)}, which is ${kindOf(stats)}; use the path of a regular file`);

const reasonFor = async (path: string, name: string, error: unknown): Promise<unknown> => {
    if (!isSystemError(error) || error.errno === undefined) return error;
    // open(2): the path is a socket, or a device without hardware.
    if (error.code === "ENXIO") return notAFile(name, await stat(path));
    return new Unusable(`refers to ${quote(name)}, which can't be read: ${reasonOf(error)} (${error.code})`);
};

const sizeOfFile = async (path: string, name: string): Promise<number> => {
    await using file = await open(path, READ_AT_ONCE);
    const stats = await file.stat();
    if (!stats.isFile()) throw notAFile(name, stats);
    if (stats.size === 0 && (await file.read(new Uint8Array(1))).bytesRead > 0) {
        throw new Unusable(
            `refers to ${quote(name)}, whose size the system doesn't know; copy it to another file first`,
        );
    }
    return stats.size;
};

/** A file at a path, with its hash if that isn't known yet. */
const fileAt = async (name: string, hash: string | undefined, { base }: Naming): Promise<FileContent> => {
    const path = resolve(base, name);
    try {
        const length = await sizeOfFile(path, name);
        return new FileContent({ path, name, length, sha256: hash ?? (await digestOfFile(path)) });
    } catch (error) {
        throw await reasonFor(path, name, error);
    }
};

const ofAsset = async ({ path, text, hash }: Asset, naming: Naming): Promise<unknown> => {
    if (path !== undefined) return await fileAt(path, hash, naming);
    if (text !== undefined) return { content: text };
    throw new Unusable(
        "is an asset whose content isn't on this machine; use an asset of a file or a text. Download a remote file first, so that it is the same in every run",
    );
};

const resolveFile = async (file: unknown, naming: Naming): Promise<unknown> => {
    if (isArchive(file)) throw new Unusable("is a Pulumi archive; add its files one by one, each as a file asset");
    const asset = assetOf(file);
    if (asset !== undefined) return await ofAsset(asset, naming);
    const path = fieldOf(file, "path");
    const isPath = naming.isPathAllowed && typeof path === "string" && Object.keys(Object(file)).length === 1;
    return isPath ? await fileAt(path, undefined, naming) : file;
};

const resolveFiles = async (key: string, files: unknown, naming: Naming): Promise<Resolved> => {
    const problems: Problem[] = [];
    const resolved: [string, unknown][] = [];
    for (const [path, file] of entriesOf(files)) {
        try {
            resolved.push([path, await resolveFile(file, naming)]);
        } catch (error) {
            if (!(error instanceof Unusable)) throw error;
            problems.push({ path: showPath([key, path]), reason: error.message });
        }
    }
    return { inputs: { [key]: Object.fromEntries(resolved) }, problems };
};

/**
 * Finds the files on disk that inputs refer to. Opens each, to report what can't be read, and reads only those whose
 * hash isn't known. A file with a problem is missing in the result.
 */
export const resolveSources = async (inputs: RawInputs, naming: Naming = inProgram()): Promise<Resolved> => {
    const keys = KEYS.filter((key) => isObject(inputs[key]));
    const resolved = await Promise.all(keys.map((key) => resolveFiles(key, inputs[key], naming)));
    return {
        inputs: Object.assign({}, inputs, ...resolved.map((each) => each.inputs)),
        problems: resolved.flatMap(({ problems }) => problems),
    };
};
