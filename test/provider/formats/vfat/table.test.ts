import { describe, expect, it } from "vitest";
import { chooseGeometry } from "../../../../provider/formats/vfat/geometry.ts";
import { fileTable } from "../../../../provider/formats/vfat/table.ts";
import { annotated, dump } from "../bytes/annotated.ts";
import { SMALLEST } from "./trees.ts";

describe("fileTable", () => {
    it("writes the FAT specification's table of 16-bit entries", () => {
        const geometry = chooseGeometry(SMALLEST);
        const table = fileTable(geometry, [
            { cluster: 2, clusters: 1 },
            { cluster: 3, clusters: 3 },
            { cluster: 6, clusters: 2 },
        ]);
        const expected = annotated(`
            f8 ff                            // FAT[0]: BPB_Media, filled up with ones
            ff ff                            // FAT[1]: the end of a chain; cleanly unmounted, no errors
            ff ff                            // 2: a chain of one cluster
            04 00 05 00 ff ff                // 3, 4, 5
            07 00 ff ff                      // 6, 7
            00 00                            // 8: free
        `);
        expect(dump(table.subarray(0, 18))).toBe(dump(expected));
        expect(table).toHaveLength(geometry.sectorsPerFat * 512);
        expect(table.subarray(16).some(Boolean)).toBe(false);
    });
});
