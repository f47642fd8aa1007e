import { sourceOf } from "../formats/bytes/source.ts";
import type { RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { LABEL } from "../spec/image.ts";
import type { DriveFiles } from "../tree/documents.ts";
import { recoverInputs } from "../tree/recover.ts";
import { strayFilesIn, undeclaredIn } from "../tree/undeclared.ts";
import { describeForeign, isForeignBoot } from "./foreign.ts";
import { formatOf, type ImageContents, readImage } from "./read.ts";
import { isImageError } from "./write.ts";

/** A drive that was read from its image. */
export interface RecoveredDrive {
    /** The inputs that declare its content and the kind of image. */
    readonly inputs: RawInputs;
    /** All files by path, and each empty directory by its path with a `/` at the end. */
    readonly files: DriveFiles;
    /** Paths that no input can declare: symbolic links, devices, and other files where the drive generates its own. */
    readonly omitted: readonly string[];
    /** What no input can declare of the documents. */
    readonly undeclared: readonly Problem[];
}

/** A drive, or what the bytes are instead, as the reason of a problem. */
export type Recovery = { readonly drive: RecoveredDrive } | { readonly reason: string };

/** Nova's size, which is the default. */
const DEFAULT_VFAT_SIZE = 64 * 1024 * 1024;

/** An image can name the same bytes many times. No config drive has this many bytes of files. */
const MAX_FILES_SIZE = 512 * 1024 * 1024;

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

const filesOf = ({ files, directories }: ImageContents): DriveFiles => {
    const filled = new Set([...files.map(({ path }) => path), ...directories].map(parentOf));
    return new Map([
        ...files.map(({ path, content }) => [path, content] as const),
        ...directories
            .filter((directory) => !filled.has(directory))
            .map((directory) => [`${directory}/`, new Uint8Array()] as const),
    ]);
};

/** The kind of image; defaults are omitted. */
const kindOf = ({ format, label }: ImageContents, size: number): RawInputs => ({
    ...(format !== "iso9660" && { format }),
    ...(label !== LABEL && { label }),
    ...(format === "vfat" && size !== DEFAULT_VFAT_SIZE && { size }),
});

const recover = (bytes: Uint8Array): Recovery => {
    const contents = readImage(bytes);
    if (contents.files.reduce((sum, { size }) => sum + size, 0) > MAX_FILES_SIZE) {
        return { reason: "has more than 512 MiB of files" };
    }
    const files = filesOf(contents);
    if (files.size === 0) return { reason: "has no files" };
    const inputs = { ...recoverInputs(files), ...kindOf(contents, bytes.length) };
    return {
        drive: {
            inputs,
            files,
            omitted: [...contents.others, ...strayFilesIn(files)],
            undeclared: undeclaredIn(files),
        },
    };
};

/** Reads the drive in an image, by whichever program it was made. */
export const recoverDrive = (bytes: Uint8Array): Recovery => {
    if (formatOf(bytes) === undefined || (formatOf(bytes) === "vfat" && isForeignBoot(bytes))) {
        return { reason: describeForeign(sourceOf(bytes)) };
    }
    try {
        return recover(bytes);
    } catch (error) {
        if (!isImageError(error)) throw error;
        return { reason: `can't be read: ${error.message.replace(/\.$/, "")}` };
    }
};
