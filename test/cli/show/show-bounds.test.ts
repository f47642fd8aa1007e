import { truncateSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImageEntry, writeIso9660 } from "../../../provider/formats/iso9660/index.ts";
import { MAX_PAGE_SIZE } from "../../../provider/page/page.ts";
import { sharingImage } from "../../provider/formats/iso9660/absurd.ts";
import { file, wholeOf } from "../../provider/formats/iso9660/trees.ts";
import { Folder } from "../harness.ts";
import { measured } from "../measured.ts";

const MIB = 1024 * 1024;

const iso9660 = (entries: readonly ImageEntry[]): Uint8Array => wholeOf(writeIso9660(entries, { label: "config-2" }));

const numbered = (count: number, value: (index: number) => unknown): Readonly<Record<string, unknown>> =>
    Object.fromEntries(Array.from({ length: count }, (_nothing, index) => [`k${index}`, value(index)]));

const UUID = "83679162-1378-4288-a2d4-70e13ec132aa";

const drive = (metaData: object, userData: string | Uint8Array = "", ...more: readonly ImageEntry[]): Uint8Array =>
    iso9660([
        file("openstack/latest/meta_data.json", JSON.stringify({ uuid: UUID, ...metaData })),
        { path: "openstack/latest/user_data", content: Buffer.from(userData) },
        ...more,
    ]);

describe("config-drive show", () => {
    let folder: Folder;
    let least: number;

    beforeAll(() => {
        folder = new Folder();
        least = measured("show", folder.file("tiny.iso", drive({})), "-o", "-").memory;
    });
    afterAll(() => folder[Symbol.dispose]());

    it.each<[string, () => Uint8Array]>([
        [
            "65,530 files",
            () => iso9660(Array.from({ length: 65_530 }, (_nothing, index) => file(`${index % 6}/file ${index}`, ""))),
        ],
        [
            "names of 4 MiB",
            () => iso9660(Array.from({ length: 16_500 }, (_, index) => file(`d/${"n".repeat(245)}${index}`, ""))),
        ],
        [
            "12 files that share 24 MiB",
            () =>
                sharingImage(
                    Array.from({ length: 12 }, (_, index) => `${index}`),
                    24 * MIB,
                ),
        ],
        ["metadata of 9,000 values", () => drive({ meta: numbered(9000, (index) => `${index} ${"x".repeat(80)}`) })],
        [
            "1,500 keys of 600 characters",
            () => drive({ public_keys: numbered(1500, () => `ssh-rsa ${"A".repeat(600)}`) }),
        ],
        [
            "2,400 files for the guest",
            () =>
                drive(
                    {
                        files: Array.from({ length: 2400 }, (_, index) => ({
                            path: `/${index}`,
                            content_path: "/content/0",
                        })),
                    },
                    "",
                    file("openstack/content/0", "x"),
                ),
        ],
        ["1 MiB of cloud-config", () => drive({}, `#cloud-config\nruncmd:\n${"- [a, b]\n".repeat(110_000)}`)],
        [
            "a YAML bomb",
            () =>
                drive(
                    {},
                    `#cloud-config\na: &a [1,1,1,1,1,1,1,1]\n${Array.from({ length: 12 }, (_, index) => `b${index}: &b${index} [${`*${index === 0 ? "a" : `b${index - 1}`},`.repeat(8)}]\n`).join("")}`,
                ),
        ],
        [
            "user data that decompresses to 256 MiB",
            () => drive({}, gzipSync(Buffer.alloc(256 * MIB), { level: 1 }).subarray(0, MIB)),
        ],
        [
            "a message of 20,000 parts",
            () =>
                drive(
                    {},
                    `Content-Type: multipart/mixed; boundary=b\nMIME-Version: 1.0\n\n${"--b\n\nx\n".repeat(20_000)}--b--\n`,
                ),
        ],
        [
            "a network of 2,000 links",
            () =>
                drive(
                    {},
                    "",
                    file(
                        "openstack/latest/network_data.json",
                        JSON.stringify({
                            links: Array.from({ length: 2000 }, (_, index) => ({
                                id: `l${index}`,
                                type: "phy",
                                ethernet_mac_address: "52:54:00:12:34:56",
                            })),
                            networks: Array.from({ length: 1 }, () => ({ id: "n", type: "ipv4_dhcp", link: "l0" })),
                            services: [],
                        }),
                    ),
                ),
        ],
    ])("takes little memory, and writes a small page, for an image with %s", (_name, imageOf) => {
        const image = imageOf();
        const { out, code, memory, milliseconds } = measured("show", folder.file("absurd.img", image), "-o", "-");
        expect(code).toBe(0);
        expect(out).toMatch(/^<!doctype html>/);
        expect(Buffer.byteLength(out)).toBeLessThanOrEqual(MAX_PAGE_SIZE);
        // Most of it for YAML of 1 MiB, as check reads it too.
        expect(memory - least).toBeLessThan(200 * MIB + Math.min(image.length, 24 * MIB));
        // The machine may be busy; a page that is slow to write takes minutes.
        expect(milliseconds).toBeLessThan(40_000);
    });

    it("takes no memory for files on disk of inputs", () => {
        const large = folder.file("large.bin", "");
        truncateSync(large, 512 * MIB);
        const inputs = { hostname: "web", rootFiles: { "large.bin": { path: "large.bin" } } };
        const { code, memory } = measured("show", folder.file("inputs.json", JSON.stringify(inputs)), "-o", "-");
        expect(code).toBe(0);
        expect(memory - least).toBeLessThan(64 * MIB);
    });
});
