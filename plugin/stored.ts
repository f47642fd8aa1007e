import { isChecked } from "../provider/model/checked-inputs.ts";
import type { RawInputs } from "../provider/model/inputs.ts";
import type { CheckedInputs } from "../provider/model/state.ts";
import type { StateRecord } from "../provider/model/state-record.ts";
import { PropertyError } from "./properties.ts";

const PLANNED = ["connection", "pool", "imageDigest", "volume", "instanceId", "drive"];
const IN_STATE = [...PLANNED, "volumeKey", "volumePath", "cloudinitId", "diskXml"];

const hasTexts = (values: RawInputs, keys: readonly string[]): boolean =>
    keys.every((key) => typeof values[key] === "string");

const isState = (values: RawInputs): values is RawInputs & StateRecord => hasTexts(values, IN_STATE);

/** Outputs that an earlier run returned. */
export const stateIn = (values: RawInputs): StateRecord => {
    if (isState(values)) return values;
    throw new PropertyError("the state isn't that of a config drive: it lacks what a create or update returns");
};

/** Inputs that `Check` returned. */
export const checkedIn = (values: RawInputs): CheckedInputs => {
    if (isChecked(values)) return values;
    throw new PropertyError("the inputs weren't checked: they lack what Check adds");
};
