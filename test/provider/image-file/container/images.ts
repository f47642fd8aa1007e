import fc from "fast-check";
import { type DriveImage, sha256Of, wholeImage } from "../../../../provider/image/write.ts";
import type { BytesImage } from "../../../../provider/image-file/in-memory.ts";
import { joined } from "../../../support/in-memory.ts";

const BLOCK = 4096;

/** An image of those chunks, followed by zeros up to the size. */
export const imageOf = (chunks: readonly Uint8Array[], size: number): BytesImage => {
    const used = chunks.reduce((total, { length }) => total + length, 0);
    return { size, used, chunks, digest: sha256Of(chunks) };
};

/** All bytes of an image. */
export const wholeOf = (image: DriveImage): Buffer => joined(wholeImage(image));

/** All bytes of a disk that has the image at its start. */
export const diskOf = (image: DriveImage, virtualSize: number): Buffer =>
    Buffer.concat([wholeOf(image), new Uint8Array(virtualSize - image.size)]);

/** Bytes that compress a little, a lot or not at all. */
const chunk = fc.oneof(
    fc.uint8Array({ maxLength: 3000, size: "max" }),
    fc.integer({ min: 0, max: 200_000 }).map((size) => new Uint8Array(size)),
    fc
        .tuple(fc.integer({ min: 0, max: 150_000 }), fc.integer({ min: 1, max: 255 }), fc.integer({ min: 1, max: 99 }))
        .map(([size, factor, period]) => Uint8Array.from({ length: size }, (_, index) => (index % period) * factor)),
    // A linear congruential generator: random to a compressor, but the same in every run.
    fc.tuple(fc.integer({ min: 0, max: 100_000 }), fc.integer()).map(([size, seed]) => {
        let state = seed;
        return Uint8Array.from({ length: size }, () => {
            state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
            return state >>> 24;
        });
    }),
);

/** Images of all kinds: in one chunk or many, full or mostly empty. */
export const anyImage: fc.Arbitrary<BytesImage> = fc
    .tuple(fc.array(chunk, { maxLength: 6 }), fc.integer({ min: 0, max: 600 }))
    .map(([chunks, spare]) => {
        const used = chunks.reduce((total, { length }) => total + length, 0);
        return imageOf(chunks, (Math.max(1, Math.ceil(used / BLOCK)) + spare) * BLOCK);
    });
