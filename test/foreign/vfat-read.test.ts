import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readVfat, type VfatContents } from "../../provider/formats/vfat/index.ts";
import { expectedOf, file } from "../provider/formats/vfat/trees.ts";
import { makeFolder, removeFolder, writeEntries } from "./support/folder.ts";
import { findTool, run } from "./support/tools.ts";

const mkfs = findTool("mkfs.vfat", "dosfstools");
const mcopy = findTool("mcopy", "mtools");
const mdel = findTool("mdel", "mtools");
const hasTools = mkfs !== undefined && mcopy !== undefined && mdel !== undefined;

const entries = [
    file("openstack/latest/meta_data.json"),
    file("openstack/latest/user_data"),
    file("openstack/2018-08-27/empty", ""),
    file("openstack/content/0000", "x".repeat(100_000)),
    file(`${"deep/".repeat(12)}end`),
    file(`${"n".repeat(200)}.txt`),
    file("many files/ümlaut"),
    file("README.TXT"),
    file("lower.txt"),
    file("Mixed.Txt"),
    ...Array.from({ length: 300 }, (_nothing, index) => file(`many files/interface-${index}.json`, String(index))),
];
const expected = expectedOf(entries);

let folder: string;
let source: string;

beforeAll(() => {
    folder = makeFolder();
    source = join(folder, "source");
    writeEntries(source, entries);
});
afterAll(() => removeFolder(folder));

const make = (name: string, mib: number, ...flags: readonly string[]): string => {
    const path = join(folder, name);
    run(mkfs ?? "", ["-C", "-n", "config-2", ...flags, path, String(mib * 1024)]);
    return path;
};
const copyIn = (path: string, from: string): void => {
    const sources = readdirSync(from).map((name) => join(from, name));
    run(mcopy ?? "", ["-s", "-i", path, ...sources, "::/"]);
};

/** Everything that was put in, byte for byte. */
const expectAll = ({ files, directories }: VfatContents): void => {
    expect(files.map(({ path }) => path)).toEqual([...expected.files.keys()].toSorted());
    for (const { path, content } of files) {
        expect(Buffer.compare(content, expected.files.get(path) ?? new Uint8Array(0))).toBe(0);
    }
    expect(directories).toEqual([...expected.directories].toSorted());
};

describe.skipIf(!hasTools)("readVfat of what mkfs.vfat and mcopy write", () => {
    it.each<[string, string, number, readonly string[]]>([
        ["Nova's image", "FAT16", 64, []],
        ["FAT12", "FAT12", 4, ["-F", "12"]],
        ["FAT12 in large clusters", "FAT12", 64, ["-F", "12", "-s", "64"]],
        ["FAT16", "FAT16", 16, ["-F", "16"]],
        ["FAT16 with one table", "FAT16", 16, ["-F", "16", "-f", "1"]],
        ["FAT32", "FAT32", 64, ["-F", "32"]],
        ["FAT32 in small clusters", "FAT32", 48, ["-F", "32", "-s", "1"]],
        ["sectors of 2048 bytes", "FAT16", 64, ["-F", "16", "-S", "2048"]],
        ["sectors of 4096 bytes", "FAT16", 64, ["-F", "16", "-S", "4096", "-s", "1"]],
    ])("reads %s", (name, type, mib, flags) => {
        const path = make(`${name}.img`, mib, "-i", "1a2b3c4d", ...flags);
        copyIn(path, source);
        const contents = readVfat(readFileSync(path));
        expectAll(contents);
        expect(contents).toMatchObject({ label: "config-2", serial: "1A2B-3C4D", type });
    });

    it("reads cloud-localds's image", () => {
        const path = join(folder, "cidata.img");
        const seed = join(folder, "seed");
        writeEntries(seed, [file("user-data"), file("meta-data")]);
        run("truncate", ["--size", "100K", path]);
        run(mkfs ?? "", ["-n", "cidata", path]);
        run(mcopy ?? "", ["-oi", path, join(seed, "user-data"), join(seed, "meta-data"), "::"]);
        const contents = readVfat(readFileSync(path));
        expect(contents).toMatchObject({ label: "cidata", type: "FAT12" });
        expect(contents.files.map((found) => [found.path, new TextDecoder().decode(found.content)])).toEqual([
            ["meta-data", "meta-data"],
            ["user-data", "user-data"],
        ]);
    });

    it("reads files that are scattered", () => {
        const path = make("scattered.img", 4, "-F", "12");
        const small = join(folder, "small");
        const names = Array.from({ length: 300 }, (_nothing, index) => `${index}.bin`);
        writeEntries(
            small,
            names.map((name) => file(`d/${name}`, name.repeat(900))),
        );
        copyIn(path, small);
        run(mdel ?? "", ["-i", path, ...names.filter((_name, index) => index % 2 === 0).map((name) => `::d/${name}`)]);
        // More than what follows the last of the small files.
        const text = "0123456789".repeat(240_000);
        const large = join(folder, "large");
        writeEntries(large, [file("large", text)]);
        copyIn(path, large);
        const image = readFileSync(path);
        const found = readVfat(image).files;
        expect(found).toHaveLength(151);
        expect(found.find((each) => each.path === "large")?.content.buffer).not.toBe(image.buffer);
        for (const { path: each, content } of found) {
            expect(new TextDecoder().decode(content)).toBe(each === "large" ? text : each.slice(2).repeat(900));
        }
    });

    it("knows the label without an entry in the root directory", () => {
        const bytes = readFileSync(make("boot.img", 16));
        const entry = bytes.indexOf("config-2", 512);
        bytes.fill(0, entry, entry + 32);
        expect(readVfat(bytes)).toMatchObject({ label: "config-2", files: [], directories: [] });
    });
});
