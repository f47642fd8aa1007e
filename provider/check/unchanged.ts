import { isDeepStrictEqual } from "node:util";
import type { RawInputs } from "../model/inputs.ts";
import type { Planned } from "../model/state.ts";
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

/** What `check` alone may say, the version that checked included. */
const OWN_KEYS: readonly string[] = [...PLANNED_KEYS, "checkedBy"];

const isDeclared = (key: string): boolean => !OWN_KEYS.includes(key) && !ENGINE_KEYS.includes(key);

/**
 * What the program declares. With `ignoreChanges` the engine puts inputs of the last run into it, those that `check`
 * had added too; they are planned anew.
 *
 * @param olds The inputs of the last run, or nothing.
 * @param news The declaration as the engine hands it over.
 */
export const withoutPlanned = (olds: RawInputs, news: RawInputs): RawInputs =>
    Object.fromEntries(
        Object.entries(news).filter(([key, value]) => !OWN_KEYS.includes(key) || !isDeepStrictEqual(value, olds[key])),
    );

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
        OWN_KEYS.every((key) => inputs[key] === undefined) &&
        keys.length === declaredKeys(olds).length &&
        keys.every((key) => isDeepStrictEqual(olds[key], inputs[key]));
    if (!isSame) return undefined;
    return { ...inputs, ...Object.fromEntries(OWN_KEYS.map((key) => [key, olds[key]])) };
};
