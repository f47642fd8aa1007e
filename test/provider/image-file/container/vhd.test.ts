import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vhdFooter, writeVhd } from "../../../../provider/image-file/container/vhd.ts";
import { joined } from "../../../support/in-memory.ts";
import { annotated, dump } from "../../formats/bytes/annotated.ts";
import { anyImage, diskOf, imageOf } from "./images.ts";

const MIB = 1024 * 1024;
const DIGEST = "00112233445566778899aabbccddeeff".repeat(2);

describe("vhdFooter", () => {
    it("writes the footer of a fixed disk of 64 MiB", () => {
        const expected = annotated(`
            63 6f 6e 65 63 74 69 78          // Cookie: "conectix"
            00 00 00 02                      // Features: reserved, always set
            00 01 00 00                      // File Format Version: 1.0
            ff*8                             // Data Offset: none
            00 00 00 00                      // Time Stamp
            77 69 6e 20                      // Creator Application: "win "
            00 0a 00 00                      // Creator Version
            57 69 32 6b                      // Creator Host OS: "Wi2k"
            00 00 00 00 04 00 00 00          // Original Size: 67108864
            00 00 00 00 04 00 00 00          // Current Size
            01 00 10 20                      // Disk Geometry: 256 cylinders, 16 heads, 32 sectors per track
            00 00 00 02                      // Disk Type: fixed
            ff ff e9 7f                      // Checksum
            00 11 22 33 44 55 86 77          // Unique Id: of the digest, version 8
            88 99 aa bb cc dd ee ff
            00                               // Saved State
            00*427                           // Reserved
        `);
        expect(dump(vhdFooter(64 * MIB, DIGEST))).toBe(dump(expected));
    });

    it("has a geometry of exactly the size, and a matching checksum", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 32_255 }), (mib) => {
                const footer = vhdFooter(mib * MIB, DIGEST);
                const view = new DataView(footer.buffer);
                expect(view.getUint16(56) * view.getUint8(58) * view.getUint8(59) * 512).toBe(mib * MIB);
                expect(view.getBigUint64(48)).toBe(BigInt(mib * MIB));
                const sum = footer.reduce((total, byte) => total + byte, 0);
                const checksum = footer.subarray(64, 68).reduce((total, byte) => total + byte, 0);
                expect(view.getUint32(64)).toBe(2 ** 32 - 1 - (sum - checksum));
            }),
        );
    });

    /** The specification's appendix "CHS Calculation", as the four bytes of the footer. */
    const specified = (sectors: number): number => {
        const pack = (product: number, heads: number, track: number): number =>
            Math.floor(product / heads) * 65_536 + heads * 256 + track;
        if (sectors >= 65_535 * 16 * 63) return pack(Math.floor(Math.min(sectors, 65_535 * 16 * 255) / 255), 16, 255);
        let track = 17;
        let product = Math.floor(sectors / track);
        let heads = Math.max(4, Math.ceil(product / 1024));
        for (const next of [31, 63]) {
            if (product < heads * 1024 && heads <= 16) break;
            [track, heads] = [next, 16];
            product = Math.floor(sectors / track);
        }
        return pack(product, heads, track);
    };

    it("has no more cylinders than the specification's algorithm gives, since vhd-util rejects more", () => {
        const sizes = fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 2040 * 1024 }));
        fc.assert(
            fc.property(sizes, (mib) => {
                const view = new DataView(vhdFooter(mib * MIB, DIGEST).buffer);
                expect(view.getUint32(56)).toBeLessThanOrEqual(specified(mib * 2048));
            }),
            { numRuns: 2000 },
        );
    });
});

describe("writeVhd", () => {
    it("puts the image at the start of a disk of whole MiB, and the footer after it", () => {
        fc.assert(
            fc.property(anyImage, (image) => {
                const { size, virtualSize, chunks } = writeVhd(image);
                const file = joined(chunks);
                expect(file.length).toBe(size);
                expect(virtualSize).toBe(Math.ceil(image.size / MIB) * MIB);
                expect(file.subarray(0, virtualSize).equals(diskOf(image, virtualSize))).toBe(true);
                expect(file.subarray(virtualSize).equals(vhdFooter(virtualSize, image.digest))).toBe(true);
            }),
            { numRuns: 50 },
        );
    });

    it("copies nothing of the image", () => {
        const chunks = [new Uint8Array(4096).fill(1), new Uint8Array(4096).fill(2)];
        expect(writeVhd(imageOf(chunks, 8192)).chunks.slice(0, 2)).toEqual(chunks);
        expect(writeVhd(imageOf(chunks, 8192)).chunks[0]).toBe(chunks[0]);
    });
});
