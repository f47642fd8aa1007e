import type { RawInputs } from "./inputs.ts";
import type { CheckedInputs } from "./state.ts";

/** Keys that `check` always sets, and what the program must have set or have by default. */
const KEYS = ["connection", "pool", "volumePrefix", "imageDigest", "volume", "instanceId", "drive"];

/** Whether inputs are what `check` returned. */
export const isChecked = (inputs: RawInputs): inputs is RawInputs & CheckedInputs =>
    KEYS.every((key) => typeof inputs[key] === "string");
