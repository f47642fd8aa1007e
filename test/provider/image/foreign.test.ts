import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { sourceOf } from "../../../provider/formats/bytes/source.ts";
import { describeForeign } from "../../../provider/image/foreign.ts";

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));

/** A file of some size with bytes at a place. */
const withBytes = (offset: number, magic: string, size = 70_000): Uint8Array => {
    const bytes = new Uint8Array(size);
    bytes.set(latin1(magic), offset);
    return bytes;
};

const mbr = (): Uint8Array => {
    const bytes = withBytes(510, "\x55\xaa");
    bytes.set([0x80, 1, 1, 0, 0x83], 446);
    return bytes;
};

describe("describeForeign", () => {
    it.each<[string, Uint8Array]>([
        ["is empty", new Uint8Array(0)],
        ["is a qcow2 disk; convert it with qemu-img convert -O raw", withBytes(0, "QFI\xfb\0\0\0\x03")],
        ["is a VMDK disk in parts; convert it with qemu-img convert -O raw", latin1("# Disk DescriptorFile\n")],
        ["is a VHDX disk; convert it with qemu-img convert -O raw", withBytes(0, "vhdxfile")],
        ["is a dynamic VHD disk; convert it with qemu-img convert -O raw", withBytes(0, "conectix")],
        ["is a VDI disk; convert it with qemu-img convert -O raw", withBytes(0x40, "\x7f\x10\xda\xbe")],
        ["is compressed with gzip; decompress it with gunzip", new Uint8Array(gzipSync("image"))],
        ["is compressed with xz; decompress it with unxz", withBytes(0, "\xfd7zXZ\0")],
        ["is compressed with zstd; decompress it with unzstd", withBytes(0, "\x28\xb5\x2f\xfd")],
        ["is a zip archive; extract the image from it", withBytes(0, "PK\x03\x04")],
        ["is a tar archive, not an image; put its files into an ISO 9660 or FAT image", withBytes(257, "ustar")],
        ["has the file system ext2, ext3 or ext4, not ISO 9660 or FAT", withBytes(0x438, "\x53\xef")],
        ["has the file system NTFS, not ISO 9660 or FAT", withBytes(3, "NTFS    ")],
        ["has only UDF, not ISO 9660; config drives are ISO 9660 or FAT", withBytes(17 * 2048 + 1, "NSR03")],
        ["is a disk with a GPT; config drives have no partition table", withBytes(512, "EFI PART")],
        ["is a disk with partitions; config drives have no partition table", mbr()],
        ["has only zeros where an image starts", new Uint8Array(70_000)],
        ["is JSON, not an image; config-drive build makes an image from inputs", latin1('\n{ "hostname": "web" }')],
        ["is user data, not an image", latin1("#cloud-config\n{}\n")],
        ["is user data, not an image", latin1("#!/bin/sh\n")],
        ["is a base64 text of something other than a gzipped image", latin1(Buffer.alloc(90, 7).toString("base64"))],
        ["is a text, not an image", latin1("hello\n")],
        ["is a text, not an image", new TextEncoder().encode("ü".repeat(50_000))],
        ["is neither an ISO 9660 nor a FAT image", latin1("hello\0")],
        ["is neither an ISO 9660 nor a FAT image", new Uint8Array(70_000).fill(0x80)],
    ])("says: %s", (reason, bytes) => {
        expect(describeForeign(sourceOf(bytes))).toBe(reason);
    });

    it("reads no more than the start of a file", () => {
        const size = 2 ** 40;
        const read = (offset: number, length: number): Uint8Array => {
            if (offset + length > 100_000) throw new RangeError("it reads on");
            return new Uint8Array(length);
        };
        expect(describeForeign({ size, read })).toBe("has only zeros where an image starts");
    });
});
