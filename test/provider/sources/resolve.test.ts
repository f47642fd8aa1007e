import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileContent } from "../../../provider/formats/entries/content.ts";
import { SIGNATURE } from "../../../provider/model/secrets.ts";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { resolveSources } from "../../../provider/sources/resolve.ts";

const ASSET = { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17" };
const ARCHIVE = { [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7" };
const sha256 = createHash("sha256").update("hello").digest("hex");

describe("resolveSources", () => {
    let base: string;

    beforeAll(() => {
        base = mkdtempSync(join(tmpdir(), "sources-"));
        writeFileSync(join(base, "a.txt"), "hello");
        symlinkSync("a.txt", join(base, "link"));
        symlinkSync("nowhere", join(base, "dangling"));
        mkdirSync(join(base, "folder"));
        execFileSync("mkfifo", [join(base, "pipe")]);
        symlinkSync("loop", join(base, "loop"));
    });
    afterAll(() => rmSync(base, { recursive: true }));

    const resolve = (file: unknown, isPathAllowed = true) =>
        resolveSources({ hostname: "web", files: { "/a": file } }, { base, isPathAllowed });
    const reasonFor = async (file: unknown) => {
        const { inputs, problems } = await resolve(file);
        expect(inputs["files"]).toEqual({});
        return problems.map(({ path, reason }) => `${path}: ${reason}`);
    };
    const contentOf = async (file: unknown) => {
        const { inputs, problems } = await resolve(file);
        expect(problems).toEqual([]);
        return inputs["files"];
    };

    it("finds the file of a FileAsset, whose hash the engine knows", async () => {
        const found = {
            "/a": new FileContent({ path: join(base, "a.txt"), name: "a.txt", length: 5, sha256: "beef" }),
        };
        expect(await contentOf({ ...ASSET, path: "a.txt", hash: "beef" })).toEqual(found);
    });

    it("computes the hash of a file that only the command line or the program names", async () => {
        for (const [file, name] of [
            [{ path: "a.txt" }, "a.txt"],
            [{ path: "link" }, "link"],
            [{ path: join(base, "a.txt") }, join(base, "a.txt")],
            [{ __pulumiAsset: true, path: "a.txt" }, "a.txt"],
        ] as const) {
            const found = {
                "/a": new FileContent({
                    path: join(base, name === "link" ? "link" : "a.txt"),
                    name,
                    length: 5,
                    sha256,
                }),
            };
            expect(await contentOf(file)).toEqual(found);
        }
    });

    it("takes a StringAsset for its text", async () => {
        expect(await contentOf({ ...ASSET, text: "hi", hash: "beef" })).toEqual({ "/a": { content: "hi" } });
        expect(await contentOf({ __pulumiAsset: true, text: "" })).toEqual({ "/a": { content: "" } });
    });

    it("leaves everything else to the checks", async () => {
        const others = [{ content: "x" }, { base64: "eA==" }, { path: "a.txt", content: "x" }, UNKNOWN, null, 7];
        for (const other of others) expect(await contentOf(other)).toEqual({ "/a": other });
        expect((await resolve({ path: "a.txt" }, false)).inputs["files"]).toEqual({ "/a": { path: "a.txt" } });
        const unknown = { files: UNKNOWN, rootFiles: null };
        expect(await resolveSources(unknown)).toEqual({ inputs: unknown, problems: [] });
    });

    it.each([
        ["folder", 'refers to "folder", which is a directory; use the path of a regular file'],
        ["pipe", 'refers to "pipe", which is a pipe; use the path of a regular file'],
        ["none", 'refers to "none", which can\'t be read: no such file or directory (ENOENT)'],
        ["dangling", 'refers to "dangling", which can\'t be read: no such file or directory (ENOENT)'],
        // What the system refuses to root too.
        ["loop", 'refers to "loop", which can\'t be read: too many symbolic links encountered (ELOOP)'],
        ["a.txt/b", 'refers to "a.txt/b", which can\'t be read: not a directory (ENOTDIR)'],
    ])("says what is wrong with %s", async (path, reason) => {
        expect(await reasonFor({ path })).toEqual([`files["/a"]: ${reason}`]);
    });

    it("refuses a file of the kernel, whose size isn't known", async () => {
        expect(await reasonFor({ path: "/proc/cpuinfo" })).toEqual([
            'files["/a"]: refers to "/proc/cpuinfo", whose size the system doesn\'t know; copy it to another file first',
        ]);
    });

    it("refuses what isn't on this machine, and archives", async () => {
        const remote = { ...ASSET, uri: "https://example.org/a", hash: "beef" };
        expect(await reasonFor(remote)).toEqual([
            'files["/a"]: is an asset whose content isn\'t on this machine; use an asset of a file or a text. Download a remote file first, so that it is the same in every run',
        ]);
        expect(await reasonFor({ ...ARCHIVE, path: "folder", hash: "beef" })).toEqual([
            'files["/a"]: is a Pulumi archive; add its files one by one, each as a file asset',
        ]);
    });
});
