import type { RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";

/** A rule a schema can't express: it checks several values, or it warns. It ignores values that aren't known yet. */
export interface Rule {
    /** An error rejects the drive; a warning is logged. */
    readonly severity: "error" | "warning";
    readonly find: (inputs: RawInputs) => readonly Problem[];
}
