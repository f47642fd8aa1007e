import { openImage } from "../../provider/image/read.ts";
import { buildInputs } from "../build-inputs.ts";
import { sourceOfBuilt } from "../built-source.ts";
import { withImageOrInputs } from "../image-or-inputs.ts";
import type { ExitCode, Io } from "../io/io.ts";
import { reportProblems } from "../io/report.ts";
import { nameOf } from "../io/source.ts";
import { type ImageContents, type OnProblem, withImageIn } from "../open-image.ts";

/** One of the two drives that are compared. */
export interface Side {
    readonly name: string;
    readonly contents: ImageContents;
}

/** Opens an image, or builds the one that inputs describe. What can't be read or built is reported; then the code is 2. */
export const withSide = async (path: string, io: Io, use: (side: Side) => Promise<ExitCode>): Promise<ExitCode> => {
    const name = nameOf(path);
    const refuse: OnProblem<ExitCode> = (problem) => {
        reportProblems(io, [problem], [], false);
        return 2;
    };
    return await withImageOrInputs(path, io, {
        image: (source) => withImageIn(source, path, io, refuse, ({ contents }) => use({ name, contents })),
        inputs: async (parsed) => {
            const built = await buildInputs(parsed);
            if (built.kind === "drive") return use({ name, contents: openImage(sourceOfBuilt(built.drive.image)) });
            for (const problem of built.problems) refuse(problem);
            return 2;
        },
    });
};
