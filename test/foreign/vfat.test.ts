import { createHash } from "node:crypto";
import { closeSync, ftruncateSync, mkdirSync, openSync, readSync, writevSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImageEntry, type VfatImage, writeVfat } from "../../provider/vfat/index.ts";
import { expectedOf, fatName, fatTreesOf, file, printableFatName, SMALL } from "../provider/vfat/trees.ts";
import { makeFolder, readFolder, removeFolder } from "./support/folder.ts";
import { findTool, run } from "./support/tools.ts";

const TREES = 250;
const MIB = 1024 * 1024;
const mkfs = findTool("mkfs.vfat", "dosfstools");
const fsck = findTool("fsck.vfat", "dosfstools");
const mcopy = findTool("mcopy", "mtools");
const mdir = findTool("mdir", "mtools");
const blkid = findTool("blkid", "util-linux");

interface Sample {
    readonly entries: readonly ImageEntry[];
    readonly path: string;
}

/** The corner cases that writers are known to get wrong, in one tree. */
const corners: readonly ImageEntry[] = [
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
const writeSparse = (path: string, { chunks, size }: VfatImage): void => {
    const target = openSync(path, "w");
    for (let first = 0; first < chunks.length; first += 1000) writevSync(target, chunks.slice(first, first + 1000));
    ftruncateSync(target, size);
    closeSync(target);
};

const readStart = (path: string, size: number): Buffer => {
    const start = Buffer.alloc(size);
    const source = openSync(path, "r");
    readSync(source, start);
    closeSync(source);
    return start;
};

const sizeOf = (entries: readonly ImageEntry[], index: number): number => {
    if (entries === corners) return 64 * MIB;
    return [SMALL, 8 * MIB, 16 * MIB, 32 * MIB][index % 4] ?? SMALL;
};

let folder: string;
let samples: readonly Sample[];
let wild: readonly Sample[];

beforeAll(() => {
    folder = makeFolder();
    const written = (name: string) => (entries: readonly ImageEntry[], index: number) => {
        const path = join(folder, `${name}-${index}.img`);
        writeSparse(path, writeVfat(entries, { label: "config-2", size: sizeOf(entries, index) }));
        return { entries, path };
    };
    samples = [corners, ...fc.sample(fatTreesOf(printableFatName), TREES)].map(written("printable"));
    wild = [[file("🙂.txt")], ...fc.sample(fatTreesOf(fatName), TREES)].map(written("wild"));
}, 60_000);
afterAll(() => removeFolder(folder));

const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** Path → digest of every file, null for directories. */
const digestsOf = (entries: readonly ImageEntry[]): ReadonlyMap<string, string | null> => {
    const { files, directories } = expectedOf(entries);
    return new Map([
        ...[...directories].map((path): [string, null] => [path, null]),
        ...[...files].map(([path, content]): [string, string] => [path, sha256(content)]),
    ]);
};

describe.skipIf(fsck === undefined)("fsck.vfat", () => {
    it("finds nothing to mend", () => {
        for (const { path } of [...samples, ...wild]) {
            const lines = run(fsck ?? "", ["-n", path])
                .trim()
                .split("\n");
            expect(lines).toEqual([
                expect.stringMatching(/^fsck\.fat /),
                expect.stringMatching(/: [0-9]+ files, [0-9]+\/[0-9]+ clusters$/),
            ]);
        }
    });
});

describe.skipIf(mcopy === undefined)("mcopy", () => {
    it("extracts every tree as it was written", () => {
        for (const [index, { entries, path }] of samples.entries()) {
            if (entries.length === 0) continue;
            const target = join(folder, "extracted", String(index));
            mkdirSync(target, { recursive: true });
            run(mcopy ?? "", ["-s", "-n", "-i", path, "::*", target]);
            const extracted = [...readFolder(target)];
            expect(new Map(extracted.map(([each, content]) => [each, content ? sha256(content) : null]))).toEqual(
                digestsOf(entries),
            );
        }
    });
});

describe.skipIf(mdir === undefined)("mdir", () => {
    it("lists aliases, sizes, dates and long names", () => {
        const listed = run(mdir ?? "", ["-i", samples[0]?.path ?? "", "::openstack/latest"]);
        expect(listed).toContain(" Volume in drive : is config-2   \n");
        expect(listed).toMatch(/^META_D~1 JSO +31 1980-01-01 +0:00 +meta_data\.json$/m);
        expect(listed).toMatch(/^USER_D~1 +26 1980-01-01 +0:00 +user_data$/m);
    });
});

describe.skipIf(blkid === undefined)("blkid", () => {
    it("finds the label in both places, and a serial number of the volume's own", () => {
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
        expect(new Set(serials).size).toBeGreaterThan(10);
    });
});

describe.skipIf(mkfs === undefined)("mkfs.vfat", () => {
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
