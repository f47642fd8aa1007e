import { buildInputs } from "./build-inputs.ts";
import { loadInputs } from "./io/inputs.ts";
import type { ExitCode, Io } from "./io/io.ts";
import { reportProblems } from "./io/report.ts";
import { nameOf } from "./io/source.ts";
import { printableLine } from "./io/text.ts";

export interface CheckArguments {
    /** File, or `-`. */
    readonly inputs: string;
    readonly json?: boolean;
}

const count = (warnings: number): string => {
    if (warnings === 0) return "";
    return warnings === 1 ? ", 1 warning" : `, ${warnings} warnings`;
};

/** `config-drive check`: reports every problem in a declaration, and writes nothing. */
export const check = async ({ inputs, json = false }: CheckArguments, io: Io): Promise<ExitCode> => {
    const { warnings, ...build } = await buildInputs(await loadInputs(inputs, io));
    const problems = build.kind === "problems" ? build.problems : [];
    reportProblems(io, problems, warnings, json);
    if (problems.length > 0) return 1;
    if (!json) io.print(`${printableLine(nameOf(inputs))}: no problems${count(warnings.length)}\n`);
    return 0;
};
