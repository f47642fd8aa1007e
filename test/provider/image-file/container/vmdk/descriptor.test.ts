import { describe, expect, it } from "vitest";
import { descriptorOf, type Extent } from "../../../../../provider/image-file/container/vmdk/descriptor.ts";

const MIB_SECTORS = 2048;
const extent: Extent = {
    createType: "streamOptimized",
    capacity: 64 * MIB_SECTORS,
    fileName: "config-drive.vmdk",
    digest: "123456789abcdef0",
};
const text = (changes: Partial<Extent> = {}): string =>
    new TextDecoder().decode(descriptorOf({ ...extent, ...changes }));

describe("descriptorOf", () => {
    it("describes a compressed disk", () => {
        expect(text()).toMatchInlineSnapshot(`
          "# Disk DescriptorFile
          version=1
          encoding="UTF-8"
          CID=12345678
          parentCID=ffffffff
          createType="streamOptimized"

          # Extent description
          RW 131072 SPARSE "config-drive.vmdk"

          # The Disk Data Base
          #DDB

          ddb.virtualHWVersion = "4"
          ddb.adapterType = "lsilogic"
          ddb.geometry.cylinders = "64"
          ddb.geometry.heads = "64"
          ddb.geometry.sectors = "32"
          "
        `);
    });

    it("states where the disk starts in a flat extent", () => {
        const flat = text({ createType: "monolithicFlat", fileName: "a-flat.vmdk" });
        expect(flat).toContain('\ncreateType="monolithicFlat"\n');
        expect(flat).toContain('\nRW 131072 FLAT "a-flat.vmdk" 0\n');
    });

    it.each([
        ["ffffffff", "7fffffff"],
        ["fffffffe", "7ffffffe"],
        ["00000000", "00000000"],
        ["8000000a", "0000000a"],
    ])("never has a content id with a special meaning: %s", (digest, id) => {
        expect(text({ digest })).toContain(`\nCID=${id}\n`);
    });

    it.each([
        [1024, "1024", "64", "32"],
        [1025, "512", "128", "32"],
        [2048, "1024", "128", "32"],
        [2049, "261", "255", "63"],
    ])("has VMware's geometry for %i MiB", (mib, cylinders, heads, sectors) => {
        const found = [...text({ capacity: mib * MIB_SECTORS }).matchAll(/geometry\.\w+ = "(\d+)"/g)];
        expect(found.map(([, value]) => value)).toEqual([cylinders, heads, sectors]);
    });
});
