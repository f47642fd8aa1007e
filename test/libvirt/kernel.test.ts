import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ImageEntry, writeIso9660 } from "../../provider/iso9660/index.ts";
import { writeVfat } from "../../provider/vfat/index.ts";
import { domainXml, guestFolder, readReport, type SeenFile, waitFor } from "../guests/guest.ts";
import { file, wholeOf as wholeIso9660 } from "../provider/iso9660/trees.ts";
import { wholeOf as wholeVfat } from "../provider/vfat/trees.ts";

const uri = process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system";
const name = `config-drive-kernel-${process.pid}`;
const virsh = (...args: string[]) => execFileSync("virsh", ["-q", "-c", uri, ...args], { encoding: "utf8" });

/** A report of so many files takes an emulated machine some seconds, and a busy host many more. */
const REPORT_MS = 120_000;

const pattern = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_byte, index) => (index * 31) >> 3);

/** What both formats can hold of all that writers get wrong. */
const shared: readonly ImageEntry[] = [
    file("openstack/latest/meta_data.json"),
    file("openstack/2018-08-27/empty", ""),
    file(`${"deep/".repeat(12)}end`),
    file("n".repeat(230)),
    file(`${"m".repeat(64)}1`),
    file(`${"m".repeat(64)}2`),
    file(`${"漢".repeat(70)}.txt`),
    file("ümläute/файл.txt"),
    file("🙂🙃.txt"),
    file("👩‍👩‍👧 family/e\u0301"),
    file(" two  spaces"),
    file("it's $(reboot) `halt` & ; # ! ~ {a,b} [c] %s ^"),
    file("options/-n"),
    file(".hidden"),
    { path: "large", content: pattern(1024 * 1024) },
    { path: "one byte more than a sector", content: pattern(2049) },
    { path: "nothing" },
    ...Array.from({ length: 500 }, (_nothing, index) => file(`many/interface number ${index}.json`, String(index))),
];

const iso9660: readonly ImageEntry[] = [
    ...shared,
    file("N".repeat(253)),
    file("README"),
    file("readme"),
    file("ReadMe"),
    file('a:b*c?d\\e"f<g>h|i'),
    file("back\\slash\\n"),
    file("trailing."),
    file("trailing "),
];
const vfat: readonly ImageEntry[] = [
    ...shared,
    file("x".repeat(255)),
    file(`${"漢".repeat(251)}.txt`),
    file("USER_D~1"),
    file("user_data"),
];

const disk = (path: string, device: "cdrom" | "disk", target: string, bus: string): string =>
    `<disk type='file' device='${device}'><driver name='qemu' type='raw'/><source file='${path}'/>` +
    `<target dev='${target}' bus='${bus}'/><readonly/></disk>`;

const expectedOf = (entries: readonly ImageEntry[]): readonly SeenFile[] =>
    entries.flatMap(({ path, content }) =>
        content === undefined
            ? []
            : [{ path, size: content.length, sha256: createHash("sha256").update(content).digest("hex") }],
    );

const byPath = (files: readonly SeenFile[]): readonly SeenFile[] =>
    files.toSorted((left, right) => Buffer.from(left.path).compare(Buffer.from(right.path)));

describe("the Linux kernel", () => {
    let folder: string;

    beforeEach(() => {
        folder = guestFolder();
    });

    afterEach(() => {
        if (virsh("list", "--name").split("\n").includes(name)) virsh("destroy", name);
        rmSync(folder, { recursive: true });
    });

    /** What a guest finds on its only drive. */
    const read = async (image: Uint8Array, device: (path: string) => string) => {
        const path = join(folder, "image");
        const console = join(folder, "console.log");
        writeFileSync(path, image);
        const xml = domainXml({ name, console, devices: [device(path)] });
        writeFileSync(join(folder, "domain.xml"), xml);
        virsh("create", join(folder, "domain.xml"));
        return await waitFor(console, readReport, REPORT_MS);
    };

    it("reads every name and every byte of an ISO 9660 image by Rock Ridge", async () => {
        const image = wholeIso9660(writeIso9660(iso9660, { label: "config-2" }));
        const report = await read(image, (path) => disk(path, "cdrom", "hdc", "ide"));
        expect(report).toMatchObject({ device: "/dev/sr0", type: "iso9660" });
        expect(byPath(report.files)).toEqual(byPath(expectedOf(iso9660)));
    });

    it("reads every name and every byte of a VFAT image", async () => {
        const image = wholeVfat(writeVfat(vfat, { label: "config-2" }));
        const report = await read(image, (path) => disk(path, "disk", "vda", "virtio"));
        expect(report).toMatchObject({ device: "/dev/vda", type: "vfat" });
        expect(byPath(report.files)).toEqual(byPath(expectedOf(vfat)));
    });
});
