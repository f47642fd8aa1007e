import { complete } from "../../provider/check/complete.ts";
import { type Checked, planDrive } from "../../provider/check/plan.ts";
import type { RawInputs } from "../../provider/model/inputs.ts";

/** Checks a declaration at once, except its cloud-config, whose schema takes a while to load. */
export const checkInputs = (olds: RawInputs, news: RawInputs, randomBytes: (size: number) => Uint8Array): Checked =>
    planDrive(olds, news, complete(olds, news, randomBytes));
