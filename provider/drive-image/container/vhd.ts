/** Fixed disks of Microsoft's Virtual Hard Disk Image Format Specification 1.0: the disk itself and a footer. */
import { at, encode, record } from "../../formats/bytes/record.ts";
import { bytes, filled, text, u8, u16be, u32be, zeros } from "../../formats/bytes/scalar.ts";
import type { DriveImage } from "../../image/write.ts";
import { type ContainerFile, diskOf, diskSizeOf, MIB, SECTOR } from "./file.ts";
import { u64be } from "./scalar64.ts";

const FOOTER_SIZE = 512;
/** The bit that must be set in every disk; neither of the features that there are. */
const FEATURES = 2;
const VERSION = 0x0001_0000;
const FIXED = 2;

/**
 * QEMU and others take the size of a disk from the geometry when Virtual PC or somebody unknown made it, and from the
 * size field when Hyper-V did ("win "). Geometry and size say the same here; this keeps it so for disks that are too
 * large for an exact geometry.
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
/** Up to here XenServer's vhd-util, which refuses more cylinders than the specification's algorithm gives, takes 1 MiB. */
const MOST_EXACT = MOST_CYLINDERS * HEADS * 63 * SECTOR;

/**
 * A geometry whose product is the size, which is a whole number of MiB. The specification's own algorithm leaves up to a
 * cylinder at the end of most disks out: a reader that goes by geometry would cut off as much, and Azure refuses disks
 * that aren't of whole cylinders. A cylinder is of 256 KiB while there are less than 1024 of them, as a BIOS wants it.
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

/** RFC 9562 5.8: a UUID of version 8, here of the image's digest. The same image is the same disk. */
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
            at(24, u32be(0)), // Time Stamp: 2000-01-01, whenever it is made
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

/** The footer of a fixed disk of so many bytes, a whole number of MiB. */
export const vhdFooter = (size: number, digest: string): Uint8Array =>
    footerWith(size, digest, checksumOf(footerWith(size, digest, 0)));

/** An image as a fixed VHD. */
export const writeVhd = (image: DriveImage): ContainerFile => {
    const virtualSize = diskSizeOf(image);
    const footer = vhdFooter(virtualSize, image.digest);
    return { size: virtualSize + FOOTER_SIZE, virtualSize, chunks: [...diskOf(image), footer] };
};
