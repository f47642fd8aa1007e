import { describe, expect, it } from "vitest";
import { writeFlatVmdk } from "../../../../../provider/image-file/container/vmdk/monolithic-flat.ts";
import { joined } from "../../../../support/in-memory.ts";
import { diskOf, imageOf } from "../images.ts";

const MIB = 1024 * 1024;

describe("writeFlatVmdk", () => {
    const chunks = [new Uint8Array(5000).fill(7)];
    const image = imageOf(chunks, 8192);
    const { extent, describe: describeDisk } = writeFlatVmdk(image);

    it("writes the plain disk, and copies nothing of the image", () => {
        expect(joined(extent.chunks).equals(diskOf(image, MIB))).toBe(true);
        expect([extent.size, extent.virtualSize]).toEqual([MIB, MIB]);
        expect(extent.chunks[0]).toBe(chunks[0]);
    });

    it("refers to it by name", () => {
        const { size, virtualSize, chunks: written } = describeDisk("disk-flat.vmdk");
        const text = joined(written).toString();
        expect([text.length, virtualSize]).toEqual([size, MIB]);
        expect(text).toContain('RW 2048 FLAT "disk-flat.vmdk" 0\n');
    });
});
