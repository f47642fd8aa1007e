import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Source, sourceOf } from "../../../provider/formats/bytes/source.ts";
import { writeIso9660 } from "../../../provider/formats/iso9660/index.ts";
import { writeVfat } from "../../../provider/formats/vfat/index.ts";
import { type ImageContents, openImage, readImage } from "../../../provider/image/read.ts";
import { anyName, file, treesOf, wholeOf } from "../formats/iso9660/trees.ts";
import { fatName, fatTreesOf, SMALL, wholeOf as wholeVfat } from "../formats/vfat/trees.ts";

/** An image that isn't in memory, as far as its reader can tell, and how many bytes were read of it. */
const apart = (bytes: Uint8Array): Source & { readonly count: () => number } => {
    let read = 0;
    return {
        size: bytes.length,
        count: () => read,
        read: (offset, length) => {
            if (offset + length > bytes.length) throw new RangeError("a read beyond the end");
            read += length;
            return bytes.slice(offset, offset + length);
        },
    };
};

/** Everything that a reader found, with its contents, which are read in pieces. */
const everything = ({ files, ...rest }: ImageContents): unknown => ({
    ...rest,
    files: files.map(({ path, size, content, chunks: _, ...more }, index) => ({
        path,
        size,
        ...more,
        content: Buffer.from(content).toString("hex"),
        pieces: Buffer.concat([...(files[index]?.chunks() ?? [])].map((piece) => piece.slice())).toString("hex"),
    })),
});

describe("openImage", () => {
    it("finds the same in an image that isn't in memory", () => {
        fc.assert(
            fc.property(treesOf(anyName), fatTreesOf(fatName), (tree, fatTree) => {
                const images = [
                    wholeOf(writeIso9660(tree, { label: "config-2" })),
                    wholeVfat(writeVfat(fatTree, { label: "config-2", size: SMALL })),
                ];
                for (const image of images) {
                    const found = everything(openImage(apart(image)));
                    expect(found).toEqual(everything(readImage(image)));
                    expect(found).toEqual(everything(openImage(sourceOf(image))));
                }
            }),
            { numRuns: 50 },
        );
    });

    it.each([
        [
            "ISO 9660",
            () =>
                wholeOf(
                    writeIso9660([file("a/b"), { path: "big", content: new Uint8Array(64 << 20) }], { label: "x" }),
                ),
        ],
        [
            "VFAT",
            () =>
                wholeVfat(writeVfat([file("a/b"), { path: "big", content: new Uint8Array(60 << 20) }], { label: "x" })),
        ],
    ])("reads no contents until they are asked for: %s", (_name, make) => {
        const source = apart(make());
        const { files } = openImage(source);
        expect(files.map(({ path, size }) => [path, size > 1000])).toEqual([
            ["a/b", false],
            ["big", true],
        ]);
        expect(source.count()).toBeLessThan(1 << 20);
        expect(Buffer.from(files[0]?.content ?? []).toString()).toBe("a/b");
        expect(source.count()).toBeLessThan(1 << 20);
    });
});
