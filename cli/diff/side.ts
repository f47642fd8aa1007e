import { openImage } from "../../provider/image/read.ts";
import { buildInputs } from "../build-inputs.ts";
import { isBinary, parseInputs } from "../io/inputs.ts";
import type { ExitCode, Io } from "../io/io.ts";
import { reportProblems } from "../io/report.ts";
import { nameOf, openSource } from "../io/source.ts";
import { type ImageContents, isImage, type OnProblem, withImageIn } from "../open-image.ts";
import { sourceOfBuilt } from "./built-source.ts";

/** One of the two drives that are compared. */
export interface Side {
    readonly name: string;
    readonly contents: ImageContents;
}

/** Opens an image, or builds the one that inputs describe. What can't be read or built is reported; then the code is 2. */
export const withSide = async (path: string, io: Io, use: (side: Side) => Promise<ExitCode>): Promise<ExitCode> => {
    const name = nameOf(path);
    await using opened = await openSource(path, io);
    const { source } = opened;
    const refuse: OnProblem = (problem) => {
        reportProblems(io, [problem], [], false);
        return 2;
    };
    if (source.size === 0 || isImage(source) || isBinary(source)) {
        return await withImageIn(source, path, io, refuse, ({ contents }) => use({ name, contents }));
    }
    const built = await buildInputs(await parseInputs(path, source));
    if (built.kind === "problems") {
        for (const problem of built.problems) refuse(problem);
        return 2;
    }
    return await use({ name, contents: openImage(sourceOfBuilt(built.drive.image)) });
};
