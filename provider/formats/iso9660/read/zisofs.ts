import { inflateZlib } from "../../bytes/decompress.ts";
import type { Source } from "../../bytes/source.ts";
import { Untrusted } from "../../bytes/untrusted.ts";
import { quoted } from "../../entries/error.ts";
import { fault } from "../error.ts";
import { type FoundEntry, numberIn } from "./system-use.ts";
import { decodeText } from "./text.ts";

/*
 * zisofs (libisofs's doc/zisofs_format.txt): mkzftree and xorriso store a file as blocks in the zlib format, and its
 * ZF entry says so. Linux decompresses it, so a guest never sees the stored bytes. It also has no other sign of a
 * compressed file: the same bytes without a ZF entry are an ordinary file.
 */

/** A compressed file, by its ZF entry. */
export interface Compression {
    readonly path: string;
    /** Bytes of the file once it is decompressed. */
    readonly size: number;
    /** Base-2 logarithm of the bytes in a block before its compression. */
    readonly blockBits: number;
}

/** The only algorithm of Linux's kernel. `PZ` is zisofs version 2, which only libisofs reads. */
const ALGORITHM = "pz";
const MAGIC = [0x37, 0xe4, 0x53, 0x96, 0xc9, 0xdb, 0xd6, 0x07];
const HEADER_SIZE = 16;
const POINTER_SIZE = 4;
const MIN_BLOCK_BITS = 15;
const MAX_BLOCK_BITS = 17;

/** Reads the ZF entry of a file. Rejects a compression that isn't supported. */
export const readCompression = (image: Untrusted, path: string, entry: FoundEntry): Compression => {
    const { offset, size } = entry;
    if (size < 16) throw fault.readAt(path, "its ZF entry is truncated.");
    const algorithm = decodeText(image.slice(offset + 4, 2, "a compression algorithm"));
    if (algorithm !== ALGORITHM) {
        const version = algorithm === "PZ" ? "zisofs version 2" : `the algorithm ${quoted(algorithm)}`;
        throw fault.readAt(path, `the file is compressed with ${version}, which isn't supported.`);
    }
    const headerSize = 4 * image.u8(offset + 6, "a header size");
    const blockBits = image.u8(offset + 7, "a block size");
    if (headerSize !== HEADER_SIZE || blockBits < MIN_BLOCK_BITS || blockBits > MAX_BLOCK_BITS) {
        throw fault.readAt(
            path,
            `the file is compressed with a header of ${headerSize} bytes and blocks of 2^${blockBits} bytes, which isn't supported.`,
        );
    }
    return { path, size: numberIn(image, entry, 8, "the size of a compressed file"), blockBits };
};

/** Rejects a header that contradicts the ZF entry: one of them is wrong. */
const checkHeader = (stored: Untrusted, { path, size, blockBits }: Compression): void => {
    const header = stored.slice(0, HEADER_SIZE, "its header");
    const isSame =
        MAGIC.every((byte, index) => header[index] === byte) &&
        stored.u32le(8, "its size") === size &&
        header[12] === HEADER_SIZE / 4 &&
        header[13] === blockBits;
    if (!isSame) throw fault.readAt(path, "its content doesn't start with the header that its ZF entry describes.");
};

/** Decompresses a file. The caller has checked that its size is reasonable. */
export const decompress = (compression: Compression, source: Source): Uint8Array => {
    const { path, size, blockBits } = compression;
    const stored = new Untrusted(source, (reason) => fault.readAt(path, `its compression is damaged: ${reason}`));
    checkHeader(stored, compression);
    const blockSize = 2 ** blockBits;
    const count = Math.ceil(size / blockSize);
    stored.check(HEADER_SIZE, POINTER_SIZE * (count + 1), "its list of blocks");
    const pointer = (index: number): number => stored.u32le(HEADER_SIZE + POINTER_SIZE * index, "a block's place");
    const content = new Uint8Array(size);
    for (let index = 0; index < count; index += 1) {
        const [start, end] = [pointer(index), pointer(index + 1)];
        // A block of zeros isn't stored.
        if (start === end) continue;
        if (start > end) throw fault.readAt(path, "its compression is damaged: a block ends before it starts.");
        const offset = index * blockSize;
        const length = Math.min(blockSize, size - offset);
        // zlib never makes a block twice as long. A longer one isn't even read.
        const bytes = end - start > 2 * blockSize ? undefined : stored.slice(start, end - start, "a block");
        const block = bytes && inflateZlib(bytes, length);
        if (block === undefined) throw fault.readAt(path, "its compression is damaged: a block can't be decompressed.");
        content.set(block, offset);
    }
    return content;
};
