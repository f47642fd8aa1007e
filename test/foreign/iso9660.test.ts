import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeIso9660 } from "../../provider/formats/iso9660/index.ts";
import { wholeOf } from "../provider/formats/iso9660/trees.ts";
import { makeFolder, removeFolder } from "./support/folder.ts";
import { ISO9660_CORNERS as corners, describeIso9660Readers } from "./support/iso9660-readers.ts";
import { FIRST_BATCH } from "./support/sample.ts";
import { findTool, run } from "./support/tools.ts";

const isoinfo = findTool("isoinfo", "genisoimage");
const xorriso = findTool("xorriso", "xorriso");
const blkid = findTool("blkid", "util-linux");
const sevenZip = findTool("7zz", "7zip");
const bsdtar = findTool("bsdtar", "libarchive-tools");

describeIso9660Readers([FIRST_BATCH]);

describe("an image of corner cases", () => {
    let folder: string;
    let image: string;

    beforeAll(() => {
        folder = makeFolder();
        image = join(folder, "corners.iso");
        writeFileSync(image, wholeOf(writeIso9660(corners, { label: "config-2" })));
    });
    afterAll(() => removeFolder(folder));

    it.skipIf(xorriso === undefined)("has the modes and owners that genisoimage -r gives", () => {
        const listed = run(xorriso ?? "", ["-indev", `stdio:${image}`, "-find", "/openstack", "-exec", "lsdl"]);
        const lines = listed.trim().split("\n");
        expect(lines).toHaveLength(7);
        for (const line of lines) expect(line).toMatch(/^(dr-xr-xr-x|-r--r--r--) +1 0 +0 +[0-9]+ Jan +1 +1980 /);
    });

    it.skipIf(isoinfo === undefined)("has label, Joliet and Rock Ridge by isoinfo", () => {
        const described = run(isoinfo ?? "", ["-d", "-i", image]);
        expect(described).toContain("Volume id: config-2\n");
        expect(described).toContain("Joliet with UCS level 3 found\n");
        expect(described).toContain("Rock Ridge signatures version 1 found\n");
    });

    it.skipIf(sevenZip === undefined)("gives every file that shares its content to 7-Zip", () => {
        const target = join(folder, "seven-zip");
        run(sevenZip ?? "", ["x", "-y", `-o${target}`, image, "equal", "openstack"]);
        const shared = corners.filter(({ path }) => /^(equal|openstack)\//.test(path));
        expect(shared).toHaveLength(25);
        for (const { path, content } of shared)
            expect(readFileSync(join(target, path))).toEqual(Buffer.from(content ?? []));
    });

    // cloudbase-init reads an image on a disk with bsdtar. libarchive reads in one direction only.
    it.skipIf(bsdtar === undefined)("gives every file that shares its content to bsdtar", () => {
        const target = join(folder, "bsdtar");
        mkdirSync(target);
        run(bsdtar ?? "", ["-xf", image, "-C", target, "equal", "openstack"]);
        const shared = corners.filter(({ path }) => /^(equal|openstack)\//.test(path));
        expect(shared).toHaveLength(25);
        for (const { path, content } of shared)
            expect(readFileSync(join(target, path))).toEqual(Buffer.from(content ?? []));
    });

    it.skipIf(blkid === undefined)("has its label by blkid, and a UUID of the volume's own", () => {
        const other = join(folder, "other.iso");
        writeFileSync(other, wholeOf(writeIso9660(corners.slice(1), { label: "config-2" })));
        const probed = [image, other].map((path) => run(blkid ?? "", ["-p", "-o", "export", path]));
        for (const text of probed) expect(text).toMatch(/^LABEL=config-2$/m);
        const identifiers = probed.map((text) => /^UUID=(.*)$/m.exec(text)?.[1] ?? "");
        for (const identifier of identifiers) expect(identifier).toMatch(/^1980-01-01-\d\d-\d\d-\d\d-\d\d$/);
        expect(new Set(identifiers).size).toBe(2);
    });
});
