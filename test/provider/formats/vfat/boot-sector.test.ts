import { describe, expect, it } from "vitest";
import { bootSector } from "../../../../provider/formats/vfat/boot-sector.ts";
import { chooseGeometry } from "../../../../provider/formats/vfat/geometry.ts";
import { annotated, dump } from "../bytes/annotated.ts";

const volume = { label: "config-2", serial: 0x1a2b3c4d };

describe("bootSector", () => {
    it("writes Nova's geometry of 64 MiB", () => {
        const expected = annotated(`
            eb 3c 90                         // BS_jmpBoot
            43 46 47 44 52 49 56 45          // BS_OEMName: "CFGDRIVE"
            00 02                            // BPB_BytsPerSec: 512
            04                               // BPB_SecPerClus
            04 00                            // BPB_RsvdSecCnt
            02                               // BPB_NumFATs
            00 02                            // BPB_RootEntCnt: 512
            00 00                            // BPB_TotSec16: see BPB_TotSec32
            f8                               // BPB_Media: fixed disk
            80 00                            // BPB_FATSz16: 128
            20 00                            // BPB_SecPerTrk
            08 00                            // BPB_NumHeads
            00 00 00 00                      // BPB_HiddSec
            00 00 02 00                      // BPB_TotSec32: 131072
            80                               // BS_DrvNum
            00                               // BS_Reserved1
            29                               // BS_BootSig: the next three fields are there
            4d 3c 2b 1a                      // BS_VolID
            63 6f 6e 66 69 67 2d 32 20*3     // BS_VolLab: "config-2"
            46 41 54 31 36 20*3              // BS_FilSysType: "FAT16"
            cd 18 f4 eb fd                   // BS_BootCode: int 18h; hlt; jmp to the hlt
            00*443
            55 aa                            // Signature_word
        `);
        expect(dump(bootSector(chooseGeometry(64 * 1024 * 1024), volume))).toBe(dump(expected));
    });

    it("writes fewer than 65,536 sectors into the 16-bit field", () => {
        const sector = new DataView(bootSector(chooseGeometry(16 * 1024 * 1024), volume).buffer);
        expect([sector.getUint16(19, true), sector.getUint32(32, true)]).toEqual([32_768, 0]);
    });
});
