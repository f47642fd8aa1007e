/** The longest timeout of one operation: a day. */
export const MAX_TIMEOUT_S = 86_400;

/** A separate deadline to undo what failed, since the run's own deadline may have caused the failure. */
export const timeToUndo = (): AbortSignal => AbortSignal.timeout(10_000);

/** Converts seconds, with fractions, to the whole milliseconds that timers need: 2.01 * 1000 isn't an integer. */
export const toMilliseconds = (seconds: number): number => Math.ceil(seconds * 1000);
