import { Problem } from "../run.mjs";

/** What a program writes to replace the line that it is at. */
export const CLEAR = "\r\x1b[K";

/**
 * What a terminal showed, as asciicast v2 has it: a line of JSON with the terminal's size, then one for each piece of
 * output. https://docs.asciinema.org/manual/asciicast/v2/
 *
 * @typedef {object} Cast
 * @property {number} width columns
 * @property {number} height rows
 * @property {string} title
 * @property {readonly Output[]} outputs
 *
 * @typedef {object} Output
 * @property {number} at seconds since the start
 * @property {string} text
 */

/**
 * Reads a recording. What was typed, if it is in there, is left out.
 *
 * @param {string} text
 * @returns {Cast}
 */
export function readCast(text) {
    const [header, ...events] = text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
    if (header.version !== 2) throw new Problem(`The recording is asciicast ${header.version}, not 2.`);
    const outputs = events.filter(([, kind]) => kind === "o").map(([at, , text]) => ({ at, text }));
    return { width: header.width, height: header.height, title: header.title ?? "", outputs };
}

/**
 * The text of a recording, without what asciinema adds about the machine.
 *
 * @param {Cast} cast
 * @returns {string}
 */
export function castText({ width, height, title, outputs }) {
    const lines = [{ version: 2, width, height, title }, ...outputs.map(({ at, text }) => [at, "o", text])];
    return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

/**
 * How long a film plays, in seconds.
 *
 * @param {Cast} cast
 * @returns {number}
 */
export function lengthOf({ outputs }) {
    return outputs.at(-1)?.at ?? 0;
}
