import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../provider/model/inputs.ts";
import { printJson } from "../../../provider/tree/json.ts";

const json = fc.jsonValue().map((value): Json => JSON.parse(JSON.stringify(value)));

describe("printJson", () => {
    it("prints JSON that means the same, in ASCII and on one line", () => {
        fc.assert(
            fc.property(json, (value) => {
                const text = printJson(value);
                expect(JSON.parse(text)).toEqual(value);
                expect(text).toMatch(/^[ -~]*$/);
            }),
        );
    });

    it("puts a space after each comma and colon, and none elsewhere", () => {
        expect(printJson({ a: [1, 2, { b: null }], c: {}, d: [] })).toBe(
            '{"a": [1, 2, {"b": null}], "c": {}, "d": []}',
        );
    });

    it.each([
        ['"\\/', '"\\"\\\\/"'],
        ["\b\f\n\r\t", '"\\b\\f\\n\\r\\t"'],
        ["\u0000\u001f\u007f", '"\\u0000\\u001f\\u007f"'],
        ["é€", '"\\u00e9\\u20ac"'],
        ["\u{1f600}", '"\\ud83d\\ude00"'],
    ])("escapes %j like Python", (text, printed) => {
        expect(printJson(text)).toBe(printed);
    });

    it.each([
        [0, "0"],
        [-0, "0"],
        [10, "10"],
        [2.5, "2.5"],
        [-0.1, "-0.1"],
        [0.0001, "0.0001"],
        [0.00001234, "1.234e-05"],
        [1e-7, "1e-07"],
        [5e-324, "5e-324"],
        [1e20, "100000000000000000000"],
        [1e21, "1e+21"],
        [1.5e300, "1.5e+300"],
        [2 ** 53, "9007199254740992"],
    ])("prints %d as %s", (value, printed) => {
        expect(printJson(value)).toBe(printed);
    });

    it("puts named keys first and all others in the order of their bytes", () => {
        const order = { keys: ["id", "type"], inside: { list: { keys: ["z"] } } };
        const value = { "\u{10000}": 1, "\uffff": 1, 10: 1, 9: 1, type: 1, list: [{ a: 1, z: 1 }], id: 1 };
        expect(printJson(value, order)).toBe(
            '{"id": 1, "type": 1, "10": 1, "9": 1, "list": [{"z": 1, "a": 1}], "\\uffff": 1, "\\ud800\\udc00": 1}',
        );
    });
});
