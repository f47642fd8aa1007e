import { existsSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { makeFolder } from "../../../provider/files/make-folder.ts";
import { Folder } from "../../cli/harness.ts";

describe("makeFolder", () => {
    it("makes a folder and those above it for their owner, or leaves the one that exists", async () => {
        using folder = new Folder();
        const path = folder.file("a/b/c");
        await makeFolder(path);
        await makeFolder(path);
        expect([folder.file("a"), path].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700]);
    });

    it("follows links", async () => {
        using folder = new Folder();
        await makeFolder(folder.file("real"));
        symlinkSync("real", folder.file("link"));
        await makeFolder(folder.file("link/inner"));
        expect(existsSync(folder.file("real/inner"))).toBe(true);
    });

    it.each(["file", "file/inner"])("fails where a file has the name: %s", async (path) => {
        using folder = new Folder();
        writeFileSync(folder.file("file"), "");
        await expect(makeFolder(folder.file(path))).rejects.toThrow(/EEXIST|ENOTDIR/);
    });

    it.runIf(process.platform === "linux")("ends where no folder can be made", async () => {
        await expect(makeFolder("/proc/none/inner")).rejects.toThrow("ENOENT");
    });

    it("makes one folder for many at once", async () => {
        using folder = new Folder();
        await Promise.all(Array.from({ length: 8 }, () => makeFolder(folder.file("a/b"))));
        expect(statSync(folder.file("a/b")).isDirectory()).toBe(true);
    });
});
