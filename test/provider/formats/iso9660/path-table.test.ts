import { describe, expect, it } from "vitest";
import { encode } from "../../../../provider/formats/bytes/record.ts";
import { planJoliet } from "../../../../provider/formats/iso9660/hierarchy.ts";
import { pathTable, pathTableSize } from "../../../../provider/formats/iso9660/path-table.ts";
import { growTree } from "../../../../provider/formats/iso9660/tree.ts";
import { annotated, dump } from "../bytes/annotated.ts";

const hierarchy = planJoliet(growTree([{ path: "b/c" }, { path: "a/d" }, { path: "a/e/f" }]).root);

describe("pathTable", () => {
    it("writes ECMA-119 9.4 by level, parent and identifier, little endian", () => {
        const expected = annotated(`
            01 00 20 00 00 00 01 00 00 00          // 1: the root, its own parent
            02 00 21 00 00 00 01 00 00 61          // 2: a in 1
            02 00 22 00 00 00 01 00 00 62          // 3: b in 1
            02 00 23 00 00 00 02 00 00 64          // 4: d in 2
            02 00 24 00 00 00 02 00 00 65          // 5: e in 2
            02 00 25 00 00 00 03 00 00 63          // 6: c in 3
            02 00 26 00 00 00 05 00 00 66          // 7: f in 5
        `);
        expect(dump(encode(pathTable("L", 0x20, hierarchy)))).toBe(dump(expected));
        expect(pathTableSize(hierarchy)).toBe(expected.length);
    });

    it("writes type M in big endian", () => {
        const [first] = dump(encode(pathTable("M", 0x20, hierarchy))).split("\n");
        expect(first).toBe("0000: 01 00 00 00 00 20 00 01 00 00 02 00 00 00 00 21");
    });
});
