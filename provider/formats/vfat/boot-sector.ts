import { at, encode, record } from "../bytes/record.ts";
import { bytes, padded, text, u8, u16le, u32le, zeros } from "../bytes/scalar.ts";
import { FAT_COUNT, type Geometry, SECTOR } from "./geometry.ts";

/** The contents of a boot sector besides the geometry. */
export interface Volume {
    readonly label: string;
    /** 32 bits. */
    readonly serial: number;
}

/** The project's name without a version: an upgrade mustn't change images. */
const WRITER = "CFGDRIVE";

/**
 * A BIOS runs the boot sector of the first disk it finds. `int 18h` sends it to the next disk; `hlt` and `jmp` stop a BIOS
 * that returns.
 */
const notBootable = Uint8Array.of(0xcd, 0x18, 0xf4, 0xeb, 0xfd);

const FIXED_DISK = 0xf8;
const FIRST_HARD_DISK = 0x80;
const HAS_SERIAL_AND_LABEL = 0x29;

/** The FAT specification's boot sector and BIOS parameter block, as FAT16 has them. */
export const bootSector = (geometry: Geometry, volume: Volume): Uint8Array => {
    const fitsIn16Bits = geometry.sectors < 0x1_0000;
    return encode(
        record("boot sector", SECTOR, 0, [
            at(0, bytes(Uint8Array.of(0xeb, 0x3c, 0x90))), // BS_jmpBoot
            at(3, text(WRITER)), // BS_OEMName
            at(11, u16le(SECTOR)), // BPB_BytsPerSec
            at(13, u8(geometry.sectorsPerCluster)), // BPB_SecPerClus
            at(14, u16le(geometry.reserved)), // BPB_RsvdSecCnt
            at(16, u8(FAT_COUNT)), // BPB_NumFATs
            at(17, u16le(geometry.rootEntries)), // BPB_RootEntCnt
            at(19, u16le(fitsIn16Bits ? geometry.sectors : 0)), // BPB_TotSec16
            at(21, u8(FIXED_DISK)), // BPB_Media
            at(22, u16le(geometry.sectorsPerFat)), // BPB_FATSz16
            at(24, u16le(geometry.sectorsPerTrack)), // BPB_SecPerTrk
            at(26, u16le(geometry.heads)), // BPB_NumHeads
            at(28, u32le(0)), // BPB_HiddSec
            at(32, u32le(fitsIn16Bits ? 0 : geometry.sectors)), // BPB_TotSec32
            at(36, u8(FIRST_HARD_DISK)), // BS_DrvNum
            at(37, zeros(1)), // BS_Reserved1
            at(38, u8(HAS_SERIAL_AND_LABEL)), // BS_BootSig
            at(39, u32le(volume.serial)), // BS_VolID
            at(43, padded(volume.label, 11)), // BS_VolLab
            at(54, padded("FAT16", 8)), // BS_FilSysType
            at(62, bytes(notBootable)), // BS_BootCode
            at(67, zeros(443)), // BS_BootCode
            at(510, bytes(Uint8Array.of(0x55, 0xaa))), // Signature_word
        ]),
    );
};
