import type { Problem } from "../model/problem.ts";

/** The content inputs as they came: any value may be of a wrong type, or not known yet. */
export type RawInputs = Readonly<Record<string, unknown>>;

/** A rule that no shape can say: it looks at several values, or it warns. It says nothing about values not known yet. */
export interface Rule {
    /** An error refuses the drive; a warning is logged. */
    readonly severity: "error" | "warning";
    readonly find: (inputs: RawInputs) => readonly Problem[];
}
