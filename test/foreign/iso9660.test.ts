import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImageEntry, writeIso9660 } from "../../provider/iso9660/index.ts";
import { jolietNames } from "../../provider/iso9660/names.ts";
import { type Directory, growTree } from "../../provider/iso9660/tree.ts";
import { anyName, expectedOf, file, printableName, treesOf, wholeOf } from "../provider/iso9660/trees.ts";
import { makeFolder, readFolder, removeFolder } from "./support/folder.ts";
import { findPycdlib, findTool, run } from "./support/tools.ts";

const TREES = 300;
const isoinfo = findTool("isoinfo", "genisoimage");
const isovfy = findTool("isovfy", "genisoimage");
const xorriso = findTool("xorriso", "xorriso");
const blkid = findTool("blkid", "util-linux");
const python = findPycdlib();

interface Sample {
    readonly entries: readonly ImageEntry[];
    readonly path: string;
    readonly bytes: Uint8Array;
}

/** The corner cases that writers are known to get wrong, in one tree. */
const corners: readonly ImageEntry[] = [
    file("openstack/latest/meta_data.json"),
    file("openstack/latest/user_data"),
    file("openstack/2018-08-27/network_data.json"),
    file("openstack/2018-08-27/empty", ""),
    file(`${"deep/".repeat(20)}end`),
    file("n".repeat(250)),
    file(`${"m".repeat(64)}1`),
    file(`${"m".repeat(64)}2`),
    file("🙂.txt"),
    file("a:b*c?d\\e;f.txt"),
    file("trailing."),
    file("README"),
    file("readme"),
    { path: "nothing" },
    ...Array.from({ length: 3000 }, (_nothing, index) => file(`many/interface number ${index}.json`, String(index))),
];

let folder: string;
let samples: readonly Sample[];
let wild: readonly Sample[];

beforeAll(() => {
    folder = makeFolder();
    const written = (name: string) => (entries: readonly ImageEntry[], index: number) => {
        const path = join(folder, `${name}-${index}.iso`);
        const bytes = wholeOf(writeIso9660(entries, { label: "config-2" }));
        writeFileSync(path, bytes);
        return { entries, path, bytes };
    };
    samples = [corners, ...fc.sample(treesOf(printableName), TREES)].map(written("printable"));
    wild = [corners, ...fc.sample(treesOf(anyName), TREES)].map(written("wild"));
}, 60_000);
afterAll(() => removeFolder(folder));

const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** Path → digest of every file, null for directories. */
const digestsOf = (entries: readonly ImageEntry[]): ReadonlyMap<string, string | null> => {
    const { files, directories } = expectedOf(entries);
    return new Map([
        ...[...directories].map((path): [string, null] => [path, null]),
        ...[...files].map(([path, content]): [string, string] => [path, sha256(content)]),
    ]);
};

/** The same under the names that Joliet has for them. */
const jolietDigestsOf = (entries: readonly ImageEntry[]): ReadonlyMap<string, string | null> => {
    const found = new Map<string, string | null>();
    const visit = (directory: Directory, prefix: string): void => {
        for (const { node, identifier } of jolietNames(directory.children)) {
            found.set(prefix + identifier, node.kind === "file" ? sha256(node.content) : null);
            if (node.kind === "directory") visit(node, `${prefix}${identifier}/`);
        }
    };
    visit(growTree(entries).root, "");
    return found;
};

describe.skipIf(xorriso === undefined)("xorriso", () => {
    it("extracts every tree as it was written", () => {
        const commands = wild.flatMap(({ path }, index) => {
            const target = join(folder, "extracted", String(index));
            mkdirSync(target, { recursive: true });
            return ["-indev", `stdio:${path}`, "-extract", "/", target];
        });
        run(xorriso ?? "", ["-abort_on", "WARNING", "-osirrox", "on:auto_chmod_on", ...commands]);
        for (const [index, { entries }] of wild.entries()) {
            const extracted = [...readFolder(join(folder, "extracted", String(index)))];
            expect(new Map(extracted.map(([path, content]) => [path, content ? sha256(content) : null]))).toEqual(
                digestsOf(entries),
            );
        }
    });

    it("sees the modes and owners that genisoimage -r gives", () => {
        const listed = run(xorriso ?? "", [
            "-indev",
            `stdio:${samples[0]?.path}`,
            "-find",
            "/openstack",
            "-exec",
            "lsdl",
        ]);
        const lines = listed.trim().split("\n");
        expect(lines).toHaveLength(7);
        for (const line of lines) expect(line).toMatch(/^(dr-xr-xr-x|-r--r--r--) +1 0 +0 +[0-9]+ Jan +1 +1980 /);
    });
});

describe.skipIf(python === undefined)("pycdlib", () => {
    it("finds every file by its Rock Ridge and by its Joliet name", () => {
        const script = join(__dirname, "support", "pycdlib-list.py");
        const listed = run(python ?? "", [script], { input: samples.map(({ path }) => `${path}\n`).join("") });
        const lines = listed.trim().split("\n");
        expect(lines).toHaveLength(samples.length);
        for (const [index, { entries }] of samples.entries()) {
            const views: Record<string, Record<string, string | null>> = JSON.parse(lines[index] ?? "");
            expect(new Map(Object.entries(views["rr_path"] ?? {}))).toEqual(digestsOf(entries));
            expect(new Map(Object.entries(views["joliet_path"] ?? {}))).toEqual(jolietDigestsOf(entries));
            expect(Object.keys(views["iso_path"] ?? {})).toHaveLength(digestsOf(entries).size);
        }
    });
});

describe.skipIf(isoinfo === undefined)("isoinfo", () => {
    const list = (path: string, encoding: "utf8" | "latin1", ...flags: readonly string[]): readonly string[] =>
        run(isoinfo ?? "", ["-i", path, "-f", ...flags], { encoding })
            .split("\n")
            .filter(Boolean)
            .map((line) => line.slice(1))
            .toSorted();
    /** It shows Joliet's names in 8 bits only. */
    const inLatin1 = (name: string): string => name.replace(/[\u{100}-\u{ffff}]/gu, "_");

    it("lists every tree by Rock Ridge and by Joliet", () => {
        for (const { entries, path } of samples) {
            expect(list(path, "utf8", "-R")).toEqual([...digestsOf(entries).keys()].toSorted());
            expect(list(path, "latin1", "-J", "-j", "iso8859-1")).toEqual(
                [...jolietDigestsOf(entries).keys()].map(inLatin1).toSorted(),
            );
        }
    });

    it("finds label, Joliet and Rock Ridge", () => {
        const described = run(isoinfo ?? "", ["-d", "-i", samples[0]?.path ?? ""]);
        expect(described).toContain("Volume id: config-2\n");
        expect(described).toContain("Joliet with UCS level 3 found\n");
        expect(described).toContain("Rock Ridge signatures version 1 found\n");
    });
});

describe.skipIf(isovfy === undefined)("isovfy", () => {
    it("finds no errors", () => {
        for (const { path } of wild) {
            const { status, stdout } = spawnSync(isovfy ?? "", [path], { encoding: "utf8" });
            expect([status, stdout.trim().split("\n").at(-1)]).toEqual([0, "No errors found"]);
        }
    });
});

describe.skipIf(blkid === undefined)("blkid", () => {
    it("finds the label, and a UUID of the volume's own", () => {
        const probed = wild.slice(0, 10).map(({ path }) => run(blkid ?? "", ["-p", "-o", "export", path]));
        for (const text of probed) expect(text).toMatch(/^LABEL=config-2$/m);
        const identifiers = probed.map((text) => /^UUID=(.*)$/m.exec(text)?.[1] ?? "");
        for (const identifier of identifiers) expect(identifier).toMatch(/^1980-01-01-\d\d-\d\d-\d\d-\d\d$/);
        expect(new Set(identifiers).size).toBeGreaterThan(1);
    });
});
