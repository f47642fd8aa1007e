import { isDeepStrictEqual } from "node:util";
import type { RawInputs } from "./check.ts";
import { hasUnknown } from "./spec/problem.ts";

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

/** Before there was a choice every drive in a domain was a cdrom. */
const deviceOf = ({ device, attachedBus }: RawInputs): unknown =>
    device === undefined && attachedBus !== undefined && attachedBus !== "" ? "cdrom" : device;

/** The state must know the password that holds now, and none if none does: a delete has no other. */
const changesPassword = (state: RawInputs, news: RawInputs): boolean =>
    state["connectionPassword"] !== news["connectionPassword"];

/** The engine keeps no order of keys. */
const differs = (old: unknown, now: unknown): boolean => !isDeepStrictEqual(old, now);

/** A target that is asked for and not the one the drive has; one no longer asked for stays as it is. */
const movesTo = (state: RawInputs, { domain, target }: RawInputs): boolean =>
    domain !== undefined && target !== undefined && state["attachedTarget"] !== target;

/**
 * Tells what has to be done to get from a state to a declaration. A key that an older version of this package didn't
 * know isn't in the state and makes no difference, so that upgrades are quiet.
 */
export const diffState = (state: RawInputs, news: RawInputs): Difference => {
    const olds: RawInputs = {
        ...state,
        device: deviceOf(state),
        onChange: state["onChange"] ?? "swap",
        verify: state["verify"] ?? "size",
    };
    // A refresh compares with the last inputs as they are, and an older version's lack what is filled in today.
    const changed = (key: string): boolean =>
        olds[key] !== undefined && news[key] !== undefined && differs(olds[key], news[key]);
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
