import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checksumsOf, writeChecksums } from "../checksums.mjs";
import { gatherChecksums } from "./gather.mjs";

describe("the checksums of all machines", () => {
    let folder;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "config-drive-gather-"));
        for (const name of ["b.tgz", "a.tar.gz"]) writeFileSync(join(folder, name), name);
        writeChecksums(folder, ["b.tgz", "a.tar.gz"]);
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("become one file, which sha256sum accepts", () => {
        writeFileSync(join(folder, "NOTES.md"), "");
        expect(gatherChecksums(folder)).toEqual(["a.tar.gz", "b.tgz", "SHA256SUMS"]);
        expect(readdirSync(folder).toSorted()).toEqual(["NOTES.md", "SHA256SUMS", "a.tar.gz", "b.tgz"]);
        expect(readFileSync(join(folder, "SHA256SUMS"), "utf8")).toBe(checksumsOf(folder, ["a.tar.gz", "b.tgz"]));
        const said = execFileSync("sha256sum", ["--check", "SHA256SUMS"], { cwd: folder, encoding: "utf8" });
        expect(said).toBe("a.tar.gz: OK\nb.tgz: OK\n");
    });

    it("stay as they are when they are joined again, unless a file was altered", () => {
        const names = gatherChecksums(folder);
        const text = readFileSync(join(folder, "SHA256SUMS"), "utf8");
        expect(gatherChecksums(folder)).toEqual(names);
        expect(readFileSync(join(folder, "SHA256SUMS"), "utf8")).toBe(text);
        writeFileSync(join(folder, "a.tar.gz"), "altered");
        expect(() => gatherChecksums(folder)).toThrow("These files don't have their checksums: a.tar.gz");
    });

    it("aren't joined if a file was altered on its way", () => {
        writeFileSync(join(folder, "a.tar.gz"), "altered");
        expect(() => gatherChecksums(folder)).toThrow("These files don't have their checksums: a.tar.gz");
    });

    it("aren't joined if a file has none, or is missing", () => {
        rmSync(join(folder, "a.tar.gz.sha256"));
        expect(() => gatherChecksums(folder)).toThrow("checksums: a.tar.gz");
        rmSync(join(folder, "a.tar.gz"));
        rmSync(join(folder, "b.tgz"));
        expect(() => gatherChecksums(folder)).toThrow("checksums: b.tgz");
    });
});
