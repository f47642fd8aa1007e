import type { Subject } from "./fuzzer.ts";
import { type Input, inputToLine, type Seed, Workbench } from "./input.ts";
import { Mutator } from "./mutation.ts";
import type { Random } from "./random.ts";
import type { Target } from "./target.ts";

/** A reader and changed images. */
export const imageSubject = (
    target: Target,
    seeds: readonly Seed[],
    corpus: readonly Input[],
    random: Random,
): Subject<Input> => {
    const bench = new Workbench(seeds);
    const mutator = new Mutator(seeds, random);
    return {
        start: [...seeds.map(({ name, bytes }) => ({ seed: name, size: bytes.length, edits: [] })), ...corpus],
        mutate: (input) => mutator.mutate(input),
        probe: (input) => bench.with(input, target.probe),
        lineOf: inputToLine,
        // Taking the coverage costs as much as hundreds of images.
        batch: 1024,
        // They are made in place.
        atOnce: 1,
    };
};
