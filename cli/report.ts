import type { Problem } from "../provider/spec/problem.ts";
import type { Io } from "./io.ts";
import { printableLine, showJson } from "./text.ts";

const show = ({ path, reason }: Problem): string => printableLine(path === "" ? reason : `${path}: ${reason}`);

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
    for (const warning of warnings) io.complain(`warning: ${show(warning)}`);
    for (const problem of problems) io.complain(show(problem));
};
