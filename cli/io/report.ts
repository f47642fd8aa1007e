import { type Problem, showProblem } from "../../provider/model/problem.ts";
import type { Io } from "./io.ts";
import { printableLine, showJson } from "./text.ts";

/** A problem as one line that is safe to show. */
export const printableProblem = (problem: Problem): string => printableLine(showProblem(problem));

/** Reports problems and warnings: as lines on standard error, or all as JSON on standard output. */
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
    for (const warning of warnings) io.complain(`warning: ${printableProblem(warning)}`);
    for (const problem of problems) io.complain(printableProblem(problem));
};
