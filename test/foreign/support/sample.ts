import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect } from "vitest";
import type { ImageEntry } from "../../../provider/formats/iso9660/index.ts";
import { expectedOf } from "../../provider/formats/iso9660/trees.ts";
import { SEED } from "../../support/seed.ts";

/** A tree and the file that its image is in. */
export interface Sample {
    readonly entries: readonly ImageEntry[];
    readonly path: string;
}

/** One of several parts of all the random trees of a run: so many images at a time fit into any temporary folder. */
export interface Batch {
    readonly name: string;
    readonly number: number;
    readonly count: number;
}

/** Trees in a batch. */
const COUNT = 250;

/** Its name holds what repeats it. */
const batch = (number: number): Batch => ({
    name: `CONFIG_DRIVE_SEED=${SEED}: trees ${number * COUNT + 1} to ${(number + 1) * COUNT}`,
    number,
    count: COUNT,
});

/** The batch that `npm test` reads, with the corner cases. */
export const FIRST_BATCH: Batch = batch(0);

/** The batches that `npm run test:all` reads besides. */
export const OTHER_BATCHES: readonly Batch[] = [1, 2, 3, 4, 5, 6, 7].map(batch);

/** The trees of a batch. */
export const sampleOf = <Tree>(trees: fc.Arbitrary<Tree>, { number, count }: Batch): readonly Tree[] =>
    fc.sample(trees, { numRuns: count, seed: SEED + number });

export const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** Path → digest of every file, null for directories. */
export type Digests = ReadonlyMap<string, string | null>;

/** What a reader should find. */
export const digestsOf = (entries: readonly ImageEntry[]): Digests => {
    const { files, directories } = expectedOf(entries);
    return new Map([
        ...[...directories].map((path): [string, null] => [path, null]),
        ...[...files].map(([path, content]): [string, string] => [path, sha256(content)]),
    ]);
};

/** What one of our readers found. */
export const digestsFound = (contents: {
    readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
    readonly directories: readonly string[];
}): Digests =>
    new Map([
        ...contents.directories.map((path): [string, null] => [path, null]),
        ...contents.files.map(({ path, content }): [string, string] => [path, sha256(content)]),
    ]);

const lines = (digests: Digests): readonly string[] =>
    [...digests].map(([path, digest]) => `${digest} ${path}`).toSorted();

/** Expects the same paths and digests; cheap where they are. */
export const expectSame = (found: Digests, wanted: Digests): void => {
    const [seen, due] = [lines(found), lines(wanted)];
    if (seen.join("\0") !== due.join("\0")) expect(seen).toEqual(due);
};
