import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pages } from "../../../cli/io/pages.ts";

const SIZE = 4_000_000;
const bytes = Uint8Array.from({ length: SIZE }, (_, index) => (index * 7 + (index >> 10)) & 0xff);

/** Pages of those bytes, and the places that were loaded. */
const pagesOf = (): { readonly pages: Pages; readonly loads: number[] } => {
    const loads: number[] = [];
    const pages = new Pages(SIZE, (offset, target) => {
        loads.push(offset);
        if (offset + target.length > SIZE) throw new RangeError("a read beyond the end");
        target.set(bytes.subarray(offset, offset + target.length));
    });
    return { pages, loads };
};

describe("Pages", () => {
    it("read what is in the file, at any places, and never change what was read", () => {
        const { pages } = pagesOf();
        const place = fc.tuple(fc.nat({ max: SIZE }), fc.nat({ max: 200_000 }));
        fc.assert(
            fc.property(fc.array(place, { maxLength: 80 }), (places) => {
                const read = places.map(([start, wanted]) => {
                    const size = Math.min(wanted, SIZE - start);
                    return { found: pages.read(start, size), expected: bytes.subarray(start, start + size) };
                });
                for (const { found, expected } of read) expect(Buffer.compare(found, expected)).toBe(0);
            }),
        );
    });

    it("are loaded once while they are in use, and again after many others", () => {
        const { pages, loads } = pagesOf();
        for (let turn = 0; turn < 100; turn += 1) {
            pages.read(turn, 4);
            pages.read(1_000_000 + turn, 4);
        }
        expect(loads).toEqual([0, 15 * 65_536]);
        for (let page = 0; page < 60; page += 1) pages.read(page * 65_536, 1);
        pages.read(0, 1);
        expect(loads.filter((offset) => offset === 0)).toEqual([0, 0]);
    });
});
