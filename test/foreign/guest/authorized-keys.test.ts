import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keysOf } from "../../../provider/view/keys.ts";
import { SEED } from "../../support/seed.ts";
import { ask, isComplete } from "../support/cloud-init.ts";

const TYPE = "ssh-ed25519";

const stringOf = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);

const keyWith = (comments: readonly string[]): fc.Arbitrary<string> =>
    fc
        .record({
            bytes: fc.uint8Array({ minLength: 32, maxLength: 32 }),
            options: fc.constantFrom("", "no-pty ", 'command="echo hi" '),
            comment: fc.constantFrom(...comments),
        })
        .map(({ bytes, options, comment }) => {
            const blob = Buffer.concat([stringOf(Buffer.from(TYPE)), stringOf(bytes)]).toString("base64");
            return `${options}${TYPE} ${blob}${comment}`;
        });

const linesOf = (key: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc
        .tuple(fc.array(key, { minLength: 1, maxLength: 3 }), fc.constantFrom("\n", "\n\n", "\r\n"))
        .map(([keys, end]) => keys.join(end));

/** Of any shape that the metadata of a drive can give them. */
const casesOf = (lines: fc.Arbitrary<string>): readonly unknown[] =>
    fc.sample(
        fc.oneof(
            fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof(lines, fc.array(lines, { maxLength: 3 }))),
            fc.array(lines, { maxLength: 3 }),
            lines,
        ),
        { seed: SEED, numRuns: 200 },
    );

const COMMENTS = [" ops@example.org", " two words"];

const fingerprintsOf = (keys: unknown): readonly unknown[] =>
    keysOf(keys, false)
        .map(({ fingerprint }) => fingerprint)
        .toSorted();

describe.skipIf(!isComplete)("the keys of a view, beside the authorized_keys that cloud-init writes", () => {
    const authorized = (cases: readonly unknown[]): readonly (readonly unknown[])[] =>
        ask<readonly string[]>([join(import.meta.dirname, "authorized_keys.py")], cases).map((text) =>
            fingerprintsOf(text.split("\n").filter((line) => line.trim() !== "")),
        );

    it("have all of them: cloud-init takes a line after a key without a comment for its comment", () => {
        const cases = casesOf(linesOf(keyWith(["", ...COMMENTS])));
        const theirs = authorized(cases);
        for (const [index, each] of cases.entries()) {
            expect(fingerprintsOf(each)).toEqual(expect.arrayContaining([...(theirs[index] ?? [])]));
        }
        expect(theirs.flat().length).toBeGreaterThan(200);
    });

    it("are the same if all keys have comments, whatever the shape of the metadata's public_keys", () => {
        const cases = casesOf(linesOf(keyWith(COMMENTS)));
        const theirs = authorized(cases);
        expect(cases.map(fingerprintsOf)).toEqual(theirs);
        expect(theirs.filter((found) => found.length > 1).length).toBeGreaterThan(100);
    });
});
