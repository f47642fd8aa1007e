import { isDeepStrictEqual } from "node:util";
import type { RawInputs } from "./inputs.ts";
import type { Defaulted } from "./state.ts";

/**
 * What checked inputs and states mean where they leave a value out. They do leave these out, since the engine takes
 * time for each value of a resource at every step. Kept for ever: states of before rely on them.
 */
export const DEFAULTS: Defaulted = {
    device: "cdrom",
    bus: "auto",
    startupPolicy: "optional",
    ejected: false,
    onChange: "swap",
    startDomain: false,
    verify: "size",
    timeouts: {},
    addedController: -1,
    retiredVolumes: [],
};

const DEFAULT_OF: ReadonlyMap<string, unknown> = new Map(Object.entries(DEFAULTS));

/** Whether a value that is left out counts as a certain one. */
export const hasDefault = (key: string): boolean => DEFAULT_OF.has(key);

/** Inputs or outputs without what they mean anyway. */
export const withoutDefaults = (given: RawInputs): Record<string, unknown> =>
    Object.fromEntries(
        Object.entries(given).filter(
            ([key, value]) => value !== undefined && !isDeepStrictEqual(value, DEFAULT_OF.get(key)),
        ),
    );

/** What inputs or a state say, or mean, of all that has a default. */
export const withDefaults = (given: Partial<Defaulted>): Defaulted => ({
    device: given.device ?? DEFAULTS.device,
    bus: given.bus ?? DEFAULTS.bus,
    startupPolicy: given.startupPolicy ?? DEFAULTS.startupPolicy,
    ejected: given.ejected ?? DEFAULTS.ejected,
    onChange: given.onChange ?? DEFAULTS.onChange,
    startDomain: given.startDomain ?? DEFAULTS.startDomain,
    verify: given.verify ?? DEFAULTS.verify,
    timeouts: given.timeouts ?? DEFAULTS.timeouts,
    addedController: given.addedController ?? DEFAULTS.addedController,
    retiredVolumes: given.retiredVolumes ?? DEFAULTS.retiredVolumes,
});
