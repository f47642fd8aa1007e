import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeStreamOptimizedVmdk } from "../../../../../provider/image-file/container/vmdk/stream-optimized.ts";
import { anyImage, diskOf, imageOf } from "../images.ts";

const MIB = 1024 * 1024;
const SECTOR = 512;
const GRAIN = 128 * SECTOR;

/** Reads a disk through footer, directory and tables, like a reader with random access. */
const readByTables = (file: Buffer): Buffer => {
    const footer = file.subarray(file.length - 2 * SECTOR, file.length - SECTOR);
    const sectors = Number(footer.readBigUInt64LE(12));
    const disk = Buffer.alloc(sectors * SECTOR);
    const directory = Number(footer.readBigUInt64LE(56)) * SECTOR;
    for (let grain = 0; grain * 128 < sectors; grain += 1) {
        const table = file.readUInt32LE(directory + 4 * Math.floor(grain / 512)) * SECTOR;
        const place = table === 0 ? 0 : file.readUInt32LE(table + 4 * (grain % 512)) * SECTOR;
        if (place === 0) continue;
        expect(file.readBigUInt64LE(place)).toBe(BigInt(grain * 128));
        inflateSync(file.subarray(place + 12, place + 12 + file.readUInt32LE(place + 8))).copy(disk, grain * GRAIN);
    }
    return disk;
};

/** Reads a disk from start to end by the markers only, like an importer of a stream. */
const readByMarkers = (file: Buffer): { readonly disk: Buffer; readonly kinds: readonly string[] } => {
    const disk = Buffer.alloc(Number(file.readBigUInt64LE(12)) * SECTOR);
    const kinds: string[] = [];
    let place = Number(file.readBigUInt64LE(64)) * SECTOR;
    while (place < file.length) {
        const value = Number(file.readBigUInt64LE(place));
        const size = file.readUInt32LE(place + 8);
        const type = file.readUInt32LE(place + 12);
        if (size > 0) {
            inflateSync(file.subarray(place + 12, place + 12 + size)).copy(disk, value * SECTOR);
            place += Math.ceil((12 + size) / SECTOR) * SECTOR;
            kinds.push("grain");
        } else {
            kinds.push(["end", "table", "directory", "footer"][type] ?? "unknown");
            place += SECTOR + value * SECTOR;
        }
    }
    expect(place).toBe(file.length);
    return { disk, kinds };
};

describe("writeStreamOptimizedVmdk", () => {
    it("writes a disk that can be read by tables and by markers", () => {
        fc.assert(
            fc.property(anyImage, (image) => {
                const { size, virtualSize, chunks } = writeStreamOptimizedVmdk(image);
                const file = Buffer.concat(chunks);
                const disk = diskOf(image, virtualSize);
                expect(file.length).toBe(size);
                expect(virtualSize).toBe(Math.ceil(image.size / MIB) * MIB);
                expect(readByTables(file).equals(disk)).toBe(true);
                const { disk: streamed, kinds } = readByMarkers(file);
                expect(streamed.equals(disk)).toBe(true);
                expect(kinds.slice(-3)).toEqual(["directory", "footer", "end"]);
            }),
            { numRuns: 50 },
        );
    });

    it("omits grains of zeros, and tables without other grains", () => {
        const chunks = [new Uint8Array(40 * MIB), Uint8Array.of(1), new Uint8Array(GRAIN - 1), new Uint8Array(GRAIN)];
        const { chunks: written } = writeStreamOptimizedVmdk(imageOf(chunks, 100 * MIB));
        const { kinds } = readByMarkers(Buffer.concat(written));
        expect(kinds).toEqual(["grain", "table", "directory", "footer", "end"]);
        const { chunks: empty } = writeStreamOptimizedVmdk(imageOf([], MIB));
        expect(readByMarkers(Buffer.concat(empty)).kinds).toEqual(["directory", "footer", "end"]);
    });

    it("has its descriptor after the header, and zeros up to the first grain", () => {
        const file = Buffer.concat(writeStreamOptimizedVmdk(imageOf([Uint8Array.of(1)], 4096)).chunks);
        const descriptor = file.subarray(SECTOR, 21 * SECTOR).toString("latin1");
        expect(descriptor).toMatch(/^# Disk DescriptorFile\nversion=1\n[ -~\n]+\n\0+$/);
        expect(file.subarray(21 * SECTOR, 128 * SECTOR).every((byte) => byte === 0)).toBe(true);
    });
});
