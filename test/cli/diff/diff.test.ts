import { describe, expect, it } from "vitest";
import { file } from "../../provider/formats/iso9660/trees.ts";
import { Folder, inputs, run } from "../harness.ts";

const write = (folder: Folder, name: string, changes: Readonly<Record<string, unknown>> = {}): string =>
    folder.file(name, JSON.stringify({ ...inputs, ...changes }));

const build = async (
    folder: Folder,
    name: string,
    changes: Readonly<Record<string, unknown>> = {},
): Promise<string> => {
    const image = folder.file(name);
    await run(["build", "-", "-o", image], JSON.stringify({ ...inputs, ...changes }));
    return image;
};

describe("config-drive diff", () => {
    it("says nothing of an image and its inputs", async () => {
        using folder = new Folder();
        const [image, source] = [await build(folder, "drive.iso"), write(folder, "inputs.json")];
        for (const pair of [
            [image, source],
            [source, image],
            [image, image],
            [source, source],
        ]) {
            expect(await run(["diff", ...pair])).toMatchObject({ code: 0, out: "", err: [] });
        }
    });

    it("shows a difference once, with what several versions have in common", async () => {
        using folder = new Folder();
        const [left, right] = [
            await build(folder, "a.iso"),
            await build(folder, "b.iso", { hostname: "web-2.example.org" }),
        ];
        const { code, out } = await run(["diff", left, right]);
        expect(code).toBe(1);
        const lines = out.split("\n");
        expect(lines.slice(0, 3)).toEqual([
            `--- ${left}`,
            `+++ ${right}`,
            "openstack/latest/meta_data.json differs (and in 10 other versions):",
        ]);
        expect(lines.filter((line) => /^[-+] /.test(line))).toEqual([
            '-    "hostname": "web-1.example.org",',
            '-    "name": "web-1.example.org",',
            '+    "hostname": "web-2.example.org",',
            '+    "name": "web-2.example.org",',
        ]);
        const all = await run(["diff", "--all", left, right]);
        expect(all.out.match(/^openstack\/[^/]+\/meta_data\.json differs:$/gm)).toHaveLength(11);
    });

    it("hides secrets unless asked, and yet says that they differ", async () => {
        using folder = new Folder();
        const changes = {
            adminPassword: "another-canary",
            randomSeed: "YW5vdGhlciBjYW5hcnksIGxvbmc=",
            userData: "#cloud-config\n# another-canary\n",
            files: { "/etc/motd": { content: "another-canary\n" } },
        };
        const [left, right] = [write(folder, "a.json"), write(folder, "b.json", changes)];
        const { code, out } = await run(["diff", left, right]);
        expect(code).toBe(1);
        expect(out).not.toMatch(/canary|Y2FuYXJ5|YW5vdGhlc/);
        expect(out).toContain('-    "admin_pass": "(hidden: value 1)"');
        expect(out).toMatch(/^\+ +"admin_pass": "\(hidden: value 3\)"/m);
        expect(out).toMatch(/^openstack\/latest\/user_data differs .*: 33 bytes, sha256 [0-9a-f]{16}… and 31 bytes, /m);
        expect(out).toMatch(/^openstack\/content\/0000 differs: /m);
        const asked = await run(["diff", "--secrets", left, right]);
        expect(asked.out).toContain("-# canary-user-data\n+# another-canary\n");
        expect(asked.out).toContain('-    "admin_pass": "canary-password"');
        expect(asked.out).toContain("-canary-file\n+another-canary\n");
    });

    it("numbers what a page hides", async () => {
        using folder = new Folder();
        const network = (psk: string): unknown => ({
            links: [{ id: "a", type: "phy", ethernet_mac_address: "52:54:00:12:34:56", psk }],
            networks: [],
        });
        const declare = (name: string, word: string): string =>
            write(folder, name, {
                meta: { db_password: word, url: `https://u:${word}@example.org/`, role: "web" },
                networkData: network(word),
                ec2: { "user-data": word },
            });
        const { code, out } = await run(["diff", declare("a.json", "canary-one"), declare("b.json", "canary-two")]);
        expect(code).toBe(1);
        expect(out).not.toContain("canary");
        for (const name of ["db_password", "url", "psk", "user-data"]) {
            expect(out).toMatch(new RegExp(`^- +"${name}": "\\(hidden: value \\d\\)"`, "m"));
        }
    });

    it("shows what only one of them has, and other properties", async () => {
        using folder = new Folder();
        const [left, right] = [folder.image("a.iso", [file("a"), file("b/c"), { path: "d" }]), folder.file("b.img")];
        await run(["build", "-", "-o", right, "-f", "vfat"], JSON.stringify({ hostname: "x", label: "CONFIG-2" }));
        const { code, out } = await run(["diff", left, right]);
        expect(code).toBe(1);
        expect(out).toContain("format differs: iso9660 and vfat\nlabel differs: config-2 and CONFIG-2\n");
        expect(out).toContain(`only in ${left}: a\nonly in ${left}: b/c\nonly in ${left}: d/\n`);
        expect(out).toMatch(/only in .*b\.img: openstack\/latest\/meta_data\.json \(and in 10 other versions\)\n/);
    });

    it("builds inputs that name files on disk, and reads these", async () => {
        using folder = new Folder();
        const noise = Uint8Array.from({ length: 3_000_000 }, (_, index) => Math.imul(index, 0x9e37_79b1) >>> 24);
        folder.file("noise", noise);
        const source = folder.file(
            "inputs.json",
            JSON.stringify({ hostname: "x", rootFiles: { noise: { path: "noise" } } }),
        );
        const image = folder.file("drive.iso");
        expect((await run(["build", source, "-o", image])).code).toBe(0);
        expect(await run(["diff", image, source])).toMatchObject({ code: 0, out: "", err: [] });
        noise[2_500_000] = 1 + (noise[2_500_000] ?? 0);
        folder.file("noise", noise);
        const { code, out } = await run(["diff", source, image]);
        expect(code).toBe(1);
        expect(out).toMatch(/^noise differs: 3000000 bytes, sha256 [0-9a-f]{16}… and 3000000 bytes, /m);
    });

    it("shows files that aren't texts by their digests, also with --secrets", async () => {
        using folder = new Folder();
        const images = ["a", "b"].map((name) => folder.image(`${name}.iso`, [file("x", `\0${name}`)]));
        const { code, out } = await run(["diff", "--secrets", ...images]);
        expect(code).toBe(1);
        expect(out).toMatch(/^x differs: 2 bytes, sha256 [0-9a-f]{16}… and 2 bytes, sha256 [0-9a-f]{16}…$/m);
    });

    it("lets no name in an image steer the terminal", async () => {
        using folder = new Folder();
        const name = "\u001b]0;title\u0007\n\u202e";
        const { out } = await run(["diff", folder.image("a.iso", [file(name, "a")]), folder.image("b.iso", [])]);
        expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(out.split("\n")).toHaveLength(4);
    });

    it.each<[string, (folder: Folder) => readonly [string, string], RegExp]>([
        [
            "a file that doesn't exist",
            (folder) => [folder.file("nothing"), write(folder, "b.json")],
            /nothing: no such file/,
        ],
        [
            "a text",
            (folder) => [folder.file("a", "hello"), write(folder, "b.json")],
            /a: must be an object, not a string/,
        ],
        ["an empty file", (folder) => [folder.file("a", ""), write(folder, "b.json")], /a: is empty/],
        [
            "invalid inputs",
            (folder) => [write(folder, "a.json", { hostname: 5 }), write(folder, "b.json")],
            /hostname: must be/,
        ],
        [
            "a damaged image",
            (folder) => [folder.file("a", new Uint8Array(40_000)), write(folder, "b.json")],
            /a: has only zeros/,
        ],
        ["standard input twice", () => ["-", "-"], /only one of the two can be standard input\.$/],
    ])("ends with 2 for %s", async (_name, pairOf, reason) => {
        using folder = new Folder();
        const { code, out, err } = await run(["diff", ...pairOf(folder)]);
        expect({ code, out }).toEqual({ code: 2, out: "" });
        expect(err).toEqual([expect.stringMatching(reason)]);
    });
});
