import { describe, expect, it } from "vitest";
import { chooseGeometry, dataStart } from "../../../../provider/formats/vfat/geometry.ts";
import { VfatError } from "../../../../provider/formats/vfat/index.ts";

const MIB = 1024 * 1024;

describe("chooseGeometry", () => {
    it("gives 64 MiB the geometry of Nova's drive", () => {
        const geometry = chooseGeometry(64 * MIB);
        expect(geometry).toEqual({
            size: 67_108_864,
            sectors: 131_072,
            sectorsPerCluster: 4,
            reserved: 4,
            sectorsPerFat: 128,
            rootEntries: 512,
            sectorsPerTrack: 32,
            heads: 8,
            clusters: 32_695,
        });
        expect(dataStart(geometry)).toBe(149_504);
    });

    it.each([
        [2_129_920, 1, 4093],
        [4 * MIB, 1, 8095],
        [8 * MIB, 2, 8143],
        [16 * MIB, 4, 8167],
        [128 * MIB, 4, 65_399],
        [256 * MIB, 8, 65_467],
        [511 * MIB, 16, 65_370],
        [1024 * MIB, 32, 65_517],
        [2_147_471_360, 64, 65_524],
    ])("chooses, for %i bytes, clusters of %i sectors", (size, sectorsPerCluster, clusters) => {
        expect(chooseGeometry(size)).toMatchObject({ sectorsPerCluster, clusters });
    });

    it("follows the rules of FAT16 for every size", () => {
        for (let size = 2_129_920; size <= 2_147_471_360; size += 4096 * 23) {
            const geometry = chooseGeometry(size);
            expect(geometry.sectors * 512).toBeLessThanOrEqual(size);
            expect(geometry.clusters).toBeGreaterThanOrEqual(4085);
            expect(geometry.sectorsPerFat * 256).toBeGreaterThanOrEqual(geometry.clusters + 2);
            const end = dataStart(geometry) / 512 + geometry.clusters * geometry.sectorsPerCluster;
            expect(end).toBeLessThanOrEqual(geometry.sectors);
        }
    });

    it.each([0, -4096, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 4096, 2_125_824, 67_108_865, 2_147_475_456])(
        "refuses a size of %d",
        (size) => {
            const message = `write VFAT image: the size is ${size} bytes. FAT16 requires a multiple of 4096 from 2129920 to 2147471360.`;
            expect(() => chooseGeometry(size)).toThrow(new VfatError(message));
        },
    );
});
