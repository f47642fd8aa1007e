import type { RawInputs } from "../../provider/model/inputs.ts";
import type { Problem } from "../../provider/model/problem.ts";

/** What a function returns, or everything that is wrong with its arguments. */
export type Answer = Results | { readonly problems: readonly Problem[] };

/** What a function returns. */
export interface Results {
    readonly results: RawInputs;
    /** Results that reveal nothing about the arguments, so that they aren't secret even if an argument is. */
    readonly harmless?: readonly string[];
    /** Whether the results are secret even if the program marked no argument. */
    readonly isSecret?: boolean;
}
