import { createHash } from "node:crypto";
import { readdirSync, readFileSync, truncateSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { makeImageFiles } from "../../provider/image-file/make.ts";
import { showProblem } from "../../provider/model/problem.ts";
import { sharingImage } from "../provider/formats/iso9660/absurd.ts";
import { file } from "../provider/formats/iso9660/trees.ts";
import { joined } from "../support/in-memory.ts";
import { Folder, inputs, run } from "./harness.ts";

/** The file that configDriveImage writes, in a folder. */
const imageFile = async (folder: Folder, container: string): Promise<string> => {
    const isFlat = container === "flat";
    const format = { vhd: "vhd", vmdk: "vmdk", flat: "vmdk" }[container] ?? "iso9660";
    const made = await makeImageFiles({
        inputs: { hostname: "web", userData: "#!/bin/sh\n" },
        options: { format, ...(isFlat && { subformat: "monolithicFlat" }) },
        owner: [],
    });
    if (made.kind === "problems") throw new Error(made.problems.map(showProblem).join());
    if (container === "base64+gzip") return folder.file("drive.b64", await made.base64gzip());
    const [path = ""] = made.files.map(({ name, chunks }) => folder.file(name, new Uint8Array(joined(chunks))));
    return path;
};

const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

describe("config-drive inspect", () => {
    it("shows label, size, digests and paths", async () => {
        using folder = new Folder();
        const image = folder.image("drive.iso", [file("a/b", "hello"), file("empty", ""), { path: "c" }]);
        const { code, out, err } = await run(["inspect", image]);
        expect({ code, err }).toEqual({ code: 0, err: [] });
        const bytes = readFileSync(image);
        expect(out).toBe(
            [
                "format  iso9660",
                "label   config-2",
                `size    ${bytes.length}`,
                `sha256  ${sha256(bytes)}`,
                "",
                `   5  ${sha256("hello")}  a/b`,
                `   0  ${sha256("")}  empty`,
                `   -  directory${" ".repeat(55)}  a`,
                `   -  directory${" ".repeat(55)}  c`,
                "",
            ].join("\n"),
        );
    });

    it("shows the metadata of the newest version without its secrets", async () => {
        using folder = new Folder();
        const image = folder.file("drive.iso");
        await run(["build", "-", "-o", image], JSON.stringify(inputs));
        for (const flags of [[], ["--json"]]) {
            const { code, out, err } = await run(["inspect", image, ...flags]);
            expect({ code, err }).toEqual({ code: 0, err: [] });
            expect(out).toContain('"hostname": "web-1.example.org"');
            expect(out).toContain('"admin_pass": "(hidden)"');
            expect(out).toContain('"random_seed": "(hidden)"');
            expect(out).not.toMatch(/canary|Y2FuYXJ5/);
        }
    });

    it("hides secrets at any depth and takes the newest version where there is no latest", async () => {
        using folder = new Folder();
        const image = folder.image("drive.iso", [
            file("openstack/2012-08-10/meta_data.json", '{"version": "old"}'),
            file(
                "openstack/2018-08-27/meta_data.json",
                '{"meta": [{"admin_pass": "canary"}], "__proto__": {"random_seed": 5}}',
            ),
        ]);
        const { out } = await run(["inspect", image, "--json"]);
        expect(JSON.parse(out).metaData.meta).toEqual([{ admin_pass: "(hidden)" }]);
        expect(out).not.toContain("canary");
        expect(out).toContain('"random_seed": "(hidden)"');
    });

    it("hides what a page hides, but no public key", async () => {
        using folder = new Folder();
        const image = folder.file("drive.iso");
        const publicKeys = {
            "deploy-key": "ssh-ed25519 AAAA ops",
            other: 'environment="PW=canary" ssh-ed25519 AAAA x',
        };
        const meta = { db_password: "canary", url: "postgres://u:canary@h/d", role: "web" };
        await run(
            ["build", "-", "-o", image],
            JSON.stringify({ ...inputs, publicKeys, meta, ec2: { "user-data": "x" } }),
        );
        const { out } = await run(["inspect", image, "--json"]);
        expect(out).not.toContain("canary");
        const { metaData } = JSON.parse(out);
        expect(metaData).toMatchObject({
            meta: { db_password: "(hidden)", url: "(hidden)", role: "web" },
            public_keys: { "deploy-key": "ssh-ed25519 AAAA ops", other: "(hidden)" },
        });
        expect(metaData.keys[0]).toMatchObject({ name: "deploy-key", data: "ssh-ed25519 AAAA ops" });
    });

    it("lists latest, and says which versions equal it", async () => {
        using folder = new Folder();
        const image = folder.image("drive.iso", [
            file("openstack/latest/meta_data.json", '{"hostname": "web"}'),
            file("openstack/latest/user_data", "#!/bin/sh\n"),
            file("openstack/2018-08-27/meta_data.json", '{"hostname": "web"}'),
            file("openstack/2018-08-27/user_data", "#!/bin/sh\n"),
            file("openstack/2015-10-15/meta_data.json", '{"hostname": "old"}'),
            file("openstack/2012-08-10/meta_data.json", '{"hostname": "web"}'),
            file("openstack/content/0000", "x"),
            file("ec2/latest/meta-data.json", "{}"),
            file("ec2/2009-04-04/meta-data.json", "{}"),
            file("2018-08-27/here", "no version: nothing is beside it"),
        ]);
        const listed = (out: string): readonly string[] =>
            out.split("\n").flatMap((line) => /^ *[0-9]+ {2}[0-9a-f]{64} {2}(.*)$/.exec(line)?.[1] ?? []);
        const { code, out } = await run(["inspect", image]);
        expect(code).toBe(0);
        expect(listed(out)).toEqual([
            "2018-08-27/here",
            "ec2/latest/meta-data.json",
            "openstack/content/0000",
            "openstack/latest/meta_data.json",
            "openstack/latest/user_data",
        ]);
        expect(out).not.toContain("openstack/2012-08-10\n");
        expect(out).toContain(
            [
                "ec2/latest equals 2009-04-04",
                "openstack/latest equals 2018-08-27",
                "openstack/latest differs from 2012-08-10, 2015-10-15; --all lists their files",
            ].join("\n"),
        );
        expect(listed((await run(["inspect", "--all", image])).out)).toHaveLength(10);
        const { files, versions } = JSON.parse((await run(["inspect", "--json", image])).out);
        expect(files).toHaveLength(10);
        expect(versions).toEqual([
            { path: "ec2/2009-04-04", equalsLatest: true },
            { path: "openstack/2012-08-10", equalsLatest: false },
            { path: "openstack/2015-10-15", equalsLatest: false },
            { path: "openstack/2018-08-27", equalsLatest: true },
        ]);
    });

    it.each(["vhd", "vmdk", "base64+gzip"])("opens the %s that configDriveImage writes", async (container) => {
        using folder = new Folder();
        const image = await imageFile(folder, container);
        const { code, out, err } = await run(["inspect", image, "--json"]);
        expect({ code, err }).toEqual({ code: 0, err: [] });
        const bytes = readFileSync(image);
        expect(JSON.parse(out)).toMatchObject({
            container,
            label: "config-2",
            size: bytes.length,
            sha256: sha256(bytes),
        });
        expect(JSON.parse(out).metaData.hostname).toBe("web");
        expect((await run(["inspect", image])).out).toMatch(
            new RegExp(`^format  iso9660 in ${container.replace("+", "\\+")}\n`),
        );
        expect((await run(["cat", image, "openstack/latest/user_data"])).out).toBe("#!/bin/sh\n");
        expect((await run(["extract", image, folder.file("out")])).code).toBe(0);
        expect(readFileSync(folder.file("out/openstack/latest/user_data"), "utf8")).toBe("#!/bin/sh\n");
    });

    it("opens a flat VMDK by its descriptor, and says if its disk isn't what it says", async () => {
        using folder = new Folder();
        const descriptor = await imageFile(folder, "flat");
        expect((await run(["cat", descriptor, "openstack/latest/user_data"])).out).toBe("#!/bin/sh\n");
        const { code, err } = await run(["inspect", "-"], readFileSync(descriptor));
        expect(code).toBe(2);
        expect(err).toEqual([
            expect.stringMatching(/describes the disk in the file .*-flat\.vmdk\. Name that file\.$/),
        ]);
        const [disk = ""] = readdirSync(folder.path).filter((name) => name.endsWith("-flat.vmdk"));
        truncateSync(folder.file(disk), 512);
        const cut = await run(["inspect", descriptor]);
        expect(cut.code).toBe(1);
        expect(cut.err).toEqual([`${descriptor}: describes a disk of 1048576 bytes, but the file ${disk} has 512`]);
    });

    it("names what is in a container if it isn't an image", async () => {
        using folder = new Folder();
        const text = folder.file("a.b64", gzipSync(Buffer.from("QFI\u00fb", "latin1")).toString("base64"));
        const { code, err } = await run(["inspect", text]);
        expect(code).toBe(1);
        expect(err).toEqual([
            `${text}: is a file of format base64+gzip whose content is a qcow2 disk; convert it with qemu-img convert -O raw`,
        ]);
    });

    it("hashes contents that files share once, and shows how far it is", async () => {
        using folder = new Folder();
        const image = folder.file("drive.iso", sharingImage(["A", "B", "C"], 3_000_000));
        let now = 0;
        const shown: string[] = [];
        const { code, out } = await run(["inspect", image, "--json"], "", undefined, {
            now: () => (now += 500),
            showProgress: (text) => shown.push(text),
        });
        expect(code).toBe(0);
        const { files } = JSON.parse(out);
        expect(files.map((found: { sha256: string }) => found.sha256)).toEqual(
            Array(3).fill(sha256(new Uint8Array(3_000_000))),
        );
        expect(shown.filter((text) => text.startsWith(image))).not.toEqual([]);
        expect(shown.filter((text) => /^[ABC]: /.test(text)).every((text) => /^A: [0-9]+ %$/.test(text))).toBe(true);
        expect(shown.at(-1)).toBe("");
        const { code: aborted, err } = await run(["inspect", image], "", AbortSignal.abort());
        expect({ aborted, err }).toEqual({ aborted: 2, err: ["config-drive: inspect: interrupted."] });
    });

    it("refuses a sparse file of 200 GB at once", async () => {
        using folder = new Folder();
        const path = folder.file("sparse", "");
        truncateSync(path, 200e9);
        const start = performance.now();
        const { code, err } = await run(["inspect", path]);
        expect({ code, err }).toEqual({ code: 1, err: [`${path}: has only zeros where an image starts`] });
        expect(performance.now() - start).toBeLessThan(1000);
    });

    it("reports as JSON", async () => {
        using folder = new Folder();
        const image = folder.image("drive.iso", [file("a/b", "hello")]);
        const bytes = readFileSync(image);
        const { out } = await run(["inspect", image, "--json"]);
        expect(out).toBe(`${JSON.stringify(JSON.parse(out), undefined, 4)}\n`);
        expect(JSON.parse(out)).toEqual({
            ok: true,
            problems: [],
            label: "config-2",
            publisher: "",
            size: bytes.length,
            sha256: sha256(bytes),
            format: "iso9660",
            container: null,
            versions: [],
            names: "rock-ridge",
            files: [{ path: "a/b", size: 5, sha256: sha256("hello") }],
            directories: ["a"],
            others: [],
            metaData: null,
        });
    });

    it.each([
        ["is no JSON", "{", "isn't JSON: expected a closing brace at line 1, column 2"],
        ["is nested without end", "[".repeat(5000) + "]".repeat(5000), "is nested deeper than 64 levels"],
        ["has values without end", `[${"1,".repeat(20_000)}1]`, "has more than 10000 values"],
        ["is enormous", `"${"x".repeat(1024 * 1024)}"`, "is larger than 1048576 bytes"],
    ])("ends with 1 for metadata that %s", async (_name, content, reason) => {
        using folder = new Folder();
        const image = folder.image("drive.iso", [file("openstack/latest/meta_data.json", content)]);
        const { code, out, err } = await run(["inspect", image]);
        expect(code).toBe(1);
        expect(out).toContain("label   config-2");
        expect(err).toEqual([`openstack/latest/meta_data.json: ${reason}`]);
    });

    it("ends with 1 and one line for images that are cut off or aren't images", async () => {
        using folder = new Folder();
        const image = folder.image("drive.iso", [file("a/b", "hello")]);
        for (const size of [60_000, 40_000, 33_000, 10, 0]) {
            truncateSync(image, size);
            const { code, out, err } = await run(["inspect", image]);
            expect({ code, out, lines: err.length }).toEqual({ code: 1, out: "", lines: 1 });
            const reasons: Record<number, string> = { 10: "has only zeros where an image starts$", 0: "is empty$" };
            expect(err[0]).toMatch(new RegExp(`^.*drive\\.iso: ${reasons[size] ?? "read ISO 9660 image: "}`));
        }
        const { code, out } = await run(["inspect", image, "--json"]);
        expect(code).toBe(1);
        expect(JSON.parse(out)).toMatchObject({ ok: false, problems: [{ path: image }] });
    });

    it("lets no name in an image steer the terminal", async () => {
        using folder = new Folder();
        const image = folder.image("drive.iso", [file("\u001b]0;title\u0007\n\u202egnp.exe\u009b2J", "")]);
        const { out } = await run(["inspect", image]);
        expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(out.split("\n")).toHaveLength(7);
    });

    it.each(["/dev/zero", "/nowhere/drive.iso"])("ends with 2 and one line for %s", async (path) => {
        const { code, out, err } = await run(["inspect", path]);
        expect({ code, out, lines: err.length }).toEqual({ code: 2, out: "", lines: 1 });
    });
});
