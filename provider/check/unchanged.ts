import { isDeepStrictEqual } from "node:util";
import type { RawInputs } from "../spec/rule.ts";
import type { Planned } from "../state.ts";
import { VERSION } from "../version.ts";

/** What `check` adds to the declaration. */
export const PLANNED_KEYS: readonly (keyof Planned)[] = [
    "imageDigest",
    "imageSize",
    "volume",
    "contents",
    "instanceId",
    "drive",
];

/** What Pulumi and the resource's class add to the declaration. */
export const ENGINE_KEYS: readonly string[] = ["__provider", "__defaults", "defaultVolumePrefix"];

const isDeclared = (key: string): boolean =>
    key !== "checkedBy" && !ENGINE_KEYS.includes(key) && !PLANNED_KEYS.some((each) => each === key);

const declaredKeys = (inputs: RawInputs): readonly string[] =>
    Object.keys(inputs).filter((key) => isDeclared(key) && inputs[key] !== undefined);

/**
 * The inputs of the last run, if this version of the package has checked them without a word, and they declare the very
 * same: then nothing has to be checked or built anew. Undefined otherwise.
 *
 * @param olds The inputs of the last run, as they were checked.
 * @param inputs The declaration, completed with what it leaves to us.
 */
export const whatWasChecked = (olds: RawInputs, inputs: RawInputs): RawInputs | undefined => {
    const keys = declaredKeys(inputs);
    const isSame =
        olds["checkedBy"] === VERSION &&
        PLANNED_KEYS.every((key) => olds[key] !== undefined) &&
        keys.length === declaredKeys(olds).length &&
        keys.every((key) => isDeepStrictEqual(olds[key], inputs[key]));
    if (!isSame) return undefined;
    return { ...inputs, ...Object.fromEntries([...PLANNED_KEYS, "checkedBy"].map((key) => [key, olds[key]])) };
};
