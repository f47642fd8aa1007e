import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bytesOf, digestOf, FileChanged } from "../../../provider/files/contents.ts";
import { type Content, FileContent } from "../../../provider/formats/entries/content.ts";

const MIB = 1 << 20;
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const read = async (contents: readonly Content[]): Promise<Buffer> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytesOf(contents)) pieces.push(piece);
    return Buffer.concat(pieces);
};

describe("the bytes of contents", () => {
    let folder: string;
    let path: string;
    const bytes = Buffer.from(Uint8Array.from({ length: 3 * MIB + 5 }, (_, index) => (index * 31) >> 3));

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "contents-"));
        path = join(folder, "big.bin");
        writeFileSync(path, bytes);
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const content = (more: Partial<FileContent> = {}): FileContent =>
        new FileContent({ path, name: "big.bin", length: bytes.length, sha256: sha256(bytes), ...more });

    it("are those in memory and those in files, in order, each time they are read", async () => {
        const contents = [Buffer.from("start"), content(), Buffer.from("middle"), content(), Buffer.from("end")];
        const expected = Buffer.concat([Buffer.from("start"), bytes, Buffer.from("middle"), bytes, Buffer.from("end")]);
        expect((await read(contents)).equals(expected)).toBe(true);
        expect(await digestOf(contents)).toBe(sha256(expected));
        expect(await digestOf(contents)).toBe(sha256(expected));
    });

    it("of an empty file are none", async () => {
        writeFileSync(path, "");
        expect(await read([content({ length: 0, sha256: sha256(Buffer.alloc(0)) })])).toHaveLength(0);
    });

    it("follow a symbolic link", async () => {
        symlinkSync(path, join(folder, "link"));
        expect((await read([content({ path: join(folder, "link") })])).equals(bytes)).toBe(true);
    });

    it.each<[string, () => void]>([
        ["is shorter", () => truncateSync(path, 100)],
        ["is longer", () => appendFileSync(path, "more")],
        ["has other bytes", () => writeFileSync(path, Buffer.from(bytes).fill(7, 0, 1))],
        [
            "is a pipe by now",
            () => {
                rmSync(path);
                execFileSync("mkfifo", [path]);
            },
        ],
    ])("end with an error if the file %s", async (_, change) => {
        change();
        const reading = read([content()]);
        await expect(reading).rejects.toThrow(FileChanged);
        await expect(reading).rejects.toThrow(
            "read big.bin: the file has changed since this run computed its SHA-256. Run again.",
        );
    });

    it("end with an error if the file shrinks while it is read", async () => {
        const reading = (async () => {
            for await (const _ of bytesOf([content()])) truncateSync(path, MIB);
        })();
        await expect(reading).rejects.toThrow(FileChanged);
    });

    it("never include the last piece of a file that has changed", async () => {
        writeFileSync(path, Buffer.from(bytes).fill(7, 0, 1));
        let length = 0;
        await expect(
            (async () => {
                for await (const piece of bytesOf([content()])) length += piece.length;
            })(),
        ).rejects.toThrow(FileChanged);
        expect(length).toBe(3 * MIB);
    });

    it("end with an error if the file is gone", async () => {
        rmSync(path);
        await expect(read([content()])).rejects.toThrow(
            "read big.bin: no such file or directory (ENOENT). Check the file, and run again.",
        );
    });
});
