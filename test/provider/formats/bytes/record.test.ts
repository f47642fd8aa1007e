import { describe, expect, it } from "vitest";
import { at, constant, encode, record, sequence } from "../../../../provider/formats/bytes/record.ts";
import { u8, u16be, zeros } from "../../../../provider/formats/bytes/scalar.ts";
import { annotated, dump } from "./annotated.ts";

describe("record", () => {
    it("writes fields at the positions of the table", () => {
        const field = record("pair", 4, 1, [at(1, u8(7)), at(2, u16be(0x1234)), at(4, zeros(1))]);
        expect(dump(encode(field))).toBe(dump(annotated("07 12 34 00")));
    });

    it("is a field itself", () => {
        const inner = record("inner", 2, 0, [at(0, u8(1)), at(1, u8(2))]);
        const outer = record("outer", 3, 0, [at(0, u8(9)), at(1, inner)]);
        expect(dump(encode(outer))).toBe(dump(annotated("09 01 02")));
    });

    it.each([
        ["a gap", () => record("table", 3, 1, [at(1, u8(0)), at(3, u8(0))])],
        ["an overlap", () => record("table", 2, 1, [at(1, u16be(0)), at(2, u8(0))])],
        ["a wrong total", () => record("table", 3, 1, [at(1, u16be(0))])],
        ["a wrong base", () => record("table", 1, 1, [at(0, u8(0))])],
    ])("rejects a table with %s", (_name, make) => {
        expect(make).toThrow(RangeError);
    });

    it("reports the wrong position", () => {
        expect(() => record("table", 3, 1, [at(1, u8(0)), at(3, u8(0))])).toThrowErrorMatchingInlineSnapshot(
            `[RangeError: table: a field at position 3 should be at 2]`,
        );
    });
});

describe("sequence", () => {
    it("writes fields in a row", () => {
        expect(dump(encode(sequence([u8(1), zeros(0), u16be(2)])))).toBe(dump(annotated("01 00 02")));
    });
});

describe("constant", () => {
    it("writes the same bytes as the field, repeatedly and anywhere", () => {
        const field = constant(sequence([u8(1), u16be(0x0203)]));
        const target = new Uint8Array(7);
        for (const offset of [0, 4]) field.write(target, offset);
        expect(field.size).toBe(3);
        expect(dump(target)).toBe(dump(annotated("01 02 03 00 01 02 03")));
    });
});
