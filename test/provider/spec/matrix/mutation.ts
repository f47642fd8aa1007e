import type { Steps } from "../mutate.ts";

/** One fault in the good declaration. */
export interface Mutation {
    /** The number of the violated rule. */
    readonly rule: string;
    readonly steps: Steps;
    readonly value: unknown;
    /** The only problem or warning, as `path: reason`. */
    readonly said: string;
}

/** A mutation of the value at a dotted path; a path with a key that contains dots is a list of steps. */
export const breaks = (rule: string, at: string | Steps, value: unknown, said: string): Mutation => ({
    rule,
    steps: typeof at === "string" ? at.split(".") : at,
    value,
    said,
});
