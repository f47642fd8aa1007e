import { closeSync, openSync, readFileSync, writevSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gzip } from "../../provider/formats/bytes/compress.ts";
import { type ImageEntry, writeIso9660 } from "../../provider/formats/iso9660/index.ts";
import { writeVfat } from "../../provider/formats/vfat/index.ts";
import type { ContainerFile } from "../../provider/image-file/container/file.ts";
import { writeVhd } from "../../provider/image-file/container/vhd.ts";
import { writeFlatVmdk } from "../../provider/image-file/container/vmdk/monolithic-flat.ts";
import { writeStreamOptimizedVmdk } from "../../provider/image-file/container/vmdk/stream-optimized.ts";
import type { BytesImage } from "../../provider/image-file/in-memory.ts";
import { anyName, file, treesOf } from "../provider/formats/iso9660/trees.ts";
import { fatName, fatTreesOf, SMALL, SMALLEST } from "../provider/formats/vfat/trees.ts";
import { diskOf, imageOf, wholeOf } from "../provider/image-file/container/images.ts";
import { inMemory } from "../support/in-memory.ts";
import { makeFolder, removeFolder } from "./support/folder.ts";
import { findTool, run } from "./support/tools.ts";

const TREES = 20;
const MIB = 1024 * 1024;
/** Nova's size, and some that are no whole MiB. */
const SIZES = [64 * MIB, SMALLEST, SMALL, SMALL + 4096, 9 * MIB - 4096];

const qemuImg = findTool("qemu-img", "qemu-utils");
const sevenZip = findTool("7zz", "7zip");
const vhdiinfo = findTool("vhdiinfo", "libvhdi-utils");
const vmdkinfo = findTool("vmdkinfo", "libvmdk-utils");
const blkid = findTool("blkid", "util-linux");
const gunzip = findTool("gunzip", "gzip");

/** An image in a file of each format. */
interface Sample {
    readonly fileSystem: "iso9660" | "vfat";
    readonly virtualSize: number;
    readonly raw: string;
    readonly vhd: string;
    readonly streamOptimized: string;
    readonly monolithicFlat: string;
    readonly gzip: string;
}

/** What QEMU says of a disk, as far as it is looked at here. */
interface DiskInfo {
    readonly format: string;
    readonly "virtual-size": number;
    readonly "format-specific"?: { readonly data: { readonly "create-type": string } };
}

/** Bytes that no code makes shorter, so that grains are stored as they are. */
const noise = Uint8Array.from({ length: 300_000 }, (_, index) => Math.imul(index + 1, 0x9e37_79b1) >>> 13);

const isoTrees: readonly (readonly ImageEntry[])[] = [
    [],
    [file("openstack/latest/meta_data.json"), { path: "noise", content: noise }],
    // More than one grain table: 32 MiB each.
    [{ path: "zeros", content: new Uint8Array(70 * MIB) }, file("after")],
    ...fc.sample(treesOf(anyName), TREES),
];
const fatTrees: readonly (readonly ImageEntry[])[] = [
    [],
    [{ path: "noise", content: noise }],
    ...fc.sample(fatTreesOf(fatName), TREES),
];

const isoOf = (entries: readonly ImageEntry[]): BytesImage => {
    const { size, chunks } = writeIso9660(entries, { label: "config-2" });
    return imageOf(chunks, size);
};

const fatOf = (entries: readonly ImageEntry[], index: number): BytesImage => {
    const { size, chunks } = writeVfat(entries, { label: "config-2", size: SIZES[index] ?? SMALL + 4096 * index });
    return imageOf(chunks, size);
};

let folder: string;
let samples: readonly Sample[];

const write = (name: string, chunks: readonly Uint8Array[]): string => {
    const path = join(folder, name);
    const target = openSync(path, "w");
    for (let first = 0; first < chunks.length; first += 500) writevSync(target, chunks.slice(first, first + 500));
    closeSync(target);
    return path;
};

const writeSample = (fileSystem: Sample["fileSystem"], image: BytesImage, index: number): Sample => {
    const name = `${fileSystem}-${index}`;
    const store = (ending: string, { chunks }: ContainerFile): string =>
        write(`${name}${ending}`, chunks.map(inMemory));
    const { virtualSize } = writeVhd(image);
    const { extent, describe: descriptor } = writeFlatVmdk(image);
    store("-disk-flat.vmdk", extent);
    return {
        fileSystem,
        virtualSize,
        raw: write(`${name}.raw`, [diskOf(image, virtualSize)]),
        vhd: store(".vhd", writeVhd(image)),
        streamOptimized: store("-stream.vmdk", writeStreamOptimizedVmdk(image)),
        monolithicFlat: store("-disk.vmdk", descriptor(`${name}-disk-flat.vmdk`)),
        gzip: write(`${name}.gz`, [gzip(wholeOf(image))]),
    };
};

beforeAll(() => {
    folder = makeFolder();
    samples = [
        ...isoTrees.map((entries, index) => writeSample("iso9660", isoOf(entries), index)),
        ...fatTrees.map((entries, index) => writeSample("vfat", fatOf(entries, index), index)),
    ];
}, 120_000);
afterAll(() => removeFolder(folder));

const FORMATS = [
    ["vhd", "vpc", undefined],
    ["streamOptimized", "vmdk", "streamOptimized"],
    ["monolithicFlat", "vmdk", "monolithicFlat"],
] as const;

describe.skipIf(qemuImg === undefined)("qemu-img", () => {
    const qemu = (...args: readonly string[]): string => run(qemuImg ?? "", args);

    it.each(FORMATS)("info: knows format and size of a %s", (kind, format, createType) => {
        for (const { [kind]: path, virtualSize } of samples) {
            const info: DiskInfo = JSON.parse(qemu("info", "-f", format, "--output=json", path));
            expect(info).toMatchObject({ format, "virtual-size": virtualSize });
            expect(info["format-specific"]?.data["create-type"]).toBe(createType);
        }
    });

    it.each(["chs", "current_size"])("info: takes a VHD to be of the same size by %s", (rule) => {
        for (const { vhd, virtualSize } of samples) {
            const options = `driver=vpc,force_size_calc=${rule},file.filename=${vhd}`;
            const info: DiskInfo = JSON.parse(qemu("info", "--image-opts", "--output=json", options));
            expect(info["virtual-size"]).toBe(virtualSize);
        }
    });

    it.each(["streamOptimized", "monolithicFlat"] as const)("check: finds nothing wrong with a %s", (kind) => {
        for (const { [kind]: path } of samples) {
            const found = JSON.parse(qemu("check", "-f", "vmdk", "--output=json", path));
            expect(found).toMatchObject({ "check-errors": 0 });
            expect(found).not.toHaveProperty("corruptions");
            expect(found).not.toHaveProperty("leaks");
        }
    });

    it.each(FORMATS)("compare: sees the raw disk in a %s", (kind, format) => {
        for (const { [kind]: path, raw } of samples) {
            expect(qemu("compare", "-f", format, "-F", "raw", path, raw)).toBe("Images are identical.\n");
        }
    });

    it.each(FORMATS)("convert: makes the raw disk of a %s again", (kind, format) => {
        const back = join(folder, "back.raw");
        for (const { [kind]: path, raw } of samples) {
            qemu("convert", "-f", format, "-O", "raw", path, back);
            expect(readFileSync(back).equals(readFileSync(raw))).toBe(true);
        }
    });
});

describe.skipIf(sevenZip === undefined)("7zz", () => {
    it.each([
        ["vhd", "VHD"],
        ["streamOptimized", "VMDK"],
        ["monolithicFlat", "VMDK"],
    ] as const)("extracts the raw disk from a %s", (kind, type) => {
        const back = join(folder, "back.raw");
        for (const { [kind]: path, raw } of samples) {
            const target = openSync(back, "w");
            run(sevenZip ?? "", ["e", `-t${type}`, "-so", path], { stdio: ["ignore", target, "pipe"] });
            closeSync(target);
            expect(readFileSync(back).equals(readFileSync(raw))).toBe(true);
        }
    });
});

const bytesOf = (info: string): number => Number(/Media size:? *\t*:?[^(\n]*\((\d+) bytes\)/.exec(info)?.[1]);

describe.skipIf(vhdiinfo === undefined)("vhdiinfo", () => {
    it("sees a fixed disk of the right size", () => {
        for (const { vhd, virtualSize } of samples) {
            const info = run(vhdiinfo ?? "", [vhd]);
            expect(info).toMatch(/Disk type\s*: Fixed\n/);
            expect(bytesOf(info)).toBe(virtualSize);
        }
    });
});

describe.skipIf(vmdkinfo === undefined)("vmdkinfo", () => {
    it.each([
        ["streamOptimized", "Stream optimized"],
        ["monolithicFlat", "Monolithic flat"],
    ] as const)("sees a disk of the right kind and size: %s", (kind, type) => {
        for (const { [kind]: path, virtualSize } of samples) {
            const info = run(vmdkinfo ?? "", [path]);
            expect(info).toContain(`\t${type}\n`);
            expect(bytesOf(info)).toBe(virtualSize);
        }
    });
});

describe.skipIf(blkid === undefined)("blkid", () => {
    it("finds the label on a whole disk", () => {
        for (const { raw, fileSystem } of samples) {
            const probed = run(blkid ?? "", ["-p", "-o", "export", raw]);
            expect(probed).toMatch(/^LABEL=config-2$/m);
            expect(probed).toMatch(new RegExp(`^TYPE=${fileSystem}$`, "m"));
        }
    });
});

describe.skipIf(gunzip === undefined)("gunzip", () => {
    it("gives the image back", () => {
        const back = join(folder, "back.raw");
        for (const { gzip: path, raw, virtualSize } of samples) {
            const target = openSync(back, "w");
            run(gunzip ?? "", ["--stdout", path], { stdio: ["ignore", target, "pipe"] });
            closeSync(target);
            const image = readFileSync(back);
            expect(Buffer.concat([image, Buffer.alloc(virtualSize - image.length)]).equals(readFileSync(raw))).toBe(
                true,
            );
        }
    });
});
