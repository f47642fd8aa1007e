import { describe, expect, it } from "vitest";
import { encode, sequence } from "../../../../provider/formats/bytes/record.ts";
import { ATTRIBUTE, aliasChecksum, longEntries, shortEntry } from "../../../../provider/formats/vfat/directory.ts";
import { annotated, dump } from "../bytes/annotated.ts";

describe("shortEntry", () => {
    it("writes the FAT specification's directory entry", () => {
        const expected = annotated(`
            4d 45 54 41 5f 44 7e 31 4a 53 4f // DIR_Name: "META_D~1.JSO"
            20                               // DIR_Attr: archive
            00                               // DIR_NTRes
            00 00 00                         // DIR_CrtTimeTenth, DIR_CrtTime
            21 00                            // DIR_CrtDate: 1980-01-01
            21 00                            // DIR_LstAccDate
            00 00                            // DIR_FstClusHI
            00 00                            // DIR_WrtTime
            21 00                            // DIR_WrtDate
            34 12                            // DIR_FstClusLO
            78 56 34 12                      // DIR_FileSize
        `);
        const entry = shortEntry("META_D~1JSO", ATTRIBUTE.archive, { cluster: 0x1234, size: 0x12345678 });
        expect(dump(encode(entry))).toBe(dump(expected));
    });
});

describe("longEntries", () => {
    const bytesOf = (name: string, alias: string): Uint8Array => encode(sequence(longEntries(name, alias)));

    it("writes the end of the name first, ended by a zero and padded with ones", () => {
        const expected = annotated(`
            42                               // LDIR_Ord: the second and last
            6e 00 00 00 ff ff ff ff ff ff    // LDIR_Name1: "n"
            0f 00                            // LDIR_Attr, LDIR_Type
            c0                               // LDIR_Chksum
            ff*12                            // LDIR_Name2
            00 00                            // LDIR_FstClusLO
            ff*4                             // LDIR_Name3
            01                               // LDIR_Ord
            6d 00 65 00 74 00 61 00 5f 00    // LDIR_Name1: "meta_"
            0f 00 c0                         // LDIR_Attr, LDIR_Type, LDIR_Chksum
            64 00 61 00 74 00 61 00 2e 00 6a 00 // LDIR_Name2: "data.j"
            00 00                            // LDIR_FstClusLO
            73 00 6f 00                      // LDIR_Name3: "so"
        `);
        expect(dump(bytesOf("meta_data.json", "META_D~1JSO"))).toBe(dump(expected));
    });

    it("writes characters beyond 16 bits as surrogate pairs", () => {
        const entry = bytesOf("🙂", "_~1        ");
        expect(dump(entry.subarray(1, 11))).toBe(dump(annotated("3d d8 42 de 00 00 ff ff ff ff")));
    });

    it("omits the zero if the name fills its last entry", () => {
        expect(bytesOf("n".repeat(13), "NNNNNN~1   ")).toHaveLength(32);
        expect(bytesOf("n".repeat(14), "NNNNNN~1   ")).toHaveLength(64);
        expect(bytesOf("n".repeat(255), "NNNNNN~1   ")).toHaveLength(640);
        expect(dump(bytesOf("n".repeat(13), "NNNNNN~1   ").subarray(28))).toBe(dump(annotated("6e 00 6e 00")));
    });
});

describe("aliasChecksum", () => {
    it("rotates the sum to the right before every byte", () => {
        expect(aliasChecksum(new TextEncoder().encode("FILENAMETXT"))).toBe(0x3a);
        expect(aliasChecksum(Uint8Array.of(0x01))).toBe(0x01);
        expect(aliasChecksum(Uint8Array.of(0x01, 0x00))).toBe(0x80);
        expect(aliasChecksum(Uint8Array.of(0xff, 0xff))).toBe(0xfe);
    });
});
