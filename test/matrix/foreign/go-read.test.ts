import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImageEntry, readIso9660 } from "../../../provider/formats/iso9660/index.ts";
import { readVfat } from "../../../provider/formats/vfat/index.ts";
import { makeFolder, removeFolder, writeEntries } from "../../foreign/support/folder.ts";
import { digestsFound, digestsOf, expectSame } from "../../foreign/support/sample.ts";
import { findGoImages, run } from "../../foreign/support/tools.ts";
import { file } from "../../provider/formats/iso9660/trees.ts";

const goImages = findGoImages();

/** Names of 8 + 3 characters in lower case: no library has to change them but by their case. */
const short: readonly ImageEntry[] = [file("latest/meta.js"), file("latest/empty", ""), file("readme", "top")];
const drive: readonly ImageEntry[] = [
    file("openstack/latest/meta_data.json"),
    file("openstack/latest/user_data", "x".repeat(100_000)),
    file("openstack/2018-08-27/empty", ""),
    file("user-data", "cloud-init"),
    ...Array.from({ length: 100 }, (_nothing, index) => file(`many/interface-${index}.json`, String(index))),
];

describe.skipIf(goImages === undefined)("images that Go's libraries write", () => {
    let folder: string;

    beforeAll(() => {
        folder = makeFolder();
        writeEntries(join(folder, "short"), short);
        writeEntries(join(folder, "drive"), drive);
        writeEntries(join(folder, "flat"), [file("user-data"), file("meta-data", "ümläut")]);
    });
    afterAll(() => removeFolder(folder));

    const write = (kind: string, source: string): Uint8Array => {
        const image = join(folder, `${kind}-${source}.img`);
        run(goImages ?? "", [kind, join(folder, source), image]);
        return readFileSync(image);
    };

    it("are read by Rock Ridge, with Joliet and without, as diskfs/go-diskfs writes them", () => {
        for (const kind of ["rock-ridge", "both"]) {
            const contents = readIso9660(write(kind, "drive"));
            expect(contents).toMatchObject({ label: "config-2", names: "rock-ridge" });
            expectSame(digestsFound(contents), digestsOf(drive));
        }
    });

    // In directories below the root diskfs/go-diskfs 1.9 puts plain names there.
    it("are read by Joliet, as diskfs/go-diskfs writes it", () => {
        const contents = readIso9660(write("joliet", "flat"));
        expect(contents).toMatchObject({ label: "config-2", names: "joliet" });
        expect(contents.files.map(({ path }) => path)).toEqual(["meta-data", "user-data"]);
    });

    it("are read by plain names in upper case, as diskfs/go-diskfs writes them", () => {
        const contents = readIso9660(write("plain", "short"));
        expect(contents).toMatchObject({ label: "config-2", names: "plain" });
        const upper = short.map((entry) => ({ ...entry, path: entry.path.toUpperCase() }));
        expectSame(digestsFound(contents), digestsOf(upper));
    });

    it("are read in lower case and without path tables, as kdomanski/iso9660 writes them", () => {
        const image = write("kdomanski", "drive");
        const contents = readIso9660(image);
        expect(contents).toMatchObject({ label: "config-2", names: "plain" });
        expectSame(digestsFound(contents), digestsOf(drive));
    });

    it.each(["FAT12", "FAT16", "FAT32"])("are read from %s, as diskfs/go-diskfs writes it", (type) => {
        const contents = readVfat(write(type, "drive"));
        expect(contents).toMatchObject({ label: "config-2", type });
        expectSame(digestsFound(contents), digestsOf(drive));
    });
});
