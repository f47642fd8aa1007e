import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";

/** An image that a writer made, ours or another's. */
export interface Seed {
    readonly name: string;
    readonly bytes: Uint8Array;
}

/** Some bytes that are put over an image's own. */
export interface Edit {
    readonly offset: number;
    readonly bytes: Uint8Array;
}

/** A seed with edits, cut to a size: what is kept of an input, which has megabytes and few bytes of its own. */
export interface Input {
    readonly seed: string;
    readonly size: number;
    readonly edits: readonly Edit[];
}

/** The seeds of one format: gzip'ed images, made by `seeds.ts`. */
export const readSeeds = (format: string): readonly Seed[] => {
    const folder = join(import.meta.dirname, "seeds", format);
    return readdirSync(folder)
        .toSorted()
        .map((file) => ({
            name: basename(file, ".gz"),
            bytes: new Uint8Array(gunzipSync(readFileSync(join(folder, file)))),
        }));
};

/** One line of the corpus. */
export const inputToLine = ({ seed, size, edits }: Input): string =>
    JSON.stringify([seed, size, ...edits.map(({ offset, bytes }) => [offset, Buffer.from(bytes).toString("hex")])]);

/** The input of one line of the corpus. */
export const lineToInput = (line: string): Input => {
    const [seed, size, ...edits]: [string, number, ...[number, string][]] = JSON.parse(line);
    return {
        seed,
        size,
        edits: edits.map(([offset, hex]) => ({ offset, bytes: new Uint8Array(Buffer.from(hex, "hex")) })),
    };
};

/** The inputs that runs of the fuzzer have found worth keeping. */
export const readCorpus = (format: string): readonly Input[] =>
    readFileSync(join(import.meta.dirname, "corpus", `${format}.jsonl`), "utf8")
        .split("\n")
        .filter(Boolean)
        .map(lineToInput);

/** Makes the images of inputs out of their seeds, one at a time in place, so that no image is copied. */
export class Workbench {
    private readonly seeds: ReadonlyMap<string, Uint8Array>;

    public constructor(seeds: readonly Seed[]) {
        this.seeds = new Map(seeds.map(({ name, bytes }) => [name, bytes.slice()]));
    }

    /** Gives the image of an input to `use`, and takes the edits back afterwards. */
    public with<Result>({ seed, size, edits }: Input, use: (image: Uint8Array) => Result): Result {
        const whole = this.seeds.get(seed);
        if (whole === undefined) throw new RangeError(`no seed ${seed}`);
        const undo: Edit[] = [];
        try {
            for (const { offset, bytes } of edits) {
                const target = whole.subarray(offset, offset + bytes.length);
                undo.push({ offset, bytes: target.slice() });
                target.set(bytes.subarray(0, target.length));
            }
            return use(whole.subarray(0, size));
        } finally {
            for (const { offset, bytes } of undo.toReversed()) whole.set(bytes, offset);
        }
    }
}
