import type { RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";

/** A rule that no shape can say: it looks at several values, or it warns. It says nothing about values not known yet. */
export interface Rule {
    /** An error refuses the drive; a warning is logged. */
    readonly severity: "error" | "warning";
    readonly find: (inputs: RawInputs) => readonly Problem[];
}
