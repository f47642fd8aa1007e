import { isDeepStrictEqual } from "node:util";
import { withDefaults, withoutDefaults } from "./defaults.ts";
import { aliasOf } from "./mark.ts";
import type { Defaulted, State } from "./state.ts";

/** Omitted from a record if it follows from the rest: the prefix from the id, and the alias from the prefix. */
type Implied = Pick<State, "volumePrefix" | "alias">;

/**
 * A drive's state in the stack's state, beside the id. It omits values that equal their default or follow from the
 * rest, because the engine spends time on each value of a resource at every step. This never changes.
 */
export type StateRecord = Omit<State, keyof Defaulted | keyof Implied> & Partial<Defaulted & Implied>;

/** The full state: what a record contains, and what it implies. */
export const stateOf = (id: string, record: StateRecord): State => {
    const { volumePrefix = id, alias = aliasOf(volumePrefix), ...rest } = record;
    return { ...rest, ...withDefaults(rest), volumePrefix, alias };
};

/** A state as a record of the current version. */
export const recordOf = (id: string, state: State): Record<string, unknown> => {
    const { volumePrefix, alias, ...rest } = state;
    return withoutDefaults({
        ...rest,
        ...(volumePrefix !== id && { volumePrefix }),
        ...(alias !== aliasOf(volumePrefix) && { alias }),
    });
};

/**
 * A record after a refresh: as it was, except for what changed on the host. If values were added or removed because
 * another version wrote the record, that would show up as a change.
 */
export const renewRecord = (record: StateRecord, before: State, now: State): Record<string, unknown> => {
    const known = new Map<string, unknown>(Object.entries(before));
    const changes = Object.entries(now).filter(([key, value]) => !isDeepStrictEqual(value, known.get(key)));
    return { ...record, ...Object.fromEntries(changes) };
};
