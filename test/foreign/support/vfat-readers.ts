import { closeSync, ftruncateSync, mkdirSync, openSync, writevSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImageEntry, readVfat, type VfatImage, writeVfat } from "../../../provider/formats/vfat/index.ts";
import { fatName, fatTreesOf, file, printableFatName, SMALLEST, wholeOf } from "../../provider/formats/vfat/trees.ts";
import { runEach } from "./batch.ts";
import { makeFolder, readFolder, removeFolder } from "./folder.ts";
import { type Batch, digestsFound, digestsOf, expectSame, type Sample, sampleOf, sha256 } from "./sample.ts";
import { findTool, run } from "./tools.ts";

const MIB = 1024 * 1024;
const fsck = findTool("fsck.vfat", "dosfstools");
const mcopy = findTool("mcopy", "mtools");
const mdir = findTool("mdir", "mtools");
const blkid = findTool("blkid", "util-linux");

/** The corner cases that writers are known to get wrong, in one tree. */
export const VFAT_CORNERS: readonly ImageEntry[] = [
    file("openstack/latest/meta_data.json"),
    file("openstack/latest/user_data"),
    file("openstack/2018-08-27/empty", ""),
    file(`${"deep/".repeat(20)}end`),
    file("n".repeat(255)),
    file("thirteen char"),
    file("x".repeat(26)),
    file("README"),
    file("lower.txt"),
    file("Mixed.Txt"),
    file("USER_D~1"),
    file("user_data"),
    file("user_date"),
    file(".hidden"),
    file(" a+b=c;[d],e"),
    file("漢字/ümläute.файл"),
    file("exactly one cluster", "x".repeat(2048)),
    file("one byte more", "x".repeat(2049)),
    { path: "nothing" },
    ...Array.from({ length: 3000 }, (_nothing, index) => file(`many/interface number ${index}.json`, String(index))),
];

/** As an upload does it: the part that isn't zero, into a volume that reads as zero. */
export const writeSparse = (path: string, { chunks, size }: VfatImage): void => {
    const target = openSync(path, "w");
    for (let first = 0; first < chunks.length; first += 1000) writevSync(target, chunks.slice(first, first + 1000));
    ftruncateSync(target, size);
    closeSync(target);
};

/** Of every geometry, and most of them small. */
const sizeOf = (entries: readonly ImageEntry[], index: number): number => {
    if (entries === VFAT_CORNERS) return 64 * MIB;
    return [8 * MIB, 16 * MIB, 32 * MIB][index % 20] ?? SMALLEST;
};

/** Other readers see the trees of these batches as they were written. */
export const describeVfatReaders = (batches: readonly Batch[]): void => {
    describe.each(batches)("$name", (batch) => {
        let folder: string;
        /** Names that mtools can say. */
        let printable: readonly Sample[];
        /** All names. */
        let wild: readonly Sample[];

        beforeAll(() => {
            folder = makeFolder();
            const written = (name: string) => (entries: readonly ImageEntry[], index: number) => {
                const path = join(folder, `${name}-${index}.img`);
                const image = writeVfat(entries, { label: "config-2", size: sizeOf(entries, index) });
                expectSame(digestsFound(readVfat(wholeOf(image))), digestsOf(entries));
                writeSparse(path, image);
                return { entries, path };
            };
            const [special, emoji] = batch.number === 0 ? [[VFAT_CORNERS], [[file("🙂.txt")]]] : [[], []];
            printable = [...special, ...sampleOf(fatTreesOf(printableFatName), batch)].map(written("printable"));
            wild = [...emoji, ...sampleOf(fatTreesOf(fatName), batch)].map(written("wild"));
        });
        afterAll(() => removeFolder(folder));

        /** mtools finds nothing at all in an empty file system, and says so. */
        const withFiles = (): readonly Sample[] => printable.filter(({ entries }) => entries.length > 0);

        it.skipIf(fsck === undefined)("fsck.vfat finds nothing to mend", async () => {
            const images = [...printable, ...wild].map(({ path }) => ["-n", path]);
            for (const { status, output } of await runEach(fsck ?? "", images)) {
                expect(output).toMatch(/^fsck\.fat [^\n]*\n[^\n]*: [0-9]+ files, [0-9]+\/[0-9]+ clusters\n$/);
                expect(status).toBe(0);
            }
        });

        it.skipIf(mcopy === undefined)("mcopy extracts every tree as it was written", async () => {
            const full = withFiles();
            const targetOf = (index: number): string => join(folder, "extracted", String(index));
            for (const index of full.keys()) mkdirSync(targetOf(index), { recursive: true });
            const commands = full.map(({ path }, index) => ["-s", "-n", "-i", path, "::*", targetOf(index)]);
            const ran = await runEach(mcopy ?? "", commands);
            for (const [index, { entries }] of full.entries()) {
                expect(ran[index]).toEqual({ status: 0, output: "" });
                const extracted = [...readFolder(targetOf(index))];
                const found = new Map(extracted.map(([each, content]) => [each, content ? sha256(content) : null]));
                expectSame(found, digestsOf(entries));
            }
        });

        it.skipIf(mdir === undefined)("mdir lists every file", async () => {
            const full = withFiles();
            const commands = full.map(({ path }) => ["-/", "-b", "-i", path, "::"]);
            const listed = (await runEach(mdir ?? "", commands)).map(({ output }) =>
                output.split("\n").filter(Boolean).toSorted(),
            );
            const wanted = full.map(({ entries }) =>
                [...digestsOf(entries)].map(([path, digest]) => `::/${path}${digest === null ? "/" : ""}`).toSorted(),
            );
            expect(listed).toEqual(wanted);
        });

        it.skipIf(blkid === undefined)("has its label in both places by blkid, and a serial number of its own", () => {
            const probed = run(blkid ?? "", ["-p", "-o", "export", ...wild.slice(0, 20).map(({ path }) => path)])
                .trim()
                .split("\n\n");
            expect(probed).toHaveLength(20);
            for (const text of probed) {
                expect(text).toMatch(/^LABEL=config-2$/m);
                expect(text).toMatch(/^LABEL_FATBOOT=config-2$/m);
                expect(text).toMatch(/^VERSION=FAT16$/m);
            }
            const serials = probed.map((text) => /^UUID=([0-9A-F]{4}-[0-9A-F]{4})$/m.exec(text)?.[1]);
            expect(serials).not.toContain(undefined);
            expect(new Set(serials).size).toBeGreaterThan(5);
        });
    });
};
