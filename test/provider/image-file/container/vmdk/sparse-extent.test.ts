import { describe, expect, it } from "vitest";
import {
    grainMarker,
    metadataMarker,
    sectorTable,
    sparseHeader,
} from "../../../../../provider/image-file/container/vmdk/sparse-extent.ts";
import { annotated, dump } from "../../../formats/bytes/annotated.ts";

const header = (gdOffset: string): Uint8Array =>
    annotated(`
        4b 44 4d 56                      // magicNumber: "KDMV"
        03 00 00 00                      // version
        01 00 03 00                      // flags: newline test, compressed, markers
        00 00 02 00 00 00 00 00          // capacity: 131072
        80 00 00 00 00 00 00 00          // grainSize: 128
        01 00 00 00 00 00 00 00          // descriptorOffset
        14 00 00 00 00 00 00 00          // descriptorSize: 20
        00 02 00 00                      // numGTEsPerGT: 512
        00 00 00 00 00 00 00 00          // rgdOffset
        ${gdOffset}                      // gdOffset
        80 00 00 00 00 00 00 00          // overHead: 128
        00                               // uncleanShutdown
        0a 20 0d 0a                      // singleEndLineChar, nonEndLineChar, doubleEndLineChar1 and 2
        01 00                            // compressAlgorithm: deflate
        00*433                           // pad
    `);

describe("sparseHeader", () => {
    it("refers to the footer at the start of a stream", () => {
        expect(dump(sparseHeader(131_072, "at the end"))).toBe(dump(header("ff*8")));
    });

    it("gives the grain directory's place at its end", () => {
        expect(dump(sparseHeader(131_072, 0x1234))).toBe(dump(header("34 12 00 00 00 00 00 00")));
    });
});

describe("grainMarker", () => {
    it("contains the first sector and the compressed size", () => {
        const expected = annotated(`
            80 01 00 00 00 00 00 00          // lba: 384
            2a 00 00 00                      // size: 42
        `);
        expect(dump(grainMarker(384, 42))).toBe(dump(expected));
    });
});

describe("metadataMarker", () => {
    it.each([
        ["grainTable", 4, "04", "01"],
        ["grainDirectory", 1, "01", "02"],
        ["footer", 1, "01", "03"],
    ] as const)("tells kind and size of what follows: %s", (kind, sectors, count, type) => {
        const expected = annotated(`
            ${count} 00 00 00 00 00 00 00    // numSectors
            00 00 00 00                      // size
            ${type} 00 00 00                 // type
            00*496                           // pad
        `);
        expect(dump(metadataMarker(kind, sectors))).toBe(dump(expected));
    });
});

describe("sectorTable", () => {
    it("writes 32 bits for each", () => {
        expect(dump(sectorTable([0, 0x12345678]))).toBe(dump(annotated("00*4 78 56 34 12")));
    });
});
