import { isDeepStrictEqual } from "node:util";
import { withDefaults, withoutDefaults } from "./defaults.ts";
import { aliasOf } from "./mark.ts";
import type { Defaulted, State } from "./state.ts";

/** What a record leaves out where it follows from the rest: the prefix from the id, and the alias from the prefix. */
type Implied = Pick<State, "volumePrefix" | "alias">;

/**
 * A drive's state as it lies in the stack's, beside the id: without what has its default and what follows from the rest,
 * since the engine takes time for each value of a resource at every step. Kept for ever.
 */
export type StateRecord = Omit<State, keyof Defaulted | keyof Implied> & Partial<Defaulted & Implied>;

/** What a record says, and what it means by leaving out. */
export const stateOf = (id: string, record: StateRecord): State => {
    const { volumePrefix = id, alias = aliasOf(volumePrefix), ...rest } = record;
    return { ...rest, ...withDefaults(rest), volumePrefix, alias };
};

/** A state as a record of the present version. */
export const recordOf = (id: string, state: State): Record<string, unknown> => {
    const { volumePrefix, alias, ...rest } = state;
    return withoutDefaults({
        ...rest,
        ...(volumePrefix !== id && { volumePrefix }),
        ...(alias !== aliasOf(volumePrefix) && { alias }),
    });
};

/**
 * A record after a look at the drive: as it was, but for what has changed. Anything that is left out or added because
 * another version wrote it would show as a change.
 */
export const renewRecord = (record: StateRecord, before: State, now: State): Record<string, unknown> => {
    const known = new Map<string, unknown>(Object.entries(before));
    const changes = Object.entries(now).filter(([key, value]) => !isDeepStrictEqual(value, known.get(key)));
    return { ...record, ...Object.fromEntries(changes) };
};
