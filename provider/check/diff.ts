import { isDeepStrictEqual } from "node:util";
import { hasDefault, withoutDefaults } from "../model/defaults.ts";
import type { RawInputs } from "../model/inputs.ts";
import { declaredDrive, isDrift } from "../model/state.ts";
import { hasUnknown } from "../model/unknown.ts";

/** What a change of inputs requires. */
export interface Difference {
    readonly changes: boolean;
    /** What was wrong with the drive at the last refresh and is to be repaired in place; empty if nothing. */
    readonly drift: string;
    /** Keys whose change replaces the drive: another host, or another domain. */
    readonly replaces: readonly string[];
}

/** Keys whose changes are made in place. `imageDigest` covers the content. */
const IN_PLACE = [
    "imageDigest",
    "volume",
    "fixedVolume",
    "drive",
    "pool",
    "device",
    "bus",
    "startupPolicy",
    "cache",
    "onChange",
    "startDomain",
    "waitForGuest",
    "ejectAfterBoot",
    "keepImage",
    "verify",
    "timeouts",
    "triggers",
    "instanceId",
];

const REPLACING = ["connection", "domain"];

/** The state must have the current password, or none: `delete` has no other source for it. */
const changesPassword = (state: RawInputs, news: RawInputs): boolean =>
    state["connectionPassword"] !== news["connectionPassword"];

/** Ignores the order of keys, which the engine doesn't keep. */
const differs = (old: unknown, now: unknown): boolean => !isDeepStrictEqual(old, now);

/** Whether the declared target isn't the drive's. A drive whose target is no longer declared stays where it is. */
const movesTo = (state: RawInputs, { domain, target }: RawInputs): boolean =>
    domain !== undefined && target !== undefined && state["attachedTarget"] !== target;

/** A change that waits for the machine's next start is made. */
const inEffect = (state: RawInputs): RawInputs => {
    const drive = state["drive"];
    return typeof drive === "string" ? { ...state, drive: declaredDrive(drive) } : state;
};

/** What the state says is wrong. */
const driftIn = ({ drive }: RawInputs): string => (typeof drive === "string" && isDrift(drive) ? drive : "");

/** Whether a diff looks at the host: at the drive's domain, or at a fixed volume, which has no domain of its own. */
export const looksAtHost = ({ domain, fixedVolume, detectDrift }: RawInputs): boolean =>
    (domain !== undefined || fixedVolume === true) && detectDrift !== false;

/**
 * Reports what has to change to get from a state to a declaration. A missing value means its default. A value without a
 * default that is missing in the state was unknown to an older version of this package. It makes no difference, so that
 * upgrades are quiet. Nor does one missing in the declaration, since a refresh compares with that version's inputs.
 */
export const diffState = (state: RawInputs, declared: RawInputs): Difference => {
    const olds = withoutDefaults(inEffect(state));
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
    return { changes, drift: replaces.length === 0 ? driftIn(state) : "", replaces };
};
