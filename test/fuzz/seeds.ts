import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { writeIso9660 } from "../../provider/formats/iso9660/index.ts";
import { writeVfat } from "../../provider/formats/vfat/index.ts";
import { writeEntries } from "../foreign/support/folder.ts";
import { chainedImage, multiExtentImage } from "../provider/formats/iso9660/absurd.ts";
import { file, wholeOf as wholeIso9660 } from "../provider/formats/iso9660/trees.ts";
import { SMALLEST, wholeOf as wholeVfat } from "../provider/formats/vfat/trees.ts";

/*
 * Makes the images that the fuzzer starts from: our writers' and other programs'. They are committed, for the corpus
 * says how its inputs differ from them; make them anew and the corpus is worth nothing.
 */

const entries = [
    file("openstack/latest/meta_data.json"),
    file("openstack/latest/user_data", ""),
    file(`${"d/".repeat(9)}end`),
    file(`${"n".repeat(200)}.txt`),
    file("ümläut"),
    { path: "three sectors", content: new Uint8Array(5000).fill(0x55) },
    { path: "empty directory" },
];

const folder = mkdtempSync(join(tmpdir(), "config-drive-seeds-"));
const source = join(folder, "source");
writeEntries(source, entries);
const linked = join(folder, "linked");
writeEntries(linked, [file("a/one"), file("a/two")]);
symlinkSync("one", join(linked, "a", "link"));

const save = (format: string, name: string, bytes: Uint8Array): void => {
    const target = join(import.meta.dirname, "seeds", format);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, `${name}.gz`), gzipSync(bytes, { level: 9 }));
};
const run = (tool: string, args: readonly string[]): void => void execFileSync(tool, args, { stdio: "ignore" });

const iso = (name: string, tool: string, from: string, ...flags: readonly string[]): void => {
    const path = join(folder, `${name}.iso`);
    run(tool, [...flags, "-o", path, from]);
    save("iso9660", name, readFileSync(path));
};
const fat = (name: string, kib: number, ...flags: readonly string[]): void => {
    const path = join(folder, `${name}.img`);
    run("mkfs.vfat", ["-C", "-n", "config-2", "-i", "1a2b3c4d", ...flags, path, String(kib)]);
    run("mcopy", [
        "-s",
        "-i",
        path,
        join(source, "openstack"),
        join(source, "d"),
        join(source, "three sectors"),
        "::/",
    ]);
    run("mcopy", ["-i", path, join(source, `${"n".repeat(200)}.txt`), join(source, "ümläut"), "::/"]);
    run("mdel", ["-i", path, "::/three sectors"]);
    // Larger than the hole, so that it is in two pieces.
    writeFileSync(join(folder, "scattered"), Buffer.alloc(20_000, 0x66));
    run("mcopy", ["-i", path, join(folder, "scattered"), "::/"]);
    save("vfat", name, readFileSync(path));
};

save("iso9660", "own", wholeIso9660(writeIso9660(entries, { label: "config-2", publisher: "fuzz" })));
save("iso9660", "chained", chainedImage("name"));
save("iso9660", "multi-extent", multiExtentImage(new Uint8Array(3000).fill(0x55)));
iso("genisoimage-nova", "genisoimage", source, "-quiet", "-V", "config-2", "-J", "-joliet-long", "-r", "-l");
iso("genisoimage-deep", "genisoimage", join(source, "d"), "-quiet", "-V", "config-2", "-r");
iso("genisoimage-linked", "genisoimage", linked, "-quiet", "-V", "config-2", "-r", "-cache-inodes");
iso("genisoimage-joliet", "genisoimage", linked, "-quiet", "-V", "cidata", "-J", "-no-pad");
iso("genisoimage-plain", "genisoimage", linked, "-quiet", "-V", "cidata", "-no-pad");
iso("xorriso", "xorriso", source, "-as", "mkisofs", "-quiet", "-J", "-r", "-V", "config-2");
// Blocks of every kind: text, zeros that aren't stored, and the end of a file.
const packed = join(folder, "packed");
const blocks = [Buffer.alloc(32_768, "text "), Buffer.alloc(32_768), Buffer.alloc(40_000, "more ")];
writeEntries(packed, [
    { path: "blocks", content: Buffer.concat(blocks) },
    { path: "one", content: Buffer.alloc(5000, 1) },
]);
run("mkzftree", [packed, `${packed}.z`]);
iso("genisoimage-zisofs", "genisoimage", `${packed}.z`, "-quiet", "-V", "config-2", "-r", "-z", "-no-pad");
save("vfat", "own", wholeVfat(writeVfat(entries, { label: "config-2", size: SMALLEST })));
fat("fat12", 256);
fat("fat16-one-table", 2200, "-F", "16", "-s", "1", "-f", "1");
fat("fat32", 34 * 1024, "-F", "32", "-s", "1");
fat("sectors-of-4096", 2048, "-S", "4096");
rmSync(folder, { recursive: true });
