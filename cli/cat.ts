import { setImmediate as pause } from "node:timers/promises";
import { Failure } from "../provider/files/failure.ts";
import type { ExitCode, Io } from "./io/io.ts";
import { reportProblems } from "./io/report.ts";
import { nameOf } from "./io/source.ts";
import { type ImageContents, type OnProblem, withImage } from "./open-image.ts";

export interface CatArguments {
    /** File, or `-`. */
    readonly image: string;
    /** Path of a file in the image. */
    readonly path: string;
}

/** Why a path leads to no file, as the reason of a problem. */
const reasonFor = (path: string, { directories, others }: ImageContents): string => {
    if (path === "" || directories.includes(path)) return `"${path}" is a directory; name a file in it`;
    if (others.includes(path)) return `"${path}" is neither a file nor a directory`;
    return `has no file "${path}"; config-drive inspect lists the files`;
};

/** `config-drive cat`: prints a file of an image as it is. The image isn't trusted; the file can hold secrets. */
export const cat = async ({ image, path }: CatArguments, io: Io): Promise<ExitCode> => {
    const onProblem: OnProblem<ExitCode> = (problem) => {
        reportProblems(io, [problem], [], false);
        return 1;
    };
    return await withImage(image, io, onProblem, async ({ contents }) => {
        const name = path.replace(/^\/+|\/+$/g, "");
        const file = contents.files.find((each) => each.path === name);
        if (file === undefined) return onProblem({ path: nameOf(image), reason: reasonFor(name, contents) });
        for (const chunk of file.chunks()) {
            // Otherwise no signal arrives while a file or a pipe takes everything at once.
            await pause();
            if (io.signal.aborted) throw new Failure("cat: interrupted.");
            // The chunk's memory is used again, and standard output may still need it.
            await io.print(chunk.slice());
        }
        return 0;
    });
};
