import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readVfat, VfatError, writeVfat } from "../../../../provider/formats/vfat/index.ts";
import {
    A,
    BIG_IN_ROOT,
    changed,
    FAT,
    HELLO,
    ROOT,
    SECTOR,
    setName,
    tryReading,
    valid,
    withBoot,
    withEntry,
    withNext,
} from "./sample.ts";
import { wholeOf } from "./trees.ts";

describe("readVfat of broken images", () => {
    it.each<[string, string, Uint8Array]>([
        ["nothing", "it has no boot sector, so it isn't a VFAT image.", new Uint8Array(0)],
        ["zeros", "it has no boot sector, so it isn't a VFAT image.", new Uint8Array(100_000)],
        ["an image without signature", "it has no boot sector, so it isn't a VFAT image.", withBoot(510, 0)],
        ["sectors of no size", "its sectors have 0 bytes, so it isn't a VFAT image.", withBoot(12, 0)],
        ["sectors of 513 bytes", "its sectors have 513 bytes, so it isn't a VFAT image.", withBoot(11, 1)],
        ["huge sectors", "its sectors have 32768 bytes, so it isn't a VFAT image.", withBoot(12, 0x80)],
        ["clusters of no sectors", "its clusters have 0 sectors.", withBoot(13, 0)],
        ["clusters of three sectors", "its clusters have 3 sectors.", withBoot(13, 3)],
        ["no reserved sectors", "it reserves no sector for its boot sector.", withBoot(14, 0)],
        ["no FAT", "it has 0 file allocation tables.", withBoot(16, 0)],
        ["too many FATs", "it has 200 file allocation tables.", withBoot(16, 200)],
        ["a root in half a sector", "its root directory ends inside a sector.", withBoot(17, 1)],
        [
            "FATs of no size",
            "its file allocation tables are empty.",
            changed(22, (view) => {
                view.setUint16(0, 0, true);
                view.setUint32(14, 0, true);
            }),
        ],
        [
            "a FAT larger than the volume",
            "it has no room for clusters.",
            changed(22, (view) => view.setUint16(0, 0xffff, true)),
        ],
        [
            "a truncated image",
            "the volume has 2129920 bytes, but the image only 2129919: it is truncated.",
            valid.subarray(0, valid.length - 1),
        ],
        ["a volume of no size", "it has no room for clusters.", changed(19, (view) => view.setUint16(0, 0, true))],
        [
            "a volume of 2 TiB",
            "the volume has 2199023255040 bytes, but the image only 2129920: it is truncated.",
            changed(19, (view) => {
                view.setUint16(0, 0, true);
                view.setUint32(13, 0xffff_ffff, true);
            }),
        ],
    ])("rejects %s", (_name, reason, image) => {
        expect(tryReading(image)).toBe(`read VFAT image: ${reason}`);
    });

    it.each<[string, string, string, Uint8Array]>([
        ["a chain that returns", "big", "cluster 9 is part of another chain or occurs twice.", withNext(10, 9)],
        ["a chain that stays", "big", "cluster 8 is part of another chain or occurs twice.", withNext(8, 8)],
        [
            "files that share a cluster",
            "a/hello.txt",
            "cluster 8 is part of another chain or occurs twice.",
            withEntry(A, HELLO, (entry) => entry.setUint16(26, 8, true)),
        ],
        ["a chain that ends early", "big", "its cluster chain ends before its content.", withNext(9, 0xffff)],
        ["a chain that begins early", "big", "its cluster chain ends before its content.", withNext(8, 0xffff)],
        ["a chain into free clusters", "big", "cluster 9 is followed by 0, which doesn't exist.", withNext(9, 0)],
        [
            "a chain into bad clusters",
            "big",
            "cluster 9 is followed by 65527, which doesn't exist.",
            withNext(9, 0xfff7),
        ],
        [
            "a chain that leaves the volume",
            "big",
            "cluster 9 is followed by 4095, which doesn't exist.",
            withNext(9, 4095),
        ],
        [
            "a file behind the end",
            "big",
            "it uses cluster 4095, but the volume has 2 to 4094.",
            withEntry(ROOT, BIG_IN_ROOT, (entry) => entry.setUint16(26, 4095, true)),
        ],
        [
            "a file without clusters",
            "big",
            "it uses cluster 0, but the volume has 2 to 4094.",
            withEntry(ROOT, BIG_IN_ROOT, (entry) => entry.setUint16(26, 0, true)),
        ],
        [
            "a file that is too large",
            "big",
            "the file has 4294967295 bytes, more than the volume.",
            withEntry(ROOT, BIG_IN_ROOT, (entry) => entry.setUint32(28, 0xffff_ffff, true)),
        ],
        [
            "a directory that contains itself",
            "a/b",
            "cluster 2 is part of another chain or occurs twice.",
            withEntry(A, 3, (entry) => entry.setUint16(26, 2, true)),
        ],
        [
            "a directory that contains the root",
            "a/b",
            "it uses cluster 0, but the volume has 2 to 4094.",
            withEntry(A, 3, (entry) => entry.setUint16(26, 0, true)),
        ],
        ["a directory that returns", "a", "cluster 2 is part of another chain or occurs twice.", withNext(3, 2)],
        [
            "a name with a slash",
            "a/A/B.TXT",
            "no file can have this name.",
            withEntry(A, HELLO, (entry) => setName(entry, "A/B     TXT")),
        ],
        [
            "a file that is its directory's parent",
            "a/..",
            "no file can have this name.",
            withEntry(A, HELLO, (entry) => setName(entry, "..")),
        ],
        ["no name", "a/", "no file can have this name.", withEntry(A, HELLO, (entry) => setName(entry, ""))],
        [
            "the same name twice",
            "a/B",
            "the path exists twice.",
            changed(A + 2 * 32, (view) => {
                view.setUint8(0, 0xe5);
                setName(new DataView(view.buffer, A + HELLO * 32), "B");
            }),
        ],
    ])("rejects %s", (_name, path, reason, image) => {
        expect(tryReading(image)).toBe(`read ${JSON.stringify(path)} from VFAT image: ${reason}`);
    });

    it("rejects a directory of more than 2 MiB", () => {
        const image = wholeOf(writeVfat([{ path: "a" }], { label: "config-2" }));
        const fat = new DataView(image.buffer, 4 * SECTOR);
        for (let cluster = 2; cluster < 3000; cluster += 1) fat.setUint16(2 * cluster, cluster + 1, true);
        expect(tryReading(image)).toBe('read "a" from VFAT image: the directory has more than 2097152 bytes.');
    });

    it("rejects to copy more than 16 MiB", () => {
        const content = new Uint8Array(17 * 1024 * 1024);
        const image = wholeOf(writeVfat([{ path: "a", content }], { label: "config-2" }));
        const fat = new DataView(image.buffer, 4 * SECTOR);
        fat.setUint16(2 * 2, 30_000, true);
        fat.setUint16(2 * 30_000, 4, true);
        expect(tryReading(image)).toBe(
            'read "a" from VFAT image: fragmented files of more than 16777216 bytes would have to be copied.',
        );
    });

    it("rejects every truncated image", () => {
        for (let size = 0; size < valid.length; size += 1009) {
            expect(() => readVfat(valid.subarray(0, size))).toThrow(VfatError);
        }
    });

    it("returns contents or an error after any change of a few bytes", () => {
        const places = fc.oneof(
            fc.nat({ max: 64 }),
            fc.integer({ min: FAT, max: FAT + 32 }),
            fc.integer({ min: ROOT, max: ROOT + 7 * 32 }),
            fc.integer({ min: A, max: A + 3 * SECTOR }),
        );
        const image = valid.slice();
        fc.assert(
            fc.property(fc.array(fc.tuple(places, fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }), (changes) => {
                for (const [offset, value] of changes) image[offset] = value;
                tryReading(image);
                for (const [offset] of changes) image[offset] = valid[offset] ?? 0;
            }),
            { numRuns: 5000 },
        );
    });

    it("returns contents or an error for every flipped bit in boot sector, table and directories", () => {
        const image = valid.slice();
        for (const [start, size] of [
            [0, 90],
            [FAT, 32],
            [ROOT, 7 * 32],
            [A, 3 * SECTOR],
        ] as const) {
            for (let bit = 0; bit < size * 8; bit += 1) {
                const offset = start + (bit >> 3);
                image[offset] = (valid[offset] ?? 0) ^ (1 << (bit & 7));
                tryReading(image);
                image[offset] = valid[offset] ?? 0;
            }
        }
    });
});
