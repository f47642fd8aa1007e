/* Fixed disks of Microsoft's Virtual Hard Disk Image Format Specification 1.0: the disk itself and a footer. */
import { at, encode, record } from "../../formats/bytes/record.ts";
import { bytes, filled, text, u8, u16be, u32be, u64be, zeros } from "../../formats/bytes/scalar.ts";
import type { DriveImage } from "../../image/write.ts";
import { type ContainerFile, diskOf, diskSizeOf, MIB, SECTOR } from "./file.ts";

/** Bytes of the footer, which is the end of the file. */
export const FOOTER_SIZE = 512;
/** The reserved bit that every disk must set; no feature. */
const FEATURES = 2;
const VERSION = 0x0001_0000;
/** The disk type of a disk without a block allocation table. */
export const FIXED = 2;

/**
 * QEMU and others use the geometry as the size of a disk by Virtual PC or an unknown creator, and the size field of a
 * disk by Hyper-V ("win "). Here geometry and size agree, except for disks too large for an exact geometry: for them
 * readers must use the size field.
 */
const CREATOR = "win ";
const CREATOR_VERSION = 0x000a_0000;
const WINDOWS = "Wi2k";

interface Geometry {
    readonly cylinders: number;
    readonly heads: number;
    readonly sectorsPerTrack: number;
}

const HEADS = 16;
const MOST_CYLINDERS = 65_535;
/** XenServer's vhd-util rejects more cylinders than the specification's algorithm gives. Up to here it accepts 1 MiB each. */
const MOST_EXACT = MOST_CYLINDERS * HEADS * 63 * SECTOR;

/**
 * A geometry whose product is the size, which is a whole number of MiB. The specification's own algorithm omits up to a
 * cylinder at the end of most disks: a reader that uses the geometry would cut that off, and Azure rejects disks that
 * don't consist of whole cylinders. Cylinders have 256 KiB as long as there are fewer than 1024, as a BIOS requires.
 */
const geometryOf = (size: number): Geometry => {
    if (size > MOST_EXACT) {
        const cylinders = Math.floor(size / SECTOR / HEADS / 255);
        return { cylinders: Math.min(cylinders, MOST_CYLINDERS), heads: HEADS, sectorsPerTrack: 255 };
    }
    const mib = size / MIB;
    if (mib < 248) return { cylinders: mib * 4, heads: HEADS, sectorsPerTrack: 32 };
    return { cylinders: mib, heads: HEADS, sectorsPerTrack: 128 };
};

/** RFC 9562 5.8: a UUID of version 8, here made of the image's digest: the same image is the same disk. */
const uuidOf = (digest: string): Uint8Array => {
    const uuid = Uint8Array.from(Buffer.from(digest.slice(0, 32), "hex"));
    uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x80;
    uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80;
    return uuid;
};

const footerWith = (size: number, digest: string, checksum: number): Uint8Array => {
    const { cylinders, heads, sectorsPerTrack } = geometryOf(size);
    return encode(
        record("hard disk footer", FOOTER_SIZE, 0, [
            at(0, text("conectix")), // Cookie
            at(8, u32be(FEATURES)), // Features
            at(12, u32be(VERSION)), // File Format Version
            at(16, filled(8, 0xff)), // Data Offset: none, as in all fixed disks
            at(24, u32be(0)), // Time Stamp: always 2000-01-01
            at(28, text(CREATOR)), // Creator Application
            at(32, u32be(CREATOR_VERSION)), // Creator Version
            at(36, text(WINDOWS)), // Creator Host OS
            at(40, u64be(size)), // Original Size
            at(48, u64be(size)), // Current Size
            at(56, u16be(cylinders)), // Disk Geometry: Cylinder
            at(58, u8(heads)), // Disk Geometry: Heads
            at(59, u8(sectorsPerTrack)), // Disk Geometry: Sectors per track
            at(60, u32be(FIXED)), // Disk Type
            at(64, u32be(checksum)), // Checksum
            at(68, bytes(uuidOf(digest))), // Unique Id
            at(84, u8(0)), // Saved State
            at(85, zeros(427)), // Reserved
        ]),
    );
};

/** The one's complement of the sum of all bytes, with the checksum itself as 0. */
const checksumOf = (footer: Uint8Array): number => ~footer.reduce((sum, byte) => sum + byte, 0) >>> 0;

/** The footer of a fixed disk of that many bytes, a whole number of MiB. */
export const vhdFooter = (size: number, digest: string): Uint8Array =>
    footerWith(size, digest, checksumOf(footerWith(size, digest, 0)));

/** An image as a fixed VHD. */
export const writeVhd = (image: DriveImage): ContainerFile => {
    const virtualSize = diskSizeOf(image);
    const footer = vhdFooter(virtualSize, image.digest);
    return { size: virtualSize + FOOTER_SIZE, virtualSize, chunks: [...diskOf(image), footer] };
};
