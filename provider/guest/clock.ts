import { setTimeout as wait } from "node:timers/promises";

/** The time, as a wait needs it. */
export interface Clock {
    /** Milliseconds since some moment. */
    readonly now: () => number;
    /** Rejects when the signal fires. */
    readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
    /** A signal that fires after this time. */
    readonly deadline: (ms: number) => AbortSignal;
}

/** The time of this machine. Adjustments of its clock don't change it. */
export const realClock: Clock = {
    now: () => performance.now(),
    sleep: (ms, signal) => wait(ms, undefined, { signal }),
    deadline: (ms) => AbortSignal.timeout(ms),
};
