import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endOf } from "../../../provider/volume/fill.ts";

describe("endOf", () => {
    const zeros = fc.integer({ min: 0, max: 2000 }).map((length) => new Uint8Array(length));
    const chunks = fc.array(fc.oneof(zeros, fc.uint8Array({ maxLength: 2000 })), { maxLength: 6 });

    it("is the end of the data that isn't zero, however the chunks are split", () => {
        fc.assert(
            fc.property(chunks, (pieces) => {
                const whole = Buffer.concat(pieces);
                const { offset, bytes } = endOf(pieces);
                expect(Buffer.compare(whole.subarray(offset, offset + bytes.length), bytes)).toBe(0);
                expect(whole.subarray(offset + bytes.length).every((byte) => byte === 0)).toBe(true);
                expect(bytes.length).toBeLessThanOrEqual(512);
                expect(bytes.length > 0).toBe(whole.some((byte) => byte !== 0));
            }),
        );
    });
});
