import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ImageEntry, writeIso9660 } from "../../../provider/formats/iso9660/index.ts";
import { isoNames, jolietNames, type Named } from "../../../provider/formats/iso9660/names.ts";
import { type Directory, growTree, type Node } from "../../../provider/formats/iso9660/tree.ts";
import { writeVfat } from "../../../provider/formats/vfat/index.ts";
import { type Digests, digestsOf, expectSame, sha256 } from "../../foreign/support/sample.ts";
import { domainXml, guestFolder, readReport, readViews, type SeenFile, waitFor } from "../../guests/guest.ts";
import { file, printableName, treesOf, wholeOf as wholeIso9660 } from "../../provider/formats/iso9660/trees.ts";
import { fatTreesOf, printableFatName, SMALLEST, wholeOf as wholeVfat } from "../../provider/formats/vfat/trees.ts";
import { inMemory } from "../../support/in-memory.ts";
import { SEED } from "../../support/seed.ts";

const uri = process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system";
const name = `config-drive-kernel-${process.pid}`;
const virsh = (...args: string[]) => execFileSync("virsh", ["-q", "-c", uri, ...args], { encoding: "utf8" });

/** Random trees of each format that go through one boot. */
const TREES = 24;
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
    ...Array.from({ length: 20 }, (_nothing, index) => file(`equal/${index}/user_data`, "#cloud-config\n".repeat(300))),
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
    file("..."),
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

const scsiDisk = (path: string, unit: number): string =>
    `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${path}'/>` +
    `<target dev='sd${String.fromCharCode(97 + Math.floor(unit / 26), 97 + (unit % 26))}' bus='scsi'/><readonly/>` +
    `<address type='drive' controller='0' bus='0' target='0' unit='${unit}'/></disk>`;

const filesOf = (entries: readonly ImageEntry[]): readonly SeenFile[] =>
    entries.flatMap(({ path, content }) =>
        content === undefined ? [] : [{ path, size: content.length, sha256: sha256(content) }],
    );

const byPath = (files: readonly SeenFile[]): readonly SeenFile[] =>
    files.toSorted((left, right) => Buffer.from(left.path).compare(Buffer.from(right.path)));

/** Paths under other names than the tree's own. */
const renamed = (
    entries: readonly ImageEntry[],
    name: (children: readonly Node[]) => readonly Named[],
    shown: (named: Named) => string,
): Digests => {
    const found = new Map<string, string | null>();
    const visit = (directory: Directory, prefix: string): void => {
        for (const named of name(directory.children)) {
            const { node } = named;
            const path = prefix + shown(named);
            found.set(path, node.kind === "file" ? sha256(inMemory(node.content)) : null);
            if (node.kind === "directory") visit(node, `${path}/`);
        }
    };
    visit(growTree(entries).root, "");
    return found;
};

/** As isofs shows plain identifiers (map=normal): in lower case, files without `.;1` at the end. */
const plainOf = (entries: readonly ImageEntry[]): Digests =>
    renamed(entries, isoNames, ({ node, identifier }) =>
        (node.kind === "file" ? identifier.replace(/\.$/, "") : identifier).toLowerCase(),
    );

const jolietOf = (entries: readonly ImageEntry[]): Digests =>
    renamed(entries, jolietNames, ({ identifier }) => identifier);

describe("the Linux kernel", () => {
    let folder: string;

    beforeEach(() => {
        folder = guestFolder();
    });

    afterEach(() => {
        if (virsh("list", "--name").split("\n").includes(name)) virsh("destroy", name);
        rmSync(folder, { recursive: true });
    });

    /** Starts a guest and gives the path of its console's log. */
    const start = (devices: readonly string[], kernelWords: readonly string[] = []): string => {
        const console = join(folder, "console.log");
        writeFileSync(join(folder, "domain.xml"), domainXml({ name, console, devices, kernelWords }));
        virsh("create", join(folder, "domain.xml"));
        return console;
    };

    /** What a guest finds on its only drive. */
    const read = async (image: Uint8Array, device: (path: string) => string) => {
        const path = join(folder, "image");
        writeFileSync(path, image);
        return await waitFor(start([device(path)]), readReport, REPORT_MS);
    };

    it("reads every name and every byte of an ISO 9660 image by Rock Ridge", async () => {
        const image = wholeIso9660(writeIso9660(iso9660, { label: "config-2" }));
        const report = await read(image, (path) => disk(path, "cdrom", "hdc", "ide"));
        expect(report).toMatchObject({ device: "/dev/sr0", type: "iso9660" });
        expect(byPath(report.files)).toEqual(byPath(filesOf(iso9660)));
    });

    it("reads every name and every byte of a VFAT image", async () => {
        const image = wholeVfat(writeVfat(vfat, { label: "config-2" }));
        const report = await read(image, (path) => disk(path, "disk", "vda", "virtio"));
        expect(report).toMatchObject({ device: "/dev/vda", type: "vfat" });
        expect(byPath(report.files)).toEqual(byPath(filesOf(vfat)));
    });

    it(`reads random trees under all the names that they have, CONFIG_DRIVE_SEED=${SEED}`, async () => {
        const isoTrees = [iso9660, ...fc.sample(treesOf(printableName), { numRuns: TREES, seed: SEED })];
        const fatTrees = fc.sample(fatTreesOf(printableFatName), { numRuns: TREES, seed: SEED });
        const images = [
            ...isoTrees.map((entries) => wholeIso9660(writeIso9660(entries, { label: "config-2" }))),
            ...fatTrees.map((entries) => wholeVfat(writeVfat(entries, { label: "config-2", size: SMALLEST }))),
        ];
        const devices = images.map((image, unit) => {
            const path = join(folder, `${unit}.img`);
            writeFileSync(path, image);
            return scsiDisk(path, unit);
        });
        const controller = "<controller type='scsi' index='0' model='virtio-scsi'/>";
        const console = start([controller, ...devices], [`guest.views=${images.length}`]);
        const views = await waitFor(console, readViews, REPORT_MS);
        expect(views.size).toBe(3 * isoTrees.length + fatTrees.length);
        const seen = (view: string): Digests => views.get(view) ?? new Map();
        for (const [unit, entries] of isoTrees.entries()) {
            expectSame(seen(`${unit} plain`), plainOf(entries));
            expectSame(seen(`${unit} joliet`), jolietOf(entries));
            expectSame(seen(`${unit} rock-ridge`), digestsOf(entries));
        }
        for (const [index, entries] of fatTrees.entries()) {
            expectSame(seen(`${isoTrees.length + index} vfat`), digestsOf(entries));
        }
    });
});
