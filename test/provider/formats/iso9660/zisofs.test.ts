import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sequence } from "../../../../provider/formats/bytes/record.ts";
import { text, u8, zeros } from "../../../../provider/formats/bytes/scalar.ts";
import { Iso9660Error, readIso9660 } from "../../../../provider/formats/iso9660/index.ts";
import { type Compressed, compressedImage, packed, systemUseImage } from "./absurd.ts";

const BLOCK = 32_768;

/** The blocks of a file; one of zeros takes no bytes. */
const blocksOf = (content: Uint8Array, blockBits: number): readonly Uint8Array[] =>
    Array.from({ length: Math.ceil(content.length / 2 ** blockBits) }, (_nothing, index) => {
        const block = content.subarray(index * 2 ** blockBits, (index + 1) * 2 ** blockBits);
        return block.every((byte) => byte === 0) ? new Uint8Array() : deflateSync(block);
    });

const read = (stored: Uint8Array, compressed: Compressed): Uint8Array | string => {
    try {
        return readIso9660(compressedImage(stored, compressed)).files[0]?.content ?? "no file";
    } catch (error) {
        if (error instanceof Iso9660Error) return error.message;
        throw error;
    }
};

describe("readIso9660 of files that zisofs has compressed", () => {
    it("gives out what was compressed, whatever it is", () => {
        const part = fc.record({ byte: fc.constantFrom(0, 0x55), length: fc.nat(3 * BLOCK) });
        fc.assert(
            fc.property(fc.array(part, { maxLength: 4 }), fc.integer({ min: 15, max: 17 }), (parts, blockBits) => {
                const content = Buffer.concat(parts.map(({ byte, length }) => Buffer.alloc(length, byte)));
                // The image, with which its files' sizes are compared, isn't smaller for what isn't stored.
                const stored = Buffer.concat([
                    packed(content.length, blocksOf(content, blockBits), blockBits),
                    content,
                ]);
                const found = read(stored, { size: content.length, blockBits });
                expect(typeof found === "string" ? found : Buffer.compare(found, content)).toBe(0);
            }),
        );
    });

    const hello = packed(5, [deflateSync(Buffer.from("hello"))]);
    const changed = (offset: number, ...values: readonly number[]): Uint8Array => {
        const copy = hello.slice();
        copy.set(values, offset);
        return copy;
    };
    const two = packed(BLOCK + 5, [deflateSync(Buffer.alloc(BLOCK, 1)), deflateSync(Buffer.from("hello"))]);

    it.each<[string, string, Uint8Array, Compressed]>([
        [
            "version 2",
            "the file is compressed with zisofs version 2, which isn't supported.",
            hello,
            { algorithm: "PZ", size: 5 },
        ],
        [
            "another algorithm",
            'the file is compressed with the algorithm "xz", which isn\'t supported.',
            hello,
            { algorithm: "xz", size: 5 },
        ],
        [
            "a control character",
            'the file is compressed with the algorithm "\\u007f\\n", which isn\'t supported.',
            hello,
            { algorithm: "\x7f\n", size: 5 },
        ],
        [
            "larger blocks",
            "the file is compressed with a header of 16 bytes and blocks of 2^18 bytes, which isn't supported.",
            hello,
            { blockBits: 18, size: 5 },
        ],
        [
            "a longer header",
            "the file is compressed with a header of 20 bytes and blocks of 2^15 bytes, which isn't supported.",
            hello,
            { headerSize: 20, size: 5 },
        ],
        [
            "no header",
            "its compression is damaged: its header should end at byte 16, but only 15 bytes exist.",
            hello.subarray(0, 15),
            { size: 5 },
        ],
        [
            "another header",
            "its content doesn't start with the header that its ZF entry describes.",
            changed(7, 8),
            { size: 5 },
        ],
        ["another size", "its content doesn't start with the header that its ZF entry describes.", hello, { size: 6 }],
        [
            "no list",
            "its compression is damaged: its list of blocks should end at byte 24, but only 23 bytes exist.",
            hello.subarray(0, 23),
            { size: 5 },
        ],
        [
            "a block outside",
            "its compression is damaged: a block should end at byte 255, but only 37 bytes exist.",
            changed(20, 255),
            { size: 5 },
        ],
        [
            "a block backwards",
            "its compression is damaged: a block ends before it starts.",
            changed(20, 16),
            { size: 5 },
        ],
        [
            "bytes that aren't zlib's",
            "its compression is damaged: a block can't be decompressed.",
            changed(24, 0),
            { size: 5 },
        ],
        ["a wrong checksum", "its compression is damaged: a block can't be decompressed.", changed(36, 0), { size: 5 }],
        [
            "a block that ends early",
            "its compression is damaged: a block can't be decompressed.",
            changed(20, 30),
            { size: 5 },
        ],
        [
            "a block that is too short",
            "its compression is damaged: a block can't be decompressed.",
            packed(6, [deflateSync(Buffer.from("hello"))]),
            { size: 6 },
        ],
        [
            "a block that is too long",
            "its compression is damaged: a block can't be decompressed.",
            packed(4, [deflateSync(Buffer.from("hello"))]),
            { size: 4 },
        ],
        [
            "a size beyond the image",
            "all files together are more than 16 times as large as the image.",
            hello,
            { size: 0xffff_ffff },
        ],
        [
            "a size that needs more blocks",
            "its compression is damaged: its list of blocks should end at byte 32, but only 29 bytes exist.",
            packed(2 * BLOCK + 1, [deflateSync(Buffer.from("h"))]).subarray(0, 29),
            { size: 2 * BLOCK + 1 },
        ],
    ])("rejects %s by the file's name", (_name, reason, stored, compressed) => {
        expect(read(stored, compressed)).toBe(`read "packed" from ISO 9660 image: ${reason}`);
    });

    it("reads what the broken ones are made of", () => {
        expect(Buffer.from(read(hello, { size: 5 })).toString()).toBe("hello");
        expect(read(two, { size: BLOCK + 5 })).toHaveLength(BLOCK + 5);
    });

    it("doesn't decompress without a ZF entry, as Linux doesn't", () => {
        const [file] = readIso9660(systemUseImage("plain", hello, zeros(0))).files;
        expect(Buffer.compare(file?.content ?? Buffer.alloc(0), hello)).toBe(0);
    });

    it("rejects sparse files (RRIP 4.1.7), whose content is a table", () => {
        const sparse = sequence([text("SF"), u8(21), u8(1), zeros(17)]);
        expect(() => readIso9660(systemUseImage("holes", hello, sparse))).toThrow(
            'read "holes" from ISO 9660 image: the file is stored in sparse parts, which isn\'t supported.',
        );
    });
});
