import { createHash } from "node:crypto";
import { closeSync, cpSync, ftruncateSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADAPTER } from "../../pulumi/adapter.ts";
import { inspectImage } from "../../pulumi/host.ts";
import { Canaries } from "../../pulumi/secrets/canary.ts";
import { makeHost, removeHost, type SingleHost } from "../../pulumi/single-host.ts";
import { Stack } from "../../pulumi/stack.ts";

const MIB = 1 << 20;
const SEED = Buffer.alloc(32, 7).toString("base64");
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("a drive with file and string assets", () => {
    let stack: Stack;
    let host: SingleHost;
    let variables: Record<string, string>;
    const canaries = new Canaries("drive");

    /** A file of mostly holes. */
    const writeLarge = (path: string, text: string): void => {
        const file = openSync(path, "w");
        writeSync(file, text);
        ftruncateSync(file, 64 * MIB);
        closeSync(file);
    };
    const seen = async () => {
        const { volumePath = "" } = await stack.outputs();
        return new Map(
            inspectImage(volumePath).files.map(({ path, size, sha256: digest }) => [path, { size, digest }]),
        );
    };

    beforeAll(async () => {
        stack = new Stack("assets");
        host = makeHost(stack.folder);
        await stack.init();
        const [large, secret] = ["large.bin", "secret"].map((name) => join(stack.folder, name));
        writeLarge(large ?? "", "first");
        writeFileSync(secret ?? "", canaries.plant("asset"));
        writeFileSync(join(stack.folder, "project", "beside.txt"), "beside");
        variables = { POOL: host.pool, SEED, LARGE: large ?? "", SECRET: secret ?? "", ...ADAPTER.ofAssets };
    });
    afterAll(async () => {
        await stack.remove();
        removeHost(host);
    });

    it("has their bytes", async () => {
        await stack.succeed(["preview", "--diff"], variables);
        await stack.up(variables);
        const files = await seen();
        expect(files.get("large.bin")).toEqual({
            size: 64 * MIB,
            digest: sha256(readFileSync(variables["LARGE"] ?? "")),
        });
        expect(files.get("beside.txt")?.digest).toBe(sha256(Buffer.from("beside")));
        expect(files.get("text.txt")?.digest).toBe(sha256(Buffer.from("text")));
        expect(files.get("openstack/content/0000")?.size).toBe(readFileSync(variables["SECRET"] ?? "").length);
    });

    it("has an image in a file with the same bytes", async () => {
        const { imagePath = "", imageSha256, volumePath = "" } = await stack.outputs();
        const path = join(stack.folder, "project", imagePath);
        expect(sha256(readFileSync(path))).toBe(imageSha256);
        const found = new Map(inspectImage(path).files.map((file) => [file.path, file.sha256]));
        const stored = new Map(inspectImage(volumePath).files.map((file) => [file.path, file.sha256]));
        for (const name of ["large.bin", "beside.txt", "text.txt"]) expect(found.get(name)).toBe(stored.get(name));
    });

    it("keeps only their paths and hashes in the state, and the secret one nowhere", async () => {
        const drive = await stack.drive();
        expect(JSON.stringify(drive).length).toBeLessThan(8000);
        const written = [...stack.files().map(({ text }) => text), stack.transcript];
        expect(
            written.flatMap((text) =>
                canaries.firstIn(text) < 0 ? [] : [text.slice(canaries.firstIn(text), canaries.firstIn(text) + 40)],
            ),
        ).toEqual([]);
    });

    it("doesn't change by itself, nor when a file moves", async () => {
        await stack.refreshNothing(variables);
        await stack.previewNothing(variables);
        const moved = join(stack.folder, "moved.bin");
        cpSync(variables["LARGE"] ?? "", moved);
        rmSync(variables["LARGE"] ?? "");
        variables["LARGE"] = moved;
        expect(await stack.up(variables)).toMatch(/2 unchanged/);
        await stack.previewNothing(variables);
    });

    it("is updated when a file or a text changes", async () => {
        const before = await stack.outputs();
        writeLarge(variables["LARGE"] ?? "", "second");
        expect(await stack.up({ ...variables, TEXT: "other" })).toMatch(/1 updated/);
        const after = await stack.outputs();
        expect(after["imageDigest"]).not.toBe(before["imageDigest"]);
        const files = await seen();
        expect(files.get("large.bin")?.digest).toBe(sha256(readFileSync(variables["LARGE"] ?? "")));
        expect(files.get("text.txt")?.digest).toBe(sha256(Buffer.from("other")));
    });

    it("refuses what it can't read in every run, and too much text, before anything is changed", async () => {
        const remote = await stack.run(["preview"], { ...variables, REMOTE: `file://${variables["SECRET"]}` });
        expect(remote.code).not.toBe(0);
        expect(remote.output).toContain("rootFiles.remote: is an asset whose content isn't on this machine");
        const much = await stack.run(["preview"], { ...variables, AMOUNT: String(33 * MIB) });
        expect(much.code).not.toBe(0);
        expect(much.output).toContain(ADAPTER.refusal);
        const long = await stack.run(["preview"], { ...variables, TEXT: "text", TIMES: String(9 * MIB) });
        expect(long.code).not.toBe(0);
        expect(long.output).toContain("rootFiles: takes the content in the declaration to 37 MiB; the limit is 32 MiB");
    });

    it("is destroyed without its files", async () => {
        rmSync(variables["LARGE"] ?? "");
        await stack.destroy();
        expect((await stack.export()).deployment.resources ?? []).toEqual([]);
    });
});
