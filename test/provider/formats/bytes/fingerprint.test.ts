import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprint } from "../../../../provider/formats/bytes/fingerprint.ts";

/** FNV-1a as its authors describe it, a byte at a time. */
const fnv1a = (bytes: Uint8Array): number =>
    Number(bytes.reduce((hash, byte) => ((hash ^ BigInt(byte)) * 0x01000193n) & 0xffff_ffffn, 0x811c9dc5n as bigint));

const utf8 = new TextEncoder();
const word = fc.oneof(fc.constant([0, 0, 0, 0]), fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }));

describe("fingerprint", () => {
    it.each([
        ["", 0x811c9dc5],
        ["a", 0xe40c292c],
        ["foobar", 0xbf9cf968],
    ])("returns the published hash of %j", (label, hash) => {
        expect(fingerprint(utf8.encode(label), new Uint8Array(0))).toBe(hash);
    });

    it("is FNV-1a for any label and any number of zeros in the sectors", () => {
        fc.assert(
            fc.property(fc.string({ unit: "grapheme" }), fc.array(word), (label, words) => {
                const sectors = Uint8Array.from(words.flat());
                const all = Uint8Array.from([...utf8.encode(label), ...sectors]);
                expect(fingerprint(utf8.encode(label), sectors)).toBe(fnv1a(all));
            }),
        );
    });
});
