import { deflateRawSync, deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inflateZlib } from "../../../../provider/formats/bytes/decompress.ts";

describe("inflateZlib", () => {
    it("returns what was compressed, and nothing for any other length", () => {
        fc.assert(
            fc.property(fc.uint8Array({ minLength: 2, maxLength: 100_000 }), (data) => {
                const packed = deflateSync(data);
                expect(Buffer.compare(inflateZlib(packed, data.length) ?? Buffer.alloc(0), data)).toBe(0);
                expect(inflateZlib(packed, data.length - 1)).toBeUndefined();
                expect(inflateZlib(packed, data.length + 1)).toBeUndefined();
            }),
        );
    });

    it.each([
        ["nothing", Buffer.alloc(0)],
        ["noise", Buffer.from("noise")],
        ["no header", deflateRawSync("hello")],
        ["a dictionary", deflateSync("hello", { dictionary: Buffer.from("hello") })],
        ["an early end", deflateSync("hello").subarray(0, -1)],
        ["a wrong checksum", Buffer.concat([deflateSync("hello").subarray(0, -1), Buffer.from("x")])],
    ])("returns nothing for %s", (_name, data) => {
        expect(inflateZlib(data, 5)).toBeUndefined();
    });

    it("stops a bomb at the length", () => {
        const bomb = deflateSync(Buffer.alloc(64 << 20));
        const start = performance.now();
        for (let time = 0; time < 200; time += 1) expect(inflateZlib(bomb, 100)).toBeUndefined();
        // All of it two hundred times would take longer.
        expect(performance.now() - start).toBeLessThan(8000);
    });
});
