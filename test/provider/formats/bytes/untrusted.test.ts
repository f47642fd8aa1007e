import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunksOf, partOf, type Source, sourceOf } from "../../../../provider/formats/bytes/source.ts";
import { Untrusted } from "../../../../provider/formats/bytes/untrusted.ts";

const SIZE = 200_000;
const bytes = Uint8Array.from({ length: SIZE }, (_, index) => (index * 31 + (index >> 8)) & 0xff);

/** A source that isn't in memory, as far as its readers can tell. */
const apart = (): Source & { readonly reads: number[] } => {
    const reads: number[] = [];
    return {
        size: SIZE,
        reads,
        read: (offset, length) => {
            if (offset + length > SIZE) throw new RangeError("a read beyond the end");
            reads.push(length);
            return bytes.slice(offset, offset + length);
        },
        fill: (offset, target) => target.set(bytes.subarray(offset, offset + target.length)),
    };
};

const damage = (reason: string): Error => new Error(reason);

describe("Untrusted", () => {
    it("reads the same from a source as from memory, at any places", () => {
        const [memory, file] = [new Untrusted(bytes, damage), new Untrusted(apart(), damage)];
        const place = fc.tuple(fc.nat({ max: SIZE - 8 }), fc.nat({ max: 100_000 }));
        fc.assert(
            fc.property(fc.array(place, { maxLength: 20 }), (places) => {
                for (const [offset, wanted] of places) {
                    const size = Math.min(wanted, SIZE - offset);
                    expect(file.u8(offset, "x")).toBe(memory.u8(offset, "x"));
                    expect(file.u16le(offset, "x")).toBe(memory.u16le(offset, "x"));
                    expect(file.u32le(offset, "x")).toBe(memory.u32le(offset, "x"));
                    expect(Buffer.compare(file.slice(offset, size, "x"), memory.slice(offset, size, "x"))).toBe(0);
                    expect(
                        Buffer.compare(
                            file.part(offset, size, "x").source.read(0, size),
                            bytes.subarray(offset, offset + size),
                        ),
                    ).toBe(0);
                }
            }),
        );
    });

    it("reads a source in pieces, not byte by byte", () => {
        const source = apart();
        const file = new Untrusted(source, damage);
        for (let offset = 0; offset < SIZE; offset += 1) file.u8(offset, "x");
        expect(source.reads).toEqual([65_536, 65_536, 65_536, SIZE - 3 * 65_536]);
    });

    it.each([
        ["in memory", () => new Untrusted(bytes, damage)],
        ["in a source", () => new Untrusted(apart(), damage)],
    ])("reads nothing behind the end %s", (_name, make) => {
        const file = make();
        const reason = `x should end at byte ${SIZE + 1}, but only ${SIZE} bytes exist.`;
        expect(() => file.u8(SIZE, "x")).toThrow(reason);
        expect(() => file.u32le(SIZE - 3, "x")).toThrow(reason);
        expect(() => file.slice(1, SIZE, "x")).toThrow(reason);
        expect(file.u8(SIZE - 1, "x")).toBe(bytes[SIZE - 1]);
        expect(file.slice(SIZE, 0, "x")).toHaveLength(0);
    });
});

describe("chunksOf", () => {
    it.each([
        ["in memory", () => sourceOf(bytes)],
        ["elsewhere", apart],
        ["that is a part", () => partOf(partOf(apart(), 0, SIZE), 0, SIZE)],
    ])("reads every byte of a source %s", (_name, make) => {
        fc.assert(
            fc.property(fc.nat({ max: SIZE }), fc.nat({ max: SIZE }), (start, wanted) => {
                const size = Math.min(wanted, SIZE - start);
                const read = Buffer.concat([...chunksOf(make(), start, size)].map((chunk) => chunk.slice()));
                expect(Buffer.compare(read, bytes.subarray(start, start + size))).toBe(0);
            }),
        );
    });

    it("uses one buffer for the pieces of a source that isn't in memory", () => {
        const size = 3 * 2 ** 20;
        const source: Source = {
            size,
            read: () => new Uint8Array(0),
            fill: (offset, target) => target.fill(offset >> 20),
        };
        const pieces = [...chunksOf(source, 0, size)];
        expect(new Set(pieces.map(({ buffer }) => buffer)).size).toBe(1);
        const own = new Uint8Array(2 ** 20);
        expect([...chunksOf(source, 0, size, own)][0]?.buffer).toBe(own.buffer);
    });
});
