import { randomBytes } from "node:crypto";
import { checkInputs } from "../../provider/check.ts";
import type { Inputs } from "../../provider/inputs.ts";
import type { CheckedInputs } from "../../provider/state.ts";

/** Inputs as `check` hands them on; fails where it finds a problem. */
export const checked = (inputs: Inputs): CheckedInputs => {
    const { inputs: planned, problems } = checkInputs({}, { ...inputs, randomSeed: "" }, randomBytes);
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    // The engine hands on what check returned without a type; so does this.
    return planned as unknown as CheckedInputs;
};
