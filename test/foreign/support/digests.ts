import { createHash } from "node:crypto";
import { writeIso9660 } from "../../../provider/formats/iso9660/index.ts";
import { writeVfat } from "../../../provider/formats/vfat/index.ts";

/*
 * Prints the SHA-256 of images that hold what depends on clocks, zones, locales and versions of Unicode in other
 * writers. Run by itself, so that all of them can be others than the test's own.
 */

const entries = [
    "openstack/latest/meta_data.json",
    "openstack/latest/user_data",
    "I/i",
    "title",
    "istanbul/İstanbul ılık",
    "ﬁle ß ǆ",
    "Größe/ümläut",
    "e\u0301/é",
    "файл.txt",
    "漢字",
    "🙂🙃.txt",
    "\u{10d50}garay",
    "z",
    "ä",
    "a b",
    "a-b",
    "a_b",
    `${"deep/".repeat(20)}end`,
    `${"n".repeat(80)}1`,
    `${"n".repeat(80)}2`,
    `${"ﬀ".repeat(80)}1`,
    `${"ﬀ".repeat(80)}2`,
    ...Array.from({ length: 300 }, (_nothing, index) => `many/interface number ${index}.json`),
].map((path, index) => ({ path, content: new TextEncoder().encode(index % 7 === 0 ? "" : path) }));

const digestOf = ({ chunks }: { readonly chunks: readonly Uint8Array[] }): string => {
    const hash = createHash("sha256");
    for (const chunk of chunks) hash.update(chunk);
    return hash.digest("hex");
};

process.stdout.write(
    JSON.stringify({
        iso9660: digestOf(writeIso9660(entries, { label: "config-2", publisher: "İ ı ß" })),
        reversed: digestOf(writeIso9660(entries.toReversed(), { label: "config-2", publisher: "İ ı ß" })),
        vfat: digestOf(writeVfat(entries, { label: "config-2" })),
        small: digestOf(writeVfat(entries.toReversed(), { label: "config-2", size: 4 * 1024 * 1024 })),
    }),
);
