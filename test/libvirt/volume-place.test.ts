import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { lstat, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256Of } from "../../provider/image/write.ts";
import type { State } from "../../provider/model/state.ts";
import { shellWord } from "../../provider/text/shell-word.ts";
import { caught, lifeCycleOn, useTestHost } from "../support/host.ts";

/** Makes something at a path that isn't a file. Its target, if any, begins with the path. */
type Make = (path: string) => Promise<unknown> | unknown;

/** Stays open, since closing it would remove the path; it doesn't keep the process alive. */
const makeSocket = (path: string): Promise<unknown> => once(createServer().listen(path).unref(), "listening");

const OTHERS: readonly [string, Make][] = [
    ["a pipe", (path) => execFileSync("mkfifo", [path])],
    ["a socket", makeSocket],
    ["a link to nothing", (path) => symlink(`${path}.missing`, path)],
    ["a link to itself", (path) => symlink(path, path)],
];

/** Only root can make a device. */
const DEVICES: readonly [string, Make][] =
    process.getuid?.() === 0 ? [["a device", (path) => execFileSync("mknod", [path, "c", "1", "3"])]] : [];

describe("what is at the path of a volume and no file", () => {
    const host = useTestHost();
    const { create, read, update, remove } = lifeCycleOn(host);

    const expectImage = async ({ volumePath, imageDigest }: State): Promise<void> => {
        expect((await lstat(volumePath)).isFile()).toBe(true);
        expect(sha256Of([await readFile(volumePath)])).toBe(imageDigest);
    };

    it.each([
        ...OTHERS,
        ...DEVICES,
        [
            "a link to a pipe",
            async (path: string) => {
                execFileSync("mkfifo", [`${path}.pipe`]);
                await symlink(`${path}.pipe`, path);
            },
        ] as const,
    ])("stays, and is named with what to do: %s", async (_name, make) => {
        const { volume } = host().declare();
        const path = join(host().folder, volume);
        await make(path);
        const before = await host().files();
        const error = await caught(create());
        expect(error).toMatchObject({ code: "volume-conflict" });
        expect(error.message).toBe(
            `store volume "${volume}" in pool "${host().pool}": ${path} already exists, but libvirt doesn't list it as a volume. It is probably a pipe, a socket, a device or a dangling link. Remove it on the host (rm ${shellWord(path)}), or set another volumePrefix.`,
        );
        expect((await lstat(path)).isFile()).toBe(false);
        expect(await host().files()).toEqual(before);
        await rm(path);
        await expectImage(await create());
    });

    it.each([...OTHERS, ...DEVICES])("is seen and replaced where a drive's file was: %s", async (_name, make) => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid });
        await rm(state.volumePath);
        await make(state.volumePath);
        const seen = await read(state);
        expect(seen.drive).toBe("volume missing");
        const again = await update(seen, { domain: domain.uuid });
        expect(again).toMatchObject({ drive: "attached", volumePath: state.volumePath });
        await expectImage(again);
        await remove(again);
        expect(await host().files()).toEqual([]);
    });

    it.each(["other", "of the same size"])(
        "is never written through: a link to a file, %s, where a drive's file was",
        async (kind) => {
            const domain = await host().define();
            const inputs = { domain: domain.uuid, verify: "content" } as const;
            const state = await create(inputs);
            const target = join(host().folder, "someone's");
            const content = kind === "other" ? Buffer.from("mine") : Buffer.alloc(state.imageSize, 1);
            await writeFile(target, content);
            await rm(state.volumePath);
            await symlink(target, state.volumePath);
            const seen = await read(state);
            expect(seen.drive).toMatch(/^volume (has 4 bytes|holds no readable image)/);
            const again = await update(seen, inputs);
            await expectImage(again);
            expect(Buffer.compare(await readFile(target), content)).toBe(0);
            await remove(again);
            expect(await host().files()).toEqual(["someone's"]);
        },
    );

    it("is used as it is, and only the link is deleted: a link to the drive's own image", async () => {
        const domain = await host().define();
        const state = await create({ domain: domain.uuid });
        const moved = join(host().folder, "moved");
        await rename(state.volumePath, moved);
        await symlink(moved, state.volumePath);
        const again = await update(await read(state), { domain: domain.uuid });
        expect(again).toMatchObject({ drive: "attached" });
        expect((await lstat(state.volumePath)).isSymbolicLink()).toBe(true);
        await remove(again);
        expect(await host().files()).toEqual(["moved"]);
        expect(sha256Of([await readFile(moved)])).toBe(state.imageDigest);
    });

    it("is named when a drive is removed, with what to do: a link to a folder", async () => {
        const state = await create();
        const folder = join(host().folder, "folder");
        await mkdir(folder);
        await writeFile(join(folder, "file"), "");
        await rm(state.volumePath);
        await symlink(folder, state.volumePath);
        // libvirt refreshes a pool a moment after each upload, and knows then that a directory is there.
        const error = await caught(remove(state));
        expect(error.message).toMatch(/cannot (unlink file|remove directory) '.*': Not a directory$/);
        expect(await readdir(folder)).toEqual(["file"]);
        await rm(state.volumePath);
        await remove(state);
    });
});
