import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readIso9660 } from "../../provider/formats/iso9660/index.ts";
import { domainXml, guestFolder, type Report, readReport, waitFor } from "../guests/guest.ts";

const uri = process.env["CONFIG_DRIVE_URI"] ?? "qemu:///system";
const name = `config-drive-guest-${process.pid}`;
const virsh = (...args: string[]) => execFileSync("virsh", ["-q", "-c", uri, ...args], { encoding: "utf8" });

describe("the tiny guest", () => {
    let folder: string;

    beforeEach(() => {
        folder = guestFolder();
    });

    afterEach(() => {
        if (virsh("list", "--name").split("\n").includes(name)) virsh("destroy", name);
        rmSync(folder, { recursive: true });
    });

    /** An image of another program's with one file. */
    const image = (content: string): string => {
        const tree = join(folder, content);
        mkdirSync(tree);
        writeFileSync(join(tree, "a file"), content);
        execFileSync("genisoimage", ["-quiet", "-V", "config-2", "-r", "-o", `${tree}.iso`, tree]);
        return `${tree}.iso`;
    };
    const cdrom = (file: string, bus: string, target: string): string =>
        `<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='${file}'/><target dev='${target}' bus='${bus}'/><readonly/></disk>`;
    const start = (machine: "pc" | "q35", devices: readonly string[]): string => {
        const console = join(folder, "console.log");
        writeFileSync(join(folder, "domain.xml"), domainXml({ name, console, machine, devices }));
        virsh("create", join(folder, "domain.xml"));
        return console;
    };
    const seen = (content: string) => [
        { path: "a file", size: content.length, sha256: createHash("sha256").update(content).digest("hex") },
    ];
    const report = (number: number) => (log: string) => {
        const last: Report | undefined = readReport(log);
        return last && last.number >= number ? last : undefined;
    };

    it.each([
        ["pc", "ide", "hdc", ""],
        ["q35", "sata", "sda", ""],
        ["q35", "scsi", "sda", "<controller type='scsi' model='virtio-scsi'/>"],
    ] as const)(
        "on %s reads a cdrom on %s, and a new medium without a restart",
        async (machine, bus, target, extra) => {
            const console = start(machine, [cdrom(image("one"), bus, target), extra]);
            expect(await waitFor(console, report(1), 60_000)).toEqual({
                number: 1,
                device: "/dev/sr0",
                type: "iso9660",
                files: seen("one"),
            });
            virsh("change-media", name, target, image("another"), "--update", "--live");
            expect((await waitFor(console, report(2), 30_000)).files).toEqual(seen("another"));
        },
    );

    it("decompresses files as our reader does", async () => {
        const tree = join(folder, "tree");
        mkdirSync(tree);
        const contents = {
            noise: createHash("shake256", { outputLength: 10_000 }).digest(),
            text: Buffer.alloc(200_000, "some text"),
            // Its middle blocks are zeros, which zisofs doesn't store.
            zeros: Buffer.concat([Buffer.alloc(10_000, 1), Buffer.alloc(131_072), Buffer.alloc(10_000, 2)]),
        };
        for (const [file, content] of Object.entries(contents)) writeFileSync(join(tree, file), content);
        execFileSync("mkzftree", [tree, `${tree}.z`]);
        execFileSync("genisoimage", ["-quiet", "-V", "config-2", "-r", "-z", "-o", `${tree}.iso`, `${tree}.z`]);
        const found = readIso9660(readFileSync(`${tree}.iso`)).files;
        const console = start("pc", [cdrom(`${tree}.iso`, "ide", "hdc")]);
        const { files } = await waitFor(console, report(1), 60_000);
        const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
        const listed = (path: string, content: Uint8Array) => ({ path, size: content.length, sha256: sha256(content) });
        expect(files).toEqual(Object.entries(contents).map(([path, content]) => listed(path, content)));
        expect(files).toEqual(found.map(({ path, content }) => listed(path, content)));
    });
});
