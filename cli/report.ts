import type { Problem } from "../provider/model/problem.ts";
import type { Io } from "./io.ts";
import { printableLine, showJson } from "./text.ts";

/** A problem as one line. */
export const showProblem = ({ path, reason }: Problem): string =>
    printableLine(path === "" ? reason : `${path}: ${reason}`);

/** Says what is wrong: one problem a line on standard error, or all of them as JSON on standard output. */
export const reportProblems = (
    io: Io,
    problems: readonly Problem[],
    warnings: readonly Problem[],
    asJson: boolean,
): void => {
    if (asJson) {
        io.print(showJson({ ok: problems.length === 0, problems, warnings }));
        return;
    }
    for (const warning of warnings) io.complain(`warning: ${showProblem(warning)}`);
    for (const problem of problems) io.complain(showProblem(problem));
};
