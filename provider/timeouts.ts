/** The longest that one operation may be given: a day. */
export const MAX_TIMEOUT_S = 86_400;

/** Seconds, of which there may be parts, as timers take them: 2.01 s times 1000 is no whole number. */
export const toMilliseconds = (seconds: number): number => Math.ceil(seconds * 1000);
