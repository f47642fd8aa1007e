import { dirname, join } from "node:path";
import { Failure } from "../provider/files/failure.ts";
import { type Source, startOf } from "../provider/formats/bytes/source.ts";
import { describeForeign, isForeignBoot } from "../provider/image/foreign.ts";
import { formatOf, type ImageContents, LABEL_AREA, openImage } from "../provider/image/read.ts";
import { isImageError } from "../provider/image/write.ts";
import { type Container, ContainerError, unpack } from "../provider/image-file/unpack/unpack.ts";
import type { Problem } from "../provider/model/problem.ts";
import type { ExitCode, Io } from "./io/io.ts";
import { nameOf, openSource, STANDARD } from "./io/source.ts";

export type { ImageContents, ImageFile } from "../provider/image/read.ts";

/** An image that can be read. */
export interface Image {
    readonly contents: ImageContents;
    /** The file that it was opened from, e.g. a VHD. */
    readonly file: Source;
    readonly container: Container | undefined;
    /** The file with the disk, if the other one only describes it. */
    readonly disk?: string;
}

/** Whether a file is an image or has one in it, as far as its start shows. */
export const isImage = (source: Source): boolean =>
    formatOf(startOf(source, LABEL_AREA)) !== undefined || unpack(source) !== undefined;

/** Why an image can't be read, as the reason of a problem. */
class Unreadable extends Error {}

const readImage = (source: Source, container: Container | undefined): ImageContents => {
    const start = startOf(source, LABEL_AREA);
    const format = formatOf(start);
    if (format !== undefined && !(format === "vfat" && isForeignBoot(start))) return openImage(source);
    const inside = container === undefined ? "" : `is a file of format ${container} whose content `;
    throw new Unreadable(`${inside}${describeForeign(source)}`);
};

/** The disk that a descriptor refers to, in the descriptor's own folder. */
const siblingOf = (path: string, name: string): string => {
    if (path !== STANDARD) return join(dirname(path), name);
    throw new Failure(`read standard input: it describes the disk in the file ${name}. Name that file.`);
};

/** Reports why an image can't be read. */
export type OnProblem<T> = (problem: Problem) => T;

type Use<T> = (image: Image) => Promise<T>;

const open = async <T>(file: Source, path: string, io: Io, use: Use<T>): Promise<T> => {
    const unpacked = unpack(file);
    if (unpacked === undefined) return await use({ file, container: undefined, contents: readImage(file, undefined) });
    const { kind } = unpacked;
    if (kind === "problem") throw new Unreadable(unpacked.reason);
    const { container } = unpacked;
    if (kind === "image") return await use({ file, container, contents: readImage(unpacked.source, container) });
    const { name, size } = unpacked;
    const disk = siblingOf(path, name);
    await using sibling = await openSource(disk, io);
    const { source } = sibling;
    if (source.size === size) return await use({ file, container, disk, contents: readImage(source, container) });
    throw new Unreadable(`describes a disk of ${size} bytes, but the file ${name} has ${source.size}`);
};

/** The same as `withImage` for a file that is already open. */
export const withImageIn = async <T>(
    file: Source,
    path: string,
    io: Io,
    onProblem: OnProblem<T>,
    use: Use<T>,
): Promise<T> => {
    try {
        return await open(file, path, io, use);
    } catch (error) {
        const isOwn = error instanceof Unreadable || error instanceof ContainerError || isImageError(error);
        if (!isOwn) throw error;
        return onProblem({ path: nameOf(path), reason: error.message });
    }
};

/**
 * Opens an image from any source, also in a container, for as long as it is used. It isn't trusted. Reads no more of it
 * than it needs. What can't be read is a problem.
 */
export const withImage = async (
    path: string,
    io: Io,
    onProblem: OnProblem<ExitCode>,
    use: Use<ExitCode>,
): Promise<ExitCode> => {
    await using opened = await openSource(path, io);
    return await withImageIn(opened.source, path, io, onProblem, use);
};
