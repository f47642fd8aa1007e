import { gunzipSync, inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deflateZlib, gzip } from "../../../../provider/formats/bytes/compress.ts";
import { sha256Of } from "../../../../provider/image/write.ts";
import { anyImage, imageOf, wholeOf } from "../../image-file/container/images.ts";

/** Always the same, and neither noise nor a single letter. */
const text = Uint8Array.from({ length: 100_000 }, (_, index) => (index * index) >>> 7);

describe("deflateZlib", () => {
    it("returns everything after inflating", () => {
        fc.assert(
            fc.property(anyImage, (image) => {
                const data = new Uint8Array(wholeOf(image).subarray(0, image.used));
                expect(inflateSync(deflateZlib(data)).equals(data)).toBe(true);
            }),
            { numRuns: 100 },
        );
    });

    it("returns the same bytes on every machine", () => {
        expect(sha256Of([deflateZlib(text)])).toMatchInlineSnapshot(
            `"602b50b50ec706e2a616e4fc9d126ccd233220e8717d31e785e79a7c6236a77f"`,
        );
    });
});

describe("gzip", () => {
    it("returns every image after gunzip, with a header without a time", () => {
        fc.assert(
            fc.property(anyImage, (image) => {
                const compressed = Buffer.from(gzip(wholeOf(image)));
                // RFC 1952 2.3.1: deflate, no flags, no time, neither slow nor fast, Unix.
                expect(compressed.subarray(0, 10).toString("hex")).toBe("1f8b0800000000000003");
                expect(gunzipSync(compressed).equals(wholeOf(image))).toBe(true);
            }),
            { numRuns: 100 },
        );
    });

    it("shrinks the zeros of a large image", () => {
        const compressed = gzip(wholeOf(imageOf([new Uint8Array(4096).fill(1)], 64 * 1024 * 1024)));
        expect(compressed.length).toBeLessThan(70_000);
    });

    it("returns the same bytes on every machine", () => {
        expect(sha256Of([gzip(wholeOf(imageOf([text], 102_400)))])).toMatchInlineSnapshot(
            `"e267ade3dcaef1180b53909c82cbbb18e94fd5b87ffd7fb7cf3d56d1df176a3e"`,
        );
    });
});
