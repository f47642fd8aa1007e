import { describe, expect, it } from "vitest";
import { readImage, readLabel } from "../../../provider/image/read.ts";
import { brokenSeal, isOwnImage, SEAL_AREA, sealOf, unsealedChunks } from "../../../provider/image/seal.ts";
import { type DriveImage, isImageError, writeImage } from "../../../provider/image/write.ts";
import type { ImageFormat } from "../../../provider/model/inputs.ts";
import type { FileTree } from "../../../provider/tree/file-tree.ts";
import { joined } from "../../support/in-memory.ts";
import { recognised } from "../../support/recognised.ts";

const tree: FileTree = [
    { path: "openstack/latest/meta_data.json", content: Buffer.from("{}\n"), holds: "plain" },
    { path: "openstack/content/0000", content: Buffer.alloc(100_000, "content"), holds: "plain" },
];
const imageOf = (format: ImageFormat): DriveImage => writeImage(tree, { format, label: "config-2" });

describe.each<ImageFormat>(["iso9660", "vfat"])("the seal of an image in %s", (format) => {
    const image = imageOf(format);
    const whole = joined(image.chunks);

    it("makes the rest an image", () => {
        const { offset, bytes } = sealOf(image);
        const medium = joined(unsealedChunks(image, image.used));
        expect(medium.length).toBe(image.used);
        medium.set(bytes, offset);
        expect(medium.equals(whole)).toBe(true);
    });

    it("leaves nothing that a reader takes for an image, without the rest of it or with all of it", () => {
        const { offset, bytes } = brokenSeal(image);
        const broken = Buffer.from(whole);
        broken.set(bytes, offset);
        for (const medium of [broken, joined(unsealedChunks(image, image.size))]) {
            expect(readLabel(medium)).toBe("");
            expect(recognised(medium)).toBe("");
            expect(() => readImage(medium)).toThrow(expect.toSatisfy(isImageError));
        }
        expect(recognised(joined(unsealedChunks(image, image.size)))).toBe("");
        expect(recognised(whole)).toBe(format);
    });

    it("is followed by zeros", () => {
        const medium = joined(unsealedChunks(image, image.used + 10_000));
        expect(medium.length).toBe(image.used + 10_000);
        expect(medium.subarray(image.used).every((byte) => byte === 0)).toBe(true);
    });

    it("says who wrote the image, and so does a broken one", () => {
        expect(isOwnImage(whole.subarray(0, SEAL_AREA))).toBe(true);
        expect(isOwnImage(joined(unsealedChunks(image, image.used)).subarray(0, SEAL_AREA))).toBe(true);
        expect(isOwnImage(whole.subarray(0, 2))).toBe(false);
    });
});

describe("isOwnImage", () => {
    it.each([
        ["nothing", new Uint8Array()],
        ["zeros", new Uint8Array(SEAL_AREA)],
        ["a text", Buffer.from("PULUMI-CONFIG-DRIVE CFGDRIVE")],
        ["another program's boot sector", Buffer.from("\u00eb<\u0090mkfs.fat", "latin1")],
        [
            "another program's descriptor",
            Buffer.concat([Buffer.alloc(0x8000), Buffer.from("\u0001CD001\u0001".padEnd(2048))]),
        ],
    ])("isn't true of %s", (_, start) => {
        expect(isOwnImage(start)).toBe(false);
    });
});
