import type { Steps } from "../mutate.ts";

/** One thing made wrong in the good declaration. */
export interface Mutation {
    /** Number of the rule that is broken. */
    readonly rule: string;
    readonly steps: Steps;
    readonly value: unknown;
    /** What is said of it, as `path: reason`, and nothing else. */
    readonly said: string;
}

/** A mutation of the value that a dotted path leads to; a key with dots in it comes as a list of steps. */
export const breaks = (rule: string, at: string | Steps, value: unknown, said: string): Mutation => ({
    rule,
    steps: typeof at === "string" ? at.split(".") : at,
    value,
    said,
});
