import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FileContent } from "../../../provider/formats/entries/content.ts";
import { ImageDigest } from "../../../provider/image/image-digest.ts";
import { readImage } from "../../../provider/image/read.ts";
import { hasFiles, memoryOf, writeImage } from "../../../provider/image/write.ts";
import type { TreeFile } from "../../../provider/tree/file-tree.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

interface Given {
    readonly bytes: Uint8Array;
    readonly isOnDisk: boolean;
}

const treeOf = (given: readonly Given[]): readonly TreeFile[] =>
    given.map(({ bytes, isOnDisk }, index) => {
        const path = `file-${index}`;
        const file = new FileContent({ path: `/${path}`, name: path, length: bytes.length, sha256: sha256(bytes) });
        return { path, content: isOnDisk ? file : bytes, holds: "plain" };
    });

const given = fc.array(fc.record({ bytes: fc.uint8Array({ maxLength: 6000, size: "max" }), isOnDisk: fc.boolean() }), {
    maxLength: 6,
});

describe.each(["iso9660", "vfat"] as const)("an image of format %s with files on disk", (format) => {
    const options = { format, label: "config-2", size: 4 * 1024 * 1024 };
    const write = (files: readonly Given[]) => writeImage(treeOf(files), options);

    it("has the bytes of one without, and a digest that its bytes tell, in pieces of any size", () => {
        fc.assert(
            fc.property(given, fc.integer({ min: 1, max: 70_000 }), (files, step) => {
                const image = write(files);
                const plain = write(files.map(({ bytes }) => ({ bytes, isOnDisk: false })));
                expect([image.size, image.used]).toEqual([plain.size, plain.used]);
                const whole = Buffer.concat(
                    image.chunks.map((chunk) =>
                        chunk instanceof FileContent
                            ? (files[Number(chunk.name.slice(5))]?.bytes ?? chunk.path)
                            : chunk,
                    ) as Uint8Array[],
                );
                expect(sha256(whole)).toBe(plain.digest);
                const digest = new ImageDigest(image);
                for (let at = 0; at < whole.length; at += step) digest.update(whole.subarray(at, at + step));
                digest.update(new Uint8Array(100));
                expect(digest.digest()).toBe(image.digest);
                expect(digest.storedDigest()).toBe(plain.digest);
                expect(
                    readImage(new Uint8Array(Buffer.concat([whole, new Uint8Array(image.size - image.used)]))).files,
                ).toHaveLength(files.length);
            }),
            { numRuns: 60 },
        );
    });

    it("has another digest when a file has another hash", () => {
        const [one, other] = ["a", "b"].map((text) => write([{ bytes: Buffer.from(text), isOnDisk: true }]));
        expect(one?.digest).not.toBe(other?.digest);
    });

    it("keeps only the rest in memory, and needs no file to be planned", () => {
        const content = new FileContent({ path: "/none", name: "none", length: 1 << 20, sha256: "00".repeat(32) });
        const image = writeImage([{ path: "big", content, holds: "plain" }], options);
        expect(image.chunks).toContain(content);
        expect(hasFiles(image)).toBe(true);
        expect(memoryOf(image)).toBe(image.used - (1 << 20));
    });
});

describe("equal contents in memory and on disk", () => {
    it("are stored once in ISO 9660, whichever comes first", () => {
        const bytes = new Uint8Array(50_000).fill(7);
        const both = [true, false].map((isOnDisk) => ({ bytes, isOnDisk }));
        for (const files of [both, both.toReversed()]) {
            expect(writeImage(treeOf(files), { format: "iso9660", label: "config-2" }).size).toBeLessThan(150_000);
        }
    });
});
