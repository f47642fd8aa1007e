import { performance } from "node:perf_hooks";

const heartbeatMs = 60_000;

/** Writes one line for the person who watches; standard output stays free for results. */
export function say(line = "") {
    process.stderr.write(`${line}\n`);
}

/**
 * Does a piece of work and leaves one line about it: what, how it ended and how long it took.
 * On a terminal the line counts the seconds; in a log a long step gives a sign of life every minute.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
    const started = performance.now();
    const elapsed = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
    const live = process.stderr.isTTY === true;
    const show = () =>
        live ? process.stderr.write(`\r\x1b[K  … ${title}  ${elapsed()}`) : say(`  … ${title}  ${elapsed()}`);
    const clear = () => live && process.stderr.write("\r\x1b[K");
    if (live) show();
    const timer = setInterval(show, live ? 1000 : heartbeatMs);
    try {
        const result = await work();
        clear();
        say(`  ✓ ${title}  ${elapsed()}`);
        return result;
    } catch (error) {
        clear();
        say(`  ✗ ${title}  ${elapsed()}`);
        throw error;
    } finally {
        clearInterval(timer);
    }
}
