import { describe, expect, it } from "vitest";
import { encode } from "../../../../provider/formats/bytes/record.ts";
import {
    bytes,
    filled,
    padded,
    text,
    u8,
    u16be,
    u16both,
    u16le,
    u32be,
    u32both,
    u32le,
    u64be,
    u64le,
    zeros,
} from "../../../../provider/formats/bytes/scalar.ts";
import { annotated, dump } from "./annotated.ts";

describe("scalars", () => {
    it.each([
        ["u8", u8(0xab), "ab"],
        ["u16le", u16le(0x1234), "34 12"],
        ["u16be", u16be(0x1234), "12 34"],
        ["u32le", u32le(0xfedcba98), "98 ba dc fe"],
        ["u32be", u32be(0xfedcba98), "fe dc ba 98"],
        ["u64le", u64le(0x12_3456_789a_bcde), "de bc 9a 78 56 34 12 00"],
        ["u64be", u64be(0x12_3456_789a_bcde), "00 12 34 56 78 9a bc de"],
        ["u16both", u16both(0x1234), "34 12 12 34"],
        ["u32both", u32both(0xfedcba98), "98 ba dc fe fe dc ba 98"],
        ["bytes", bytes(Uint8Array.of(1, 2, 3)), "01 02 03"],
        ["text", text("aé"), "61 c3 a9"],
        ["zeros", zeros(3), "00 00 00"],
        ["filled", filled(2, 0x20), "20 20"],
        ["padded", padded("ab", 5), "61 62 20*3"],
    ])("%s writes its bytes in order", (_name, field, expected) => {
        expect(dump(encode(field))).toBe(dump(annotated(expected)));
    });

    it.each([
        ["negative", () => u8(-1)],
        ["too large for 8 bits", () => u8(256)],
        ["too large for 16 bits", () => u16le(65_536)],
        ["too large for 32 bits", () => u32both(2 ** 32)],
        ["inexact", () => u64le(2 ** 53)],
        ["a fraction", () => u32be(1.5)],
        ["no number", () => u16both(Number.NaN)],
    ])("reject a value that is %s", (_name, make) => {
        expect(make).toThrow(RangeError);
    });

    it("overwrites everything that was there before", () => {
        const target = new Uint8Array(6).fill(0xff);
        padded("a", 4).write(target, 1);
        expect(dump(target)).toBe(dump(annotated("ff 61 20*3 ff")));
    });

    it("rejects a text that is longer than its field", () => {
        expect(() => padded("äö", 3)).toThrowErrorMatchingInlineSnapshot(
            `[RangeError: a text of 4 bytes doesn't fit into a field of 3]`,
        );
    });
});
