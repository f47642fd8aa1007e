import { buildInputs } from "./build-inputs.ts";
import type { ExitCode, Io } from "./io/io.ts";
import { reportProblems } from "./io/report.ts";
import { nameOf, readSource } from "./io/source.ts";

export interface CheckArguments {
    /** File, or `-`. */
    readonly inputs: string;
    readonly json?: boolean;
}

/** `config-drive check`: reports every problem in an INPUTS.json, and writes nothing. */
export const check = async ({ inputs, json = false }: CheckArguments, io: Io): Promise<ExitCode> => {
    const build = await buildInputs(await readSource(inputs, io), nameOf(inputs));
    const problems = build.kind === "problems" ? build.problems : [];
    reportProblems(io, problems, build.warnings, json);
    return problems.length === 0 ? 0 : 1;
};
