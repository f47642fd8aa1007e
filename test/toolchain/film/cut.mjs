import { CLEAR } from "./cast.mjs";

/** A wait that is longer than this is cut to it. */
const longestWait = 1.5;

/** The same for what a line that counts the seconds shows, of which there are at most so many in a row. */
const longestCount = 0.7;
const countsInRow = 6;

/** Lines that come at once are shown one after the other. */
const shortestWait = 0.18;

/** The last picture stays for this long before the film starts again. */
const endWait = 6;

/** What a program asks the terminal: its colours (OSC 10 and 11), where its cursor is. It shows nothing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what is looked for
const question = /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[6n/g;

/**
 * Makes a film of a recording of `npm run demo`: without the set-up, which ends at the first heading, with short waits,
 * and with names in place of this machine's paths.
 *
 * @param {import("./cast.mjs").Cast} recording
 * @param {readonly (readonly [string, string])[]} names paths, and what stands for them
 * @returns {import("./cast.mjs").Cast}
 */
export function cutFilm({ width, height, outputs }, names) {
    const all = stepsOf(outputs);
    const [start, end] = ["== ", "Total time: "].map((mark) => all.findIndex(({ text }) => text.includes(mark)));
    const shown = all.slice(Math.max(0, start), end === -1 ? undefined : end);
    let [at, before] = [0, shown[0]?.at ?? 0];
    const film = ["$ npm run demo\r\n", "\r\n"].map((text) => ({ at, text }));
    let counts = false;
    for (const step of thinned(shown)) {
        at += Math.min(Math.max(step.at - before, shortestWait), counts ? longestCount : longestWait);
        before = step.at;
        counts = !step.stays;
        const text = names.reduce((line, [path, name]) => line.replaceAll(path, name), step.text);
        film.push({ at: rounded(at), text: step.stays ? `${text}\r\n` : text });
    }
    film.push({ at: rounded(at + endWait), text: "" });
    return { width, height, title: "npm run demo: a guest and its config drive. Waits are cut.", outputs: film };
}

/** What the recording shows: lines that stay, and between them those that the next one replaces. */
function stepsOf(outputs) {
    const steps = [];
    let begun = "";
    for (const { at, text } of outputs) {
        const parts = (begun + text.replaceAll(question, "")).split("\n");
        begun = parts.pop() ?? "";
        steps.push(...parts.map((line) => ({ at, text: lastOf(line.replace(/\r+$/, "")), stays: true })));
        if (begun.includes(CLEAR)) begun = lastOf(begun);
        if (begun.startsWith(CLEAR) && begun !== CLEAR) steps.push({ at, text: begun, stays: false });
    }
    return steps;
}

/** The steps with only some of those that are replaced: of each row of them as many, evenly chosen. */
function thinned(steps) {
    const rows = [];
    for (const step of steps) {
        const row = rows.at(-1);
        if (row && row[0]?.stays === step.stays) row.push(step);
        else rows.push([step]);
    }
    return rows.flatMap((row) => {
        const every = row[0]?.stays ? 1 : Math.ceil(row.length / countsInRow);
        return row.filter((_, index) => index % every === 0);
    });
}

/** A line, without what it has cleared. */
function lastOf(line) {
    return line.slice(Math.max(0, line.lastIndexOf(CLEAR)));
}

function rounded(seconds) {
    return Math.round(seconds * 100) / 100;
}
