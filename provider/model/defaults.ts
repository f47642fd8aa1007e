import { isDeepStrictEqual } from "node:util";
import type { Inputs, RawInputs } from "./inputs.ts";
import type { Defaulted } from "./state.ts";

/**
 * The meaning of values that checked inputs and states omit. They omit defaults because the engine spends time on each
 * value of a resource at every step. These never change: existing states rely on them.
 */
export const DEFAULTS: Defaulted = {
    fixedVolume: false,
    device: "cdrom",
    bus: "auto",
    startupPolicy: "optional",
    cache: "default",
    ejected: false,
    onChange: "swap",
    startDomain: false,
    waitForGuest: false,
    ejectAfterBoot: false,
    keepImage: true,
    verify: "size",
    triggers: "",
    timeouts: {},
    retiredVolumes: [],
};

/** Defaults of inputs that the state doesn't repeat: their effect is in its instance id. */
const INPUT_DEFAULTS = { rerun: "never" } satisfies Partial<Inputs>;

const DEFAULT_OF: ReadonlyMap<string, unknown> = new Map(Object.entries({ ...DEFAULTS, ...INPUT_DEFAULTS }));

/** Whether an omitted value has a default. */
export const hasDefault = (key: string): boolean => DEFAULT_OF.has(key);

/** Inputs or outputs without the values that equal their default. */
export const withoutDefaults = (given: RawInputs): Record<string, unknown> =>
    Object.fromEntries(
        Object.entries(given).filter(
            ([key, value]) => value !== undefined && !isDeepStrictEqual(value, DEFAULT_OF.get(key)),
        ),
    );

const keys = Object.keys(DEFAULTS) as readonly (keyof Defaulted)[];

/** All values with a default, as inputs or a state set or imply them. */
export const withDefaults = (given: Partial<Defaulted>): Defaulted =>
    // The one place where separately chosen values become the object that has all of them.
    Object.fromEntries(keys.map((key) => [key, given[key] ?? DEFAULTS[key]])) as unknown as Defaulted;
