import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findTool, run } from "../../foreign/support/tools.ts";

const MIB = 1024 * 1024;
const root = join(import.meta.dirname, "..", "..", "..");
const genisoimage = findTool("genisoimage", "genisoimage");

describe.skipIf(genisoimage === undefined)("config-drive and an image of 5 GB", () => {
    let folder: string;
    let image: string;

    /** As Windows' own are: a bridge of UDF and ISO 9660 with two files of gigabytes and a thousand others. */
    beforeAll(() => {
        folder = mkdtempSync(join(tmpdir(), "config-drive-large-"));
        const sources = join(folder, "tree", "sources");
        mkdirSync(sources, { recursive: true });
        for (const [name, size] of [
            ["install.wim", 3 * 1024],
            ["boot.wim", 2 * 1024],
        ] as const) {
            writeFileSync(join(sources, name), name);
            truncateSync(join(sources, name), size * MIB);
        }
        for (let index = 0; index < 1000; index += 1)
            writeFileSync(join(sources, `${index}.dll`), `${index}`.repeat(50_000));
        image = join(folder, "windows.iso");
        const options = ["-quiet", "-udf", "-iso-level", "3", "-J", "-r", "-V", "CCCOMA_X64FRE"];
        run(genisoimage ?? "", [...options, "-o", image, join(folder, "tree")], { timeout: 500_000 });
    }, 600_000);
    afterAll(() => rmSync(folder, { recursive: true }));

    /** Runs the command in a process of its own; its memory at most, in bytes. */
    const measured = (
        ...args: readonly string[]
    ): { readonly code: number | null; readonly out: string; readonly memory: number } => {
        const measure = join(root, "test", "cli", "measure.mjs");
        const { status, output } = spawnSync(
            process.execPath,
            ["--import", measure, join(root, "cli", "config-drive.ts"), ...args],
            {
                stdio: ["ignore", "pipe", "pipe", "pipe"],
                encoding: "utf8",
                env: { ...process.env, NODE_OPTIONS: "", NODE_NO_WARNINGS: "1" },
                maxBuffer: 64 * MIB,
            },
        );
        const [, out, , memory] = output;
        return { code: status, out: out ?? "", memory: Number(memory) * 1024 };
    };

    it("inspects it with at most 150 MiB of memory, and gives the digests of sha256sum", () => {
        expect(statSync(image).size).toBeGreaterThan(5 * 1024 * MIB);
        const { code, out, memory } = measured("inspect", image, "--json");
        expect(code).toBe(0);
        const { sha256, files, label, size } = JSON.parse(out);
        expect({ label, size, count: files.length }).toEqual({
            label: "CCCOMA_X64FRE",
            size: statSync(image).size,
            count: 1002,
        });
        const [wanted] = run("sha256sum", [image], { timeout: 300_000 }).split(" ");
        expect(sha256).toBe(wanted);
        const largest = files.find(({ path }: { path: string }) => path === "sources/install.wim");
        const [content] = run("sha256sum", [join(folder, "tree", "sources", "install.wim")], {
            timeout: 300_000,
        }).split(" ");
        expect(largest).toEqual({ path: "sources/install.wim", size: 3 * 1024 * MIB, sha256: content });
        expect(memory).toBeLessThan(150 * MIB);
    });

    it("prints and extracts its files with as little", () => {
        const printed = measured("cat", image, "sources/999.dll");
        expect(printed).toMatchObject({ code: 0, out: "999".repeat(50_000) });
        expect(printed.memory).toBeLessThan(150 * MIB);
        const extracted = measured("extract", image, join(folder, "out"));
        expect(extracted.code).toBe(0);
        expect(extracted.memory).toBeLessThan(150 * MIB);
        run("cmp", [join(folder, "tree", "sources", "boot.wim"), join(folder, "out", "sources", "boot.wim")], {
            timeout: 300_000,
        });
    });
});
