import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FileContent } from "../../provider/formats/entries/content.ts";
import { readImage } from "../../provider/image/read.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { readDrive } from "../../provider/lifecycle/read.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import type { RawInputs } from "../../provider/model/inputs.ts";
import { ConfigDriveError } from "../../provider/text/errors.ts";
import { withCalls } from "../support/calls.ts";
import { caught, declare, useTestHost } from "../support/host.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Three pieces of a read, and a bit. */
const bytes = Buffer.from(Uint8Array.from({ length: (3 << 20) + 77 }, (_, index) => (index * 31) >> 3));

describe("a drive with a file from disk", () => {
    const host = useTestHost();
    let folder: string;
    let path: string;

    beforeAll(() => {
        folder = mkdtempSync(join(tmpdir(), "drive-files-"));
        path = join(folder, "big.bin");
    });
    beforeEach(() => writeFileSync(path, bytes));
    afterAll(() => rmSync(folder, { recursive: true }));

    const declared = (more: RawInputs = {}) => {
        const file = new FileContent({ path, name: "big.bin", length: bytes.length, sha256: sha256(bytes) });
        return declare({ connection: host().uri, pool: host().pool, rootFiles: { "big.bin": file }, ...more });
    };
    const create = (more: RawInputs = {}) => createDrive(host().handle(), declared(more));
    const contentOf = async (volumePath: string) =>
        readImage(await readFile(volumePath)).files.find((file) => file.path === "big.bin")?.content;
    const words = async (promise: Promise<unknown>): Promise<string> => {
        const error = await caught(promise);
        if (!(error instanceof ConfigDriveError)) throw error;
        return `${error.code}: ${error.message}`;
    };

    it.each<RawInputs>([{}, { format: "vfat" }, { fixedVolume: true }])("has its bytes: %j", async (more) => {
        const { volumePath, imageSize } = await create(more);
        const image = await readFile(volumePath);
        expect(image).toHaveLength(imageSize);
        expect(bytes.equals((await contentOf(volumePath)) ?? new Uint8Array())).toBe(true);
    });

    it.each<RawInputs>([{}, { fixedVolume: true }, { format: "vfat" }])(
        "is verified by the digest of the bytes that were stored: %j",
        async (more) => {
            const state = await create({ ...more, verify: "content" });
            const stored = (await readFile(state.volumePath)).subarray(0, state.storedSize);
            expect(state.storedDigest).toBe(sha256(stored));
            expect(await readDrive(host().handle(), state)).toEqual(state);
            const file = await open(state.volumePath, "r+");
            await file.write(Buffer.from("X"), 0, 1, stored.indexOf(bytes.subarray(0, 4096)) + (2 << 20));
            await file.close();
            expect((await readDrive(host().handle(), state)).drive).toBe("volume altered");
            const repaired = await updateDrive(host().handle(), state, declared({ ...more, verify: "content" }));
            expect(repaired).toEqual(state);
            expect(await readDrive(host().handle(), repaired)).toEqual(state);
        },
    );

    it("isn't read again while the volume is as it should be", async () => {
        const first = await create({ verify: "content" });
        await rm(path);
        expect(await create({ verify: "content" })).toEqual(first);
    });

    it("isn't stored if the file has changed since it was planned, and leaves nothing behind", async () => {
        const news = declared();
        writeFileSync(path, Buffer.from(bytes).fill(7, 0, 1));
        expect(await words(createDrive(host().handle(), news))).toMatchInlineSnapshot(
            `"file-changed: read big.bin: the file has changed since this run computed its SHA-256. Run again."`,
        );
        expect(await host().volumes()).toEqual([]);
    });

    it("keeps its earlier image if the new file vanishes", async () => {
        const before = await create({ rootFiles: {} });
        const news = declared();
        await rm(path);
        expect(await words(updateDrive(host().handle(), before, news))).toMatchInlineSnapshot(
            `"file-changed: read big.bin: no such file or directory (ENOENT). Check the file, and run again."`,
        );
        expect(await host().volumes()).toEqual([before.volume]);
        expect(await readDrive(host().handle(), before)).toEqual(before);
    });

    it("leaves nothing behind if the run is interrupted in the middle of the file", async () => {
        const stop = new AbortController();
        const client = withCalls(host().client, {
            storageVolUpload: (volume, source, length, options) => {
                const stopping = async function* () {
                    let sent = 0;
                    for await (const piece of source) {
                        yield piece;
                        sent += piece.length;
                        if (sent > 2 << 20) stop.abort();
                    }
                };
                return host().client.storageVolUpload(volume, stopping(), length, options);
            },
        });
        const error = await caught(createDrive({ ...host().handle(stop.signal), client }, declared()));
        expect(error).toMatchObject({ code: "aborted" });
        expect(await host().volumes()).toEqual([]);
    });
});
