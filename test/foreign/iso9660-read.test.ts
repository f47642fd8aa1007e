import { createHash } from "node:crypto";
import { linkSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImageEntry, type Iso9660Contents, readIso9660 } from "../../provider/formats/iso9660/index.ts";
import { expectedOf, file } from "../provider/formats/iso9660/trees.ts";
import { makeFolder, removeFolder, writeEntries } from "./support/folder.ts";
import { digestsFound, digestsOf, expectSame } from "./support/sample.ts";
import { findPycdlib, findTool, run } from "./support/tools.ts";

const genisoimage = findTool("genisoimage", "genisoimage");
const xorriso = findTool("xorriso", "xorriso");
const mkzftree = findTool("mkzftree", "genisoimage");
const python = findPycdlib();

const entries = [
    file("openstack/latest/meta_data.json"),
    file("openstack/latest/user_data"),
    file("openstack/2018-08-27/empty", ""),
    file(`${"deep/".repeat(12)}end`),
    file(`${"n".repeat(200)}.txt`),
    file("many files/ümlaut"),
    ...Array.from({ length: 300 }, (_nothing, index) => file(`many files/interface-${index}.json`, String(index))),
];
const expected = expectedOf(entries);

let folder: string;
let source: string;

beforeAll(() => {
    folder = makeFolder();
    source = join(folder, "source");
    writeEntries(source, entries);
});
afterAll(() => removeFolder(folder));

const read = (path: string): Iso9660Contents => readIso9660(readFileSync(path));

/** Everything that was put in, byte for byte. */
const expectAll = ({ files, directories }: Iso9660Contents): void => {
    expect(files.map(({ path }) => path)).toEqual([...expected.files.keys()].toSorted());
    for (const { path, content } of files) {
        expect(Buffer.compare(content, expected.files.get(path) ?? new Uint8Array(0))).toBe(0);
    }
    expect(directories.filter((path) => path !== "rr_moved")).toEqual([...expected.directories].toSorted());
};

describe.skipIf(genisoimage === undefined)("readIso9660 of what genisoimage writes", () => {
    const write = (name: string, from: string, ...flags: readonly string[]): Iso9660Contents => {
        const path = join(folder, name);
        run(genisoimage ?? "", ["-quiet", "-V", "config-2", ...flags, "-o", path, from]);
        return read(path);
    };

    it("reads Nova's image", () => {
        const nova = ["-ldots", "-allow-lowercase", "-allow-multidot", "-l", "-publisher", "Nova", "-J", "-r"];
        const contents = write("nova.iso", source, ...nova, "-joliet-long");
        expectAll(contents);
        expect(contents).toMatchObject({ label: "config-2", publisher: "Nova", names: "rock-ridge" });
    });

    it("reads cloud-localds's image", () => {
        const seed = join(folder, "seed");
        writeEntries(seed, [file("user-data"), file("meta-data"), file("network-config")]);
        const contents = write("cidata.iso", seed, "-volid", "cidata", "-joliet", "-rock");
        expect(contents).toMatchObject({ label: "cidata", names: "rock-ridge" });
        expect(contents.files.map(({ path }) => path)).toEqual(["meta-data", "network-config", "user-data"]);
    });

    it("reads Joliet alone", () => {
        const flat = join(folder, "flat");
        writeEntries(flat, [file("openstack/latest/meta data.json"), file("openstack/latest/ümlaut")]);
        const contents = write("joliet.iso", flat, "-J", "-input-charset", "utf-8");
        expect(contents.names).toBe("joliet");
        expect(contents.files.map(({ path }) => path)).toEqual([
            "openstack/latest/meta data.json",
            "openstack/latest/ümlaut",
        ]);
    });

    it("reads plain names", () => {
        const flat = join(folder, "plain");
        writeEntries(flat, [file("user-data"), file("meta-data"), file("a.b")]);
        const contents = write("plain.iso", flat, "-l");
        expect(contents.names).toBe("plain");
        expect(contents.files.map(({ path }) => path)).toEqual(["A.B", "META_DATA", "USER_DATA"]);
    });

    it("reads hard links as files of the same content and knows symbolic links", () => {
        const linked = join(folder, "linked");
        writeEntries(linked, [file("one", "shared")]);
        linkSync(join(linked, "one"), join(linked, "two"));
        symlinkSync("/etc/passwd", join(linked, "three"));
        const contents = write("linked.iso", linked, "-r", "-cache-inodes");
        expect(contents.files.map(({ path, content }) => [path, new TextDecoder().decode(content)])).toEqual([
            ["one", "shared"],
            ["two", "shared"],
        ]);
        expect(contents.others).toEqual(["three"]);
    });

    it("reads symbolic links that were followed, to files and to directories", () => {
        const followed = join(folder, "followed");
        writeEntries(followed, [
            file("openstack/2012-08-10/meta_data.json", "{}"),
            file("openstack/content/0000", "x"),
        ]);
        symlinkSync("2012-08-10", join(followed, "openstack/latest"));
        symlinkSync("openstack/content/0000", join(followed, "motd"));
        const contents = write("followed.iso", followed, "-r", "-J", "-f");
        expect(contents.files.map(({ path, content }) => [path, new TextDecoder().decode(content)])).toEqual([
            ["motd", "x"],
            ["openstack/2012-08-10/meta_data.json", "{}"],
            ["openstack/content/0000", "x"],
            ["openstack/latest/meta_data.json", "{}"],
        ]);
        expect(contents).toMatchObject({ names: "rock-ridge", others: [] });
    });

    it("rejects a link to the directory that contains it", () => {
        const endless = join(folder, "endless");
        writeEntries(endless, [file("a/b", "x")]);
        symlinkSync(".", join(endless, "again"));
        expect(() => write("endless.iso", endless, "-r", "-f")).toThrow(/the directory contains itself\.$/);
    });
});

describe.skipIf(xorriso === undefined)("readIso9660 of what xorriso writes", () => {
    it.each([
        ["as mkisofs", ["-as", "mkisofs", "-quiet", "-J", "-r", "-V", "config-2"]],
        [
            "as mkisofs in 4 KiB steps",
            ["-as", "mkisofs", "-quiet", "-r", "-V", "config-2", "-partition_cyl_align", "on"],
        ],
    ])("reads it %s", (name, args) => {
        const path = join(folder, `xorriso ${name}.iso`);
        run(xorriso ?? "", [...args, "-o", path, source]);
        const contents = read(path);
        expectAll(contents);
        expect(contents).toMatchObject({ label: "config-2", names: "rock-ridge" });
    });
});

describe.skipIf(genisoimage === undefined || mkzftree === undefined || xorriso === undefined)(
    "readIso9660 of what other programs compress",
    () => {
        const noise = (outputLength: number): Uint8Array => createHash("shake256", { outputLength }).digest();
        const BLOCK = 32_768;
        const sizes = [0, 1, 4096, BLOCK - 1, BLOCK, BLOCK + 1, 4 * BLOCK, 4 * BLOCK + 1, 300_001];
        const contents: readonly ImageEntry[] = sizes.flatMap((size) => [
            { path: `zeros ${size}`, content: new Uint8Array(size) },
            {
                path: `text ${size}`,
                content: Buffer.from("some text, again and again\n".repeat(size)).subarray(0, size),
            },
            { path: `noise ${size}`, content: noise(size) },
            // Zeros between two blocks that aren't.
            {
                path: `mixed ${size}`,
                content: Buffer.concat([noise(size), Buffer.alloc(3 * size), Buffer.alloc(size, 7)]),
            },
        ]);
        const wanted = digestsOf(contents);
        let plain: string;

        beforeAll(() => {
            plain = join(folder, "to compress");
            writeEntries(plain, contents);
        });

        /** The image has less bytes than the files: it is compressed. */
        const expectDecompressed = (path: string): void => {
            const image = readFileSync(path);
            expect(image.length).toBeLessThan(contents.reduce((sum, { content }) => sum + (content?.length ?? 0), 0));
            expectSame(digestsFound(readIso9660(image)), wanted);
        };

        it("decompresses mkzftree's files in genisoimage's image", () => {
            const [tree, path] = [join(folder, "compressed"), join(folder, "compressed.iso")];
            run(mkzftree ?? "", [plain, tree]);
            run(genisoimage ?? "", ["-quiet", "-r", "-z", "-o", path, tree]);
            expectDecompressed(path);
        });

        it.each(["32k", "64k", "128k"])("decompresses xorriso's files in blocks of %s", (size) => {
            const path = join(folder, `xorriso ${size}.iso`);
            const commands = [
                "-zisofs",
                `block_size=${size}`,
                "-map",
                plain,
                "/",
                "-set_filter_r",
                "--zisofs",
                "/",
                "--",
            ];
            run(xorriso ?? "", ["-outdev", `stdio:${path}`, ...commands, "-commit"]);
            expectDecompressed(path);
        });

        it("rejects version 2 by a file's name", () => {
            const path = join(folder, "xorriso v2.iso");
            const commands = ["-zisofs", "version_2=on", "-map", plain, "/", "-set_filter_r", "--zisofs", "/", "--"];
            run(xorriso ?? "", ["-outdev", `stdio:${path}`, ...commands, "-commit"]);
            expect(() => read(path)).toThrow(
                /^read "[a-z]+ \d+" from ISO 9660 image: the file is compressed with zisofs version 2, which isn't supported\.$/,
            );
        });
    },
);

describe.skipIf(python === undefined)("readIso9660 of what pycdlib writes", () => {
    it("reads Rock Ridge", () => {
        const path = join(folder, "pycdlib.iso");
        run(python ?? "", [join(__dirname, "support", "pycdlib-write.py"), path]);
        const contents = read(path);
        expect(contents).toMatchObject({ label: "config-2", names: "rock-ridge" });
        expect(contents.files.map((found) => [found.path, new TextDecoder().decode(found.content)])).toEqual([
            ["openstack/latest/empty", ""],
            [`openstack/latest/${"l".repeat(200)}`, "long"],
            ["openstack/latest/meta_data.json", '{"uuid": "x"}'],
        ]);
    });
});
