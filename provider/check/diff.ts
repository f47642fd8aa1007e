import { isDeepStrictEqual } from "node:util";
import { hasDefault, withoutDefaults } from "../model/defaults.ts";
import type { RawInputs } from "../model/inputs.ts";
import { hasUnknown } from "../model/problem.ts";

/** What a change of inputs asks for. */
export interface Difference {
    readonly changes: boolean;
    /** Keys whose change makes another drive of it: elsewhere, or in another domain. */
    readonly replaces: readonly string[];
}

/** Changes of these are carried out in place; the content is in `imageDigest`. */
const IN_PLACE = [
    "imageDigest",
    "volume",
    "drive",
    "pool",
    "device",
    "bus",
    "startupPolicy",
    "onChange",
    "startDomain",
    "verify",
    "timeouts",
    "instanceId",
];

const REPLACING = ["connection", "domain"];

/** The state must know the password that holds now, and none if none does: a delete has no other. */
const changesPassword = (state: RawInputs, news: RawInputs): boolean =>
    state["connectionPassword"] !== news["connectionPassword"];

/** The engine keeps no order of keys. */
const differs = (old: unknown, now: unknown): boolean => !isDeepStrictEqual(old, now);

/** A target that is asked for and not the one the drive has; one no longer asked for stays as it is. */
const movesTo = (state: RawInputs, { domain, target }: RawInputs): boolean =>
    domain !== undefined && target !== undefined && state["attachedTarget"] !== target;

/**
 * Tells what has to be done to get from a state to a declaration. What is left out counts as its default. What has none
 * and isn't in the state was unknown to an older version of this package and makes no difference, so that upgrades are
 * quiet; nor does what isn't in the declaration, since a refresh compares with the inputs of that version as they are.
 */
export const diffState = (state: RawInputs, declared: RawInputs): Difference => {
    const olds = withoutDefaults(state);
    const news = withoutDefaults(declared);
    const isKnown = (key: string): boolean => hasDefault(key) || (olds[key] !== undefined && news[key] !== undefined);
    const changed = (key: string): boolean => isKnown(key) && differs(olds[key], news[key]);
    const replaces = REPLACING.filter((key) => news[key] !== undefined && !hasUnknown(news[key]) && changed(key));
    const mayMove = REPLACING.some((key) => hasUnknown(news[key]));
    const changes =
        replaces.length > 0 ||
        mayMove ||
        movesTo(state, news) ||
        changesPassword(state, news) ||
        IN_PLACE.some(changed);
    return { changes, replaces };
};
