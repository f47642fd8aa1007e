import { setTimeout as sleep } from "node:timers/promises";

const EVERY_MS = 5000;

/**
 * Returns once an engine no longer answers. One that was killed doesn't stop its plugins.
 *
 * @param isThere Whether the engine answers within a time.
 */
export const untilGone = async (isThere: (patienceMs: number) => Promise<boolean>): Promise<void> => {
    while (await isThere(EVERY_MS)) await sleep(EVERY_MS, undefined, { ref: false });
};
