import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImageEntry, writeIso9660 } from "../../provider/formats/iso9660/index.ts";
import { writeVfat } from "../../provider/formats/vfat/index.ts";
import {
    compressedImage,
    deepImage,
    endlessImage,
    hugeRootImage,
    packed,
    sharingImage,
} from "../provider/formats/iso9660/absurd.ts";
import { file, wholeOf as wholeIso9660 } from "../provider/formats/iso9660/trees.ts";
import { SMALLEST, wholeOf as wholeVfat } from "../provider/formats/vfat/trees.ts";
import { Folder } from "./harness.ts";
import { type Measured, measured } from "./measured.ts";

const MIB = 1024 * 1024;
const inspect = (image: string, ...flags: readonly string[]): Measured => measured("inspect", image, ...flags);

const iso9660 = (entries: readonly ImageEntry[]): Uint8Array =>
    wholeIso9660(writeIso9660(entries, { label: "config-2" }));
const vfat = (entries: readonly ImageEntry[], size: number): Uint8Array =>
    wholeVfat(writeVfat(entries, { label: "config-2", size }));

const many = (count: number, name: (index: number) => string): readonly ImageEntry[] =>
    Array.from({ length: count }, (_nothing, index) => file(name(index), ""));

/** A FAT16 image of one file that lies in two pieces. */
const scattered = (): Uint8Array => {
    const image = vfat([{ path: "a", content: new Uint8Array(15 * MIB) }], 64 * MIB);
    const table = new DataView(image.buffer, 4 * 512);
    table.setUint16(2 * 2, 30_000, true);
    table.setUint16(2 * 30_000, 4, true);
    return image;
};

/** An image of a file in compressed blocks, no smaller than one sixteenth of the file. */
const compressed = (size: number): Uint8Array => {
    const block = deflateSync(Buffer.alloc(32_768, 1));
    const blocks = Array.from({ length: size / 32_768 }, () => block);
    return compressedImage(Buffer.concat([packed(size, blocks), Buffer.alloc(size / 16)]), { size });
};

describe("config-drive inspect", () => {
    let folder: Folder;
    let least: number;

    beforeAll(() => {
        folder = new Folder();
        least = inspect(folder.file("tiny.iso", iso9660([file("a")]))).memory;
    });
    afterAll(() => folder[Symbol.dispose]());

    it.each<[string, () => Uint8Array, RegExp]>([
        ["65,536 files", () => iso9660(many(65_530, (index) => `${index % 6}/interface number ${index}.json`)), /^$/],
        ["names of 4 MiB", () => iso9660(many(16_500, (index) => `d/${"n".repeat(245)}${index}`)), /^$/],
        [
            "names of 4 Mi characters in two bytes each, on VFAT",
            () =>
                vfat(
                    many(16_500, (index) => `${index % 20}/${"漢".repeat(245)}${index}`),
                    256 * MIB,
                ),
            /^$/,
        ],
        ["a scattered file", scattered, /^$/],
        [
            "65,535 names of 220 characters",
            () =>
                sharingImage(
                    Array.from({ length: 65_535 }, (_nothing, index) => `${index}`.padStart(220, "N")),
                    0,
                ),
            /it has more than 65536 entries, or its paths have more than 4194304 characters together\.$/,
        ],
        [
            "10,000 files that share 8 MiB",
            () =>
                sharingImage(
                    Array.from({ length: 10_000 }, (_nothing, index) => `${index}`),
                    8 * MIB,
                ),
            /all files together are more than 16 times as large as the image\.$/,
        ],
        [
            "12 files that share 24 MiB",
            () =>
                sharingImage(
                    Array.from({ length: 12 }, (_nothing, index) => `${index}`),
                    24 * MIB,
                ),
            /^$/,
        ],
        ["20,000 levels", () => deepImage(20_000), /the path is longer than 4095 characters\.$/],
        [
            "metadata that grows when it is indented",
            () => {
                const json = `${"[".repeat(62)}1${",1".repeat(520_000)}${"]".repeat(62)}`;
                return iso9660([file("openstack/latest/meta_data.json", json)]);
            },
            /^has more than 10000 values$/,
        ],
        [
            "metadata of many small objects",
            () => {
                const json = JSON.stringify(
                    Object.fromEntries(Array.from({ length: 80_000 }, (_, key) => [`k${key}`, {}])),
                );
                return iso9660([file("openstack/latest/meta_data.json", json)]);
            },
            /^has more than 10000 values$/,
        ],
        ["15 MiB that are compressed", () => compressed(15 * MIB), /^$/],
        [
            "17 MiB that are compressed",
            () => compressed(17 * MIB),
            /compressed files of more than 16777216 bytes would have to be decompressed\.$/,
        ],
        [
            "a block that decompresses to 256 MiB",
            () => compressedImage(packed(5, [deflateSync(Buffer.alloc(256 * MIB))]), { size: 5 }),
            /its compression is damaged: a block can't be decompressed\.$/,
        ],
        ["a root that is larger than any image", hugeRootImage, /the root directory should end at byte [0-9]+, but/],
        ["20,000 endless continuations", () => endlessImage(20_000), /a record has more than 32 continuation areas\.$/],
    ])("takes less than 64 MiB and a part of an image with %s, and ends in time", (_name, imageOf, complaint) => {
        const image = imageOf();
        const path = folder.file("absurd.img", image);
        for (const flags of [[], ["--json"]]) {
            const { code, out, err, memory, milliseconds } = inspect(path, ...flags);
            const said = flags.length === 0 ? err.trim().replace(/^[^:]*: /, "") : "";
            expect(said).toMatch(flags.length === 0 ? complaint : /^$/);
            expect(code).toBe(complaint.source === "^$" ? 0 : 1);
            expect(said.split("\n")).toHaveLength(1);
            // What can be read is shown besides what can't.
            expect(out === "").toBe(code === 1 && flags.length === 0 && !complaint.source.endsWith("values$"));
            // The image isn't in memory, but what is read of it isn't collected at once.
            expect(memory - least).toBeLessThan(64 * MIB + Math.min(image.length, 24 * MIB));
            // The machine may be busy; an image that is slow to read takes minutes.
            expect(milliseconds).toBeLessThan(30_000);
        }
    });

    it("ends with one line for a VFAT image that is cut off", () => {
        const image = vfat([file("a")], SMALLEST).subarray(0, SMALLEST / 2);
        const { code, out, err } = inspect(folder.file("cut.img", image));
        expect({ code, out }).toEqual({ code: 1, out: "" });
        expect(err).toMatch(/^.*cut\.img: read VFAT image: the volume has [0-9]+ bytes, but .* it is truncated\.\n$/);
    });
});
