import { createHash } from "node:crypto";
import { readFileSync, truncateSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { file } from "../provider/formats/iso9660/trees.ts";
import { Folder, inputs, run } from "./harness.ts";

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
            expect(err[0]).toMatch(/^.*drive\.iso: read ISO 9660 image: /);
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
