import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeVfat } from "../../provider/formats/vfat/index.ts";
import { makeFolder, removeFolder } from "./support/folder.ts";
import { FIRST_BATCH } from "./support/sample.ts";
import { findTool, run } from "./support/tools.ts";
import { VFAT_CORNERS as corners, describeVfatReaders, writeSparse } from "./support/vfat-readers.ts";

const MIB = 1024 * 1024;
const mkfs = findTool("mkfs.vfat", "dosfstools");
const mdir = findTool("mdir", "mtools");

const readStart = (path: string, size: number): Buffer => {
    const start = Buffer.alloc(size);
    const source = openSync(path, "r");
    readSync(source, start);
    closeSync(source);
    return start;
};

describeVfatReaders([FIRST_BATCH]);

describe.skipIf(mdir === undefined)("mdir", () => {
    it("lists aliases, sizes, dates and long names", () => {
        const folder = makeFolder();
        try {
            const image = join(folder, "corners.img");
            writeSparse(image, writeVfat(corners, { label: "config-2" }));
            const listed = run(mdir ?? "", ["-i", image, "::openstack/latest"]);
            expect(listed).toContain(" Volume in drive : is config-2   \n");
            expect(listed).toMatch(/^META_D~1 JSO +31 1980-01-01 +0:00 +meta_data\.json$/m);
            expect(listed).toMatch(/^USER_D~1 +26 1980-01-01 +0:00 +user_data$/m);
        } finally {
            removeFolder(folder);
        }
    });
});

describe.skipIf(mkfs === undefined)("mkfs.vfat", () => {
    let folder: string;

    beforeAll(() => {
        folder = makeFolder();
    });
    afterAll(() => removeFolder(folder));

    it.each([
        [2_129_920, ["-F", "16", "-s", "1"]],
        [4 * MIB, ["-F", "16", "-s", "1"]],
        [8 * MIB, ["-F", "16", "-s", "2"]],
        [12_345_344, []],
        [16 * MIB, []],
        [64 * MIB, []],
        [100_003_840, []],
        [128 * MIB, []],
        [256 * MIB, []],
        [256 * MIB + 4096, []],
        [511 * MIB, []],
        [1024 * MIB, ["-F", "16"]],
        [2_147_471_360, ["-F", "16"]],
    ])("makes of %i bytes the same but for its boot code, serial number and clock", (size, flags) => {
        const path = join(folder, `${size}.img`);
        run(mkfs ?? "", ["-C", ...flags, "-n", "config-2", path, String(size / 1024)]);
        const ours = writeVfat([], { label: "config-2", size });
        const theirs = readStart(path, ours.used);
        const [head = new Uint8Array(0)] = ours.chunks;
        const expected = Buffer.from(head);
        // BS_jmpBoot and BS_OEMName, BS_VolID, BS_BootCode, and the dates and times of the label's entry.
        const labelAt = theirs.indexOf("config-2", 512);
        for (const [start, end] of [
            [0, 11],
            [39, 43],
            [62, 510],
            [labelAt + 12, labelAt + 26],
        ] as const) {
            theirs.fill(0, start, end);
            expected.fill(0, start, end);
        }
        expect(theirs.compare(expected)).toBe(0);
    });
});
