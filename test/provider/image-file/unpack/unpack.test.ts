import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Source, sourceOf } from "../../../../provider/formats/bytes/source.ts";
import type { Content } from "../../../../provider/formats/entries/content.ts";
import { writeVhd } from "../../../../provider/image-file/container/vhd.ts";
import { writeFlatVmdk } from "../../../../provider/image-file/container/vmdk/monolithic-flat.ts";
import { writeStreamOptimizedVmdk } from "../../../../provider/image-file/container/vmdk/stream-optimized.ts";
import { base64gzipOf } from "../../../../provider/image-file/files.ts";
import { ContainerError, type Unpacked, unpack } from "../../../../provider/image-file/unpack/unpack.ts";
import { joined as joinedBuffer } from "../../../support/in-memory.ts";
import { anyImage, diskOf, imageOf, wholeOf } from "../container/images.ts";

const MIB = 1024 * 1024;
const joined = (chunks: readonly Content[]): Uint8Array => new Uint8Array(joinedBuffer(chunks));
const opened = (bytes: Uint8Array): Unpacked | undefined => unpack(sourceOf(bytes));

const imageIn = (bytes: Uint8Array): Source => {
    const unpacked = opened(bytes);
    if (unpacked?.kind !== "image") throw new Error(JSON.stringify(unpacked));
    return unpacked.source;
};

const all = (source: Source): Uint8Array => source.read(0, source.size);
const sample = imageOf([new TextEncoder().encode("image".repeat(40_000))], 4096 * 60);

/** Why a file can't be opened or read; undefined if it can. Throws anything but the reader's own error. */
const reasonFor = (bytes: Uint8Array): string | undefined => {
    try {
        const unpacked = opened(bytes);
        if (unpacked?.kind !== "image") return unpacked?.kind === "problem" ? unpacked.reason : undefined;
        expect(unpacked.source.size).toBeLessThanOrEqual(4 * 1024 * MIB);
        const size = Math.min(unpacked.source.size, MIB);
        expect(unpacked.source.read(0, size)).toHaveLength(size);
        return undefined;
    } catch (error) {
        if (error instanceof ContainerError) return error.message;
        throw error;
    }
};

describe("unpack", () => {
    it("opens what was written, and reads it at any place", async () => {
        await fc.assert(
            fc.asyncProperty(anyImage, fc.nat(), fc.nat(), async (image, from, count) => {
                const vhd = writeVhd(image);
                const vmdk = writeStreamOptimizedVmdk(image);
                const disk = diskOf(image, vhd.virtualSize);
                for (const { chunks } of [vhd, vmdk]) {
                    const source = imageIn(joined(chunks));
                    expect(Buffer.compare(all(source), disk)).toBe(0);
                    const start = from % disk.length;
                    const size = count % (disk.length - start);
                    const read = source.read(start, size);
                    expect(Buffer.compare(read, disk.subarray(start, start + size))).toBe(0);
                }
                const text = new TextEncoder().encode(await base64gzipOf(image));
                expect(Buffer.compare(all(imageIn(text)), wholeOf(image))).toBe(0);
            }),
            { numRuns: 20 },
        );
    });

    it("says which file has the disk of a flat VMDK", () => {
        const { extent, describe: descriptor } = writeFlatVmdk(sample);
        expect(opened(joined(descriptor("disk-flat.vmdk").chunks))).toEqual({
            kind: "sibling",
            container: "vmdk",
            name: "disk-flat.vmdk",
            size: extent.size,
        });
    });

    it.each(["../secret", "/etc/passwd", "..", ".", "a\\b"])("follows no descriptor to %j", (name) => {
        const descriptor = joined(writeFlatVmdk(sample).describe(name).chunks);
        expect(opened(descriptor)).toBeUndefined();
    });

    it("leaves other files alone", () => {
        for (const bytes of [new Uint8Array(0), wholeOf(sample), new Uint8Array(2 * MIB)]) {
            expect(opened(new Uint8Array(bytes))).toBeUndefined();
        }
    });

    it("says that a VHD is truncated", () => {
        const vhd = joined(writeVhd(sample).chunks);
        expect(opened(vhd.subarray(512))).toEqual({
            kind: "problem",
            reason: `is a VHD disk of ${vhd.length - 512} bytes, but the file has ${vhd.length - 1024}: it is truncated`,
        });
    });

    it.each<[string, Uint8Array | string, string]>([
        ["damaged", Buffer.from(gzipSync("image").subarray(0, 20)).toString("base64"), ", but damaged or truncated"],
        ["no base64", `${Buffer.from(gzipSync("image")).toString("base64")}!`, ", but has other characters too"],
        [
            "a bomb",
            Buffer.from(gzipSync(Buffer.alloc(257 * MIB))).toString("base64"),
            " that has more than 268435456 bytes",
        ],
    ])("says that gzip in base64 is %s", (_name, text, reason) => {
        expect(opened(new TextEncoder().encode(String(text)))).toEqual({
            kind: "problem",
            reason: `is a gzipped image in base64${reason}`,
        });
    });

    it("trusts no number of a VMDK: any change of a few bytes leads to bytes or to its error", () => {
        const vmdk = joined(writeStreamOptimizedVmdk(sample).chunks);
        const place = fc.oneof(
            fc.nat({ max: 100 }),
            fc.nat({ max: vmdk.length - 1 }),
            fc.integer({ min: vmdk.length - 8192, max: vmdk.length - 1 }),
        );
        const reasons = new Set<string>();
        fc.assert(
            fc.property(fc.array(fc.tuple(place, fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }), (changes) => {
                const changed = vmdk.slice();
                for (const [offset, value] of changes) changed[offset] = value;
                const reason = reasonFor(changed);
                if (reason !== undefined) reasons.add(reason);
            }),
            { numRuns: 500 },
        );
        for (const reason of reasons) expect(reason).toMatch(/^is a damaged VMDK disk: /);
        expect(reasons.size).toBeGreaterThan(1);
    });
});
