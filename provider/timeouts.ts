/** The longest that one operation may be given: a day. */
export const MAX_TIMEOUT_S = 86_400;

/** Time of its own to undo what failed, since the deadline of the run may be what made it fail. */
export const timeToUndo = (): AbortSignal => AbortSignal.timeout(10_000);

/** Seconds, of which there may be parts, as timers take them: 2.01 s times 1000 is no whole number. */
export const toMilliseconds = (seconds: number): number => Math.ceil(seconds * 1000);
