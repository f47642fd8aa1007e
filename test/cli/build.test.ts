import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readIso9660 } from "../../provider/formats/iso9660/index.ts";
import { checkInputs } from "../support/check-inputs.ts";
import { Folder, inputs, run } from "./harness.ts";

const document = JSON.stringify(inputs);

describe("config-drive build", () => {
    it("writes an image that only its owner can read and says what it is", async () => {
        using folder = new Folder();
        const source = folder.file("inputs.json", document);
        const target = folder.file("drive.iso");
        const { code, out, err } = await run(["build", source, "--output", target]);
        const image = readFileSync(target);
        const digest = createHash("sha256").update(image).digest("hex");
        expect({ code, out, err }).toEqual({
            code: 0,
            out: `${target}: ${image.length} bytes, sha256 ${digest}\n`,
            err: [],
        });
        expect(statSync(target).mode & 0o777).toBe(0o600);
        expect(readIso9660(image).label).toBe("config-2");
        expect(readdirSync(folder.path).toSorted()).toEqual(["drive.iso", "inputs.json"]);
    });

    it("gives equal bytes for equal inputs, from a file or a pipe, to a file or a pipe", async () => {
        using folder = new Folder();
        const target = folder.file("drive.iso");
        await run(["build", "-", "-o", target], document);
        const { code, bytes } = await run(["build", "-", "-o", "-", "--format", "iso9660"], document);
        expect(code).toBe(0);
        expect(Buffer.compare(bytes, readFileSync(target))).toBe(0);
    });

    it("derives the instance id from the content with rerun, as the resource does, if there is a seed", async () => {
        using folder = new Folder();
        const content = { ...inputs, uuid: "83679162-1378-4288-a2d4-70e13ec132aa", rerun: "onChange" };
        const seeded = { ...content, randomSeed: "c2l4dGVlbiBieXRlcyBvaw==" };
        const target = folder.file("drive.iso");
        expect((await run(["build", "-", "-o", target], JSON.stringify(seeded))).code).toBe(0);
        const { metaData } = JSON.parse((await run(["inspect", target, "--json"])).out);
        const placed = { ...seeded, connection: "qemu:///system", volumePrefix: "web" };
        const { inputs: planned } = checkInputs({}, placed, (size) => new Uint8Array(size));
        expect(metaData.uuid).toBe(planned["instanceId"]);
        expect(planned["instanceId"]).not.toBe(content.uuid);
        const { code, err } = await run(["build", "-", "-o", target], JSON.stringify({ ...content, randomSeed: null }));
        expect(code).toBe(1);
        expect(err.join("")).toContain("rerun: requires a randomSeed of at least 16 random bytes");
    });

    it("writes VFAT as well, which inspect reads", async () => {
        using folder = new Folder();
        const target = folder.file("drive.img");
        expect((await run(["build", "-", "-o", target, "--format", "vfat"], document)).code).toBe(0);
        expect(statSync(target).size).toBe(64 * 1024 * 1024);
        const iso = JSON.parse((await run(["inspect", folder.file("drive.img"), "--json"])).out);
        expect(iso).toMatchObject({ ok: true, format: "vfat", label: "config-2", names: "vfat" });
        await run(["build", "-", "-o", folder.file("drive.iso")], document);
        const { files, metaData } = JSON.parse((await run(["inspect", folder.file("drive.iso"), "--json"])).out);
        expect(iso).toMatchObject({ files, metaData });
    });

    it("replaces an image, and through a symbolic link the file behind it", async () => {
        using folder = new Folder();
        const target = folder.file("drive.iso", "old");
        symlinkSync(target, folder.file("link.iso"));
        expect((await run(["build", "-", "-o", folder.file("link.iso")], document)).code).toBe(0);
        expect(readFileSync(target).length % 4096).toBe(0);
        expect(readdirSync(folder.path).toSorted()).toEqual(["drive.iso", "link.iso"]);
    });

    it("doesn't replace the file of the inputs, by any of its names", async () => {
        using folder = new Folder();
        const source = folder.file("inputs.json", document);
        symlinkSync(source, folder.file("link.iso"));
        for (const output of [source, folder.file("link.iso"), `${folder.path}/./inputs.json`]) {
            const { code, err } = await run(["build", source, "-o", output]);
            expect(code).toBe(2);
            expect(err.join()).toContain(`write ${output}: it is the file of the inputs. Name another file.`);
        }
        expect(readFileSync(source, "utf8")).toBe(document);
    });

    it("writes the file that a dangling link leads to, through further links", async () => {
        using folder = new Folder();
        mkdirSync(folder.file("images"));
        symlinkSync("images/first", folder.file("link.iso"));
        symlinkSync("../drive.iso", folder.file("images/first"));
        expect((await run(["build", "-", "-o", folder.file("link.iso")], document)).code).toBe(0);
        expect(readFileSync(folder.file("drive.iso")).length % 4096).toBe(0);
        expect(readdirSync(folder.path).toSorted()).toEqual(["drive.iso", "images", "link.iso"]);
        expect(lstatSync(folder.file("link.iso")).isSymbolicLink()).toBe(true);
    });

    it("leaves everything as it was when the inputs are wrong", async () => {
        using folder = new Folder();
        const target = folder.file("drive.iso", "old");
        const { code, out, err } = await run(["build", "-", "-o", target], '{"hostname": 7}');
        expect({ code, out }).toEqual({ code: 1, out: "" });
        expect(err).toEqual(["hostname: must be a string, not a number"]);
        expect(readFileSync(target, "utf8")).toBe("old");
        expect(readdirSync(folder.path)).toEqual(["drive.iso"]);
    });

    it("leaves nothing when it is interrupted", async () => {
        using folder = new Folder();
        const { code, err } = await run(["build", "-", "-o", folder.file("drive.iso")], document, AbortSignal.abort());
        expect(code).toBe(2);
        expect(err).toEqual([`config-drive: write ${folder.file("drive.iso")}: interrupted.`]);
        expect(readdirSync(folder.path)).toEqual([]);
    });

    it("refuses a format that it doesn't know", async () => {
        const { code, err } = await run(["build", "-", "-o", "-", "--format", "udf"], document);
        expect(code).toBe(1);
        expect(err).toEqual([
            'format: ConfigDriveUnknownFormat: "udf" isn\'t a supported format; use "iso9660" or "vfat"',
        ]);
    });

    it.each([
        [
            "inputs that aren't there",
            (folder: Folder) => [folder.file("nothing"), folder.file("out")],
            "/nothing: no such file or directory.",
        ],
        [
            "inputs that are a folder",
            (folder: Folder) => [folder.path, folder.file("out")],
            "it is a directory. Name a file.",
        ],
        [
            "inputs that are a device",
            (folder: Folder) => ["/dev/null", folder.file("out")],
            "read /dev/null: it is a device. Redirect it to standard input, and name - as the file.",
        ],
        [
            "a folder that isn't there",
            (folder: Folder) => ["-", folder.file("no/drive.iso")],
            "/no/drive.iso: no such file or directory.",
        ],
        [
            "an output that is a folder",
            (folder: Folder) => ["-", folder.path],
            "it already exists and is a directory. Name another file, or - for standard output.",
        ],
        [
            "an output that is a device",
            () => ["-", "/dev/null"],
            "write /dev/null: it already exists and is a device. Name another file, or - for standard output.",
        ],
    ])("ends with 2 and one line for %s", async (_name, make, reason) => {
        using folder = new Folder();
        const [source = "", target = ""] = make(folder);
        const { code, out, err } = await run(["build", source, "-o", target], document);
        expect({ code, out, lines: err.length }).toEqual({ code: 2, out: "", lines: 1 });
        expect(err[0]).toMatch(/^config-drive: /);
        expect(err[0]).toContain(reason);
        expect(readdirSync(folder.path)).toEqual([]);
    });

    it("leaves no draft when the name can't be taken", async () => {
        using folder = new Folder();
        mkdirSync(folder.file("dir"));
        const { code } = await run(["build", "-", "-o", folder.file(`dir/${"n".repeat(256)}`)], document);
        expect(code).toBe(2);
        expect(readdirSync(folder.file("dir"))).toEqual([]);
    });

    it("reports as JSON", async () => {
        using folder = new Folder();
        const target = folder.file("drive.iso");
        const { code, out, err } = await run(["build", "-", "-o", target, "--json"], document);
        expect({ code, err }).toEqual({ code: 0, err: [] });
        expect(JSON.parse(out)).toEqual({
            ok: true,
            problems: [],
            warnings: [],
            output: target,
            size: statSync(target).size,
            sha256: createHash("sha256").update(readFileSync(target)).digest("hex"),
        });
        const refused = await run(["build", "-", "-o", target, "--json"], '{"hostname": 7}');
        expect({ code: refused.code, err: refused.err }).toEqual({ code: 1, err: [] });
        expect(JSON.parse(refused.out)).toMatchObject({ ok: false, problems: [{ path: "hostname" }] });
    });
});
