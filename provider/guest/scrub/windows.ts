import type { View } from "./view.ts";

/** All parts of some views that have one length, each with its places in the original text. */
export interface Windows {
    /** Marks every place of the part of a secret that starts at an index. */
    readonly mark: (secret: string, index: number) => void;
}

/** Marks on a text. Counts where marked places start and end, so that a mark costs the same however long its place is. */
export class Marks {
    readonly #changes: Int32Array;

    public constructor(length: number) {
        this.#changes = new Int32Array(length + 1);
    }

    public add(start: number, end: number): void {
        this.#changes[start] = (this.#changes[start] ?? 0) + 1;
        this.#changes[end] = (this.#changes[end] ?? 0) - 1;
    }

    /** The text with some words in place of each marked part, without the white space at its ends. */
    public replace(text: string, words: string): string {
        const parts: string[] = [];
        let depth = 0;
        let start = 0;
        for (let at = 0; at <= text.length; at++) {
            const next = depth + (this.#changes[at] ?? 0);
            if (depth > 0 !== next > 0) {
                const part = text.slice(start, at);
                parts.push(depth > 0 ? part.replace(part.trim(), () => words) : part);
                start = at;
            }
            depth = next;
        }
        return [...parts, text.slice(start)].join("");
    }
}

const LETTER = /[\p{L}\p{N}]/u;

const isAlone = (text: string, start: number, end: number): boolean =>
    !LETTER.test(text.charAt(start - 1)) && !LETTER.test(text.charAt(end));

const HASHES = 2 ** 16;

/** A number for a part. Most parts of a secret have a number that no part of the views has, so they aren't looked up. */
const hashOf = (text: string, start: number, length: number): number => {
    let hash = 0;
    for (let at = start; at < start + length; at++) hash = Math.imul(hash, 0x9e3779b1) + text.charCodeAt(at);
    return (hash >>> 16) ^ (hash & 0xffff);
};

/** A place in the original text. */
type Place = readonly [start: number, end: number];

/** The parts of a view with their places. */
function* partsOf({ text, starts, ends }: View, length: number, mustBeAlone: boolean): Generator<[string, Place]> {
    for (let at = 0; at + length <= text.length; at++) {
        if (mustBeAlone && !isAlone(text, at, at + length)) continue;
        yield [text.slice(at, at + length), [starts[at] ?? 0, ends[at + length - 1] ?? 0]];
    }
}

/**
 * Lists the parts of views that have one length, so that finding one takes the same time in a text of any length.
 *
 * @param mustBeAlone Whether a part only counts between characters that are neither letters nor digits.
 */
export const windowsOf = (views: readonly View[], length: number, mustBeAlone: boolean, marks: Marks): Windows => {
    const places = new Map<string, Place[]>();
    const hashes = new Uint8Array(HASHES);
    for (const view of views) {
        for (const [part, place] of partsOf(view, length, mustBeAlone)) {
            hashes[hashOf(part, 0, length)] = 1;
            const known = places.get(part);
            if (known === undefined) places.set(part, [place]);
            else known.push(place);
        }
    }
    return {
        mark: (secret, index) => {
            if (hashes[hashOf(secret, index, length)] === 0) return;
            const part = secret.slice(index, index + length);
            for (const [start, end] of places.get(part) ?? []) marks.add(start, end);
            places.delete(part);
        },
    };
};
