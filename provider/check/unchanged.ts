import { isDeepStrictEqual } from "node:util";
import { withoutPaths } from "../model/asset.ts";
import type { RawInputs } from "../model/inputs.ts";
import type { Planned } from "../model/state.ts";
import { VERSION } from "../model/version.ts";

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
export const ENGINE_KEYS: readonly string[] = ["__provider", "__defaults", "__defaultVolumePrefix"];

/** The version that checked, in states that earlier versions of this package wrote. */
const FORMER_KEY = "checkedBy";

/** Keys that only `check` may set, including the version that checked. */
const OWN_KEYS: readonly string[] = [...PLANNED_KEYS, "__checkedBy"];

const isAdded = (key: string): boolean => OWN_KEYS.includes(key) || key === FORMER_KEY;

const isDeclared = (key: string): boolean => !OWN_KEYS.includes(key) && !ENGINE_KEYS.includes(key);

/**
 * What the program declares. With `ignoreChanges` the engine adds inputs of the last run, including those that `check`
 * had added; these are planned again.
 *
 * @param olds The inputs of the last run, or none.
 * @param news The declaration as the engine passes it.
 */
export const withoutPlanned = (olds: RawInputs, news: RawInputs): RawInputs =>
    Object.fromEntries(
        Object.entries(news).filter(([key, value]) => !isAdded(key) || !isDeepStrictEqual(value, olds[key])),
    );

const declaredKeys = (inputs: RawInputs): readonly string[] =>
    Object.keys(inputs).filter((key) => isDeclared(key) && inputs[key] !== undefined);

const comparable = (key: string, value: unknown): unknown =>
    key === "files" || key === "rootFiles" ? withoutPaths(value) : value;

/**
 * The inputs of the last run, if this version of the package checked them without a warning and they declare exactly
 * the same: then nothing has to be checked or built again. Undefined otherwise.
 *
 * @param olds The inputs of the last run, as they were checked.
 * @param inputs The declaration, completed.
 */
export const whatWasChecked = (olds: RawInputs, inputs: RawInputs): RawInputs | undefined => {
    const keys = declaredKeys(inputs);
    const isSame =
        olds["__checkedBy"] === VERSION &&
        PLANNED_KEYS.every((key) => olds[key] !== undefined) &&
        OWN_KEYS.every((key) => inputs[key] === undefined) &&
        keys.length === declaredKeys(olds).length &&
        keys.every((key) => isDeepStrictEqual(comparable(key, olds[key]), comparable(key, inputs[key])));
    if (!isSame) return undefined;
    return { ...inputs, ...Object.fromEntries(OWN_KEYS.map((key) => [key, olds[key]])) };
};
