import { complete } from "../../provider/check/complete.ts";
import { buildCompleted, type Checked, planBuilt } from "../../provider/check/plan.ts";
import type { RawInputs } from "../../provider/model/inputs.ts";

/** Checks a declaration synchronously, without the slow part: the schema of cloud-config. */
export const checkInputs = (olds: RawInputs, news: RawInputs, randomBytes: (size: number) => Uint8Array): Checked => {
    const inputs = complete(olds, news, randomBytes);
    return planBuilt(olds, news, inputs, buildCompleted(news, inputs));
};
