import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImageEntry, readIso9660, writeIso9660 } from "../../../provider/formats/iso9660/index.ts";
import { jolietNames } from "../../../provider/formats/iso9660/names.ts";
import { type Directory, growTree } from "../../../provider/formats/iso9660/tree.ts";
import { anyName, file, printableName, treesOf, wholeOf } from "../../provider/formats/iso9660/trees.ts";
import { inMemory } from "../../support/in-memory.ts";
import { runEach } from "./batch.ts";
import { makeFolder, readFolder, removeFolder } from "./folder.ts";
import {
    type Batch,
    type Digests,
    digestsFound,
    digestsOf,
    expectSame,
    type Sample,
    sampleOf,
    sha256,
} from "./sample.ts";
import { findPycdlib, findTool, run } from "./tools.ts";

const isoinfo = findTool("isoinfo", "genisoimage");
const isovfy = findTool("isovfy", "genisoimage");
const xorriso = findTool("xorriso", "xorriso");
const python = findPycdlib();

/** The corner cases that writers are known to get wrong, in one tree. */
export const ISO9660_CORNERS: readonly ImageEntry[] = [
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
    // One content in more files than share one extent, and one that is only as long.
    ...Array.from({ length: 20 }, (_nothing, index) => file(`equal/${index}/user_data`, "#cloud-config\n".repeat(300))),
    file("equal/length", "#!/bin/sh    \n".repeat(300)),
    ...Array.from({ length: 3000 }, (_nothing, index) => file(`many/interface number ${index}.json`, String(index))),
];

/** The same under the names that Joliet has for them. */
const jolietDigestsOf = (entries: readonly ImageEntry[]): Digests => {
    const found = new Map<string, string | null>();
    const visit = (directory: Directory, prefix: string): void => {
        for (const { node, identifier } of jolietNames(directory.children)) {
            found.set(prefix + identifier, node.kind === "file" ? sha256(inMemory(node.content)) : null);
            if (node.kind === "directory") visit(node, `${prefix}${identifier}/`);
        }
    };
    visit(growTree(entries).root, "");
    return found;
};

/** It shows Joliet's names in 8 bits only. */
const inLatin1 = (name: string): string => name.replace(/[\u{100}-\u{ffff}]/gu, "_");

/** Other readers see the trees of these batches as they were written. */
export const describeIso9660Readers = (batches: readonly Batch[]): void => {
    describe.each(batches)("$name", (batch) => {
        let folder: string;
        /** Names that line-oriented tools print as they are. */
        let printable: readonly Sample[];
        /** All names. */
        let wild: readonly Sample[];

        beforeAll(() => {
            folder = makeFolder();
            const written = (name: string) => (entries: readonly ImageEntry[], index: number) => {
                const path = join(folder, `${name}-${index}.iso`);
                const bytes = wholeOf(writeIso9660(entries, { label: "config-2" }));
                expectSame(digestsFound(readIso9660(bytes)), digestsOf(entries));
                writeFileSync(path, bytes);
                return { entries, path };
            };
            const special = batch.number === 0 ? [ISO9660_CORNERS] : [];
            printable = [...special, ...sampleOf(treesOf(printableName), batch)].map(written("printable"));
            wild = [...special, ...sampleOf(treesOf(anyName), batch)].map(written("wild"));
        });
        afterAll(() => removeFolder(folder));

        it.skipIf(xorriso === undefined)("xorriso extracts every tree as it was written", () => {
            const commands = wild.flatMap(({ path }, index) => {
                const target = join(folder, "extracted", String(index));
                mkdirSync(target, { recursive: true });
                return ["-indev", `stdio:${path}`, "-extract", "/", target];
            });
            run(xorriso ?? "", ["-abort_on", "WARNING", "-osirrox", "on:auto_chmod_on", ...commands]);
            for (const [index, { entries }] of wild.entries()) {
                const extracted = [...readFolder(join(folder, "extracted", String(index)))];
                const found = new Map(extracted.map(([path, content]) => [path, content ? sha256(content) : null]));
                expectSame(found, digestsOf(entries));
            }
        });

        it.skipIf(python === undefined)("pycdlib finds every file by its Rock Ridge and by its Joliet name", () => {
            const script = join(__dirname, "pycdlib-list.py");
            const listed = run(python ?? "", [script], { input: printable.map(({ path }) => `${path}\n`).join("") });
            const lines = listed.trim().split("\n");
            expect(lines).toHaveLength(printable.length);
            for (const [index, { entries }] of printable.entries()) {
                const views: Record<string, Record<string, string | null>> = JSON.parse(lines[index] ?? "");
                expectSame(new Map(Object.entries(views["rr_path"] ?? {})), digestsOf(entries));
                expectSame(new Map(Object.entries(views["joliet_path"] ?? {})), jolietDigestsOf(entries));
                expect(Object.keys(views["iso_path"] ?? {})).toHaveLength(digestsOf(entries).size);
            }
        });

        it.skipIf(isoinfo === undefined)("isoinfo lists every tree by Rock Ridge and by Joliet", async () => {
            const list = async (encoding: "utf8" | "latin1", ...flags: readonly string[]) => {
                const commands = printable.map(({ path }) => ["-i", path, "-f", ...flags]);
                return (await runEach(isoinfo ?? "", commands, encoding)).map(({ output }) =>
                    output
                        .split("\n")
                        .filter(Boolean)
                        .map((line) => line.slice(1))
                        .toSorted(),
                );
            };
            const rockRidge = await list("utf8", "-R");
            const joliet = await list("latin1", "-J", "-j", "iso8859-1");
            const wanted = printable.map(({ entries }) => [...digestsOf(entries).keys()].toSorted());
            const wantedByJoliet = printable.map(({ entries }) =>
                [...jolietDigestsOf(entries).keys()].map(inLatin1).toSorted(),
            );
            expect(rockRidge).toEqual(wanted);
            expect(joliet).toEqual(wantedByJoliet);
        });

        it.skipIf(isovfy === undefined)("isovfy finds no errors", async () => {
            const images = [...printable, ...wild].map(({ path }) => [path]);
            const ends = (await runEach(isovfy ?? "", images)).map(
                ({ status, output }) => `${status} ${output.trim().split("\n").at(-1)}`,
            );
            expect(new Set(ends)).toEqual(new Set(["0 No errors found"]));
        });
    });
};
