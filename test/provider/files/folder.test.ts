import { spawn } from "node:child_process";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    readlinkSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type ContentFile, isFailure, storeInFolder } from "../../../provider/files/folder.ts";
import { Folder } from "../../cli/harness.ts";
import { joined } from "../../support/in-memory.ts";

const modeOf = (path: string): number => statSync(path).mode & 0o777;

const fileOf = (name: string, ...texts: readonly string[]): ContentFile => {
    const chunks = texts.map((text) => new TextEncoder().encode(text));
    return { name, chunks, size: chunks.reduce((total, { length }) => total + length, 0) };
};

const NAME = "config-drive-0123.iso";
const file = fileOf(NAME, "con", "tent");

describe("storeInFolder", () => {
    it("makes a folder for its owner alone that git ignores, and files in it", async () => {
        using folder = new Folder();
        const directory = folder.file("a/b");
        expect(await storeInFolder(directory, [file, fileOf("config-drive-2.iso", "")])).toEqual([
            `${directory}/${NAME}`,
            `${directory}/config-drive-2.iso`,
        ]);
        expect(readFileSync(join(directory, NAME), "utf8")).toBe("content");
        expect([modeOf(folder.file("a")), modeOf(directory), modeOf(join(directory, NAME))]).toEqual([
            0o700, 0o700, 0o600,
        ]);
        expect(readFileSync(join(directory, ".gitignore"), "utf8")).toBe("*\n");
        expect(readdirSync(directory).toSorted()).toEqual([".gitignore", NAME, "config-drive-2.iso"]);
    });

    it("gives paths as the folder was given, without slashes at its end", async () => {
        using folder = new Folder();
        const path = relative(process.cwd(), folder.file("images"));
        expect(await storeInFolder(`${path}//`, [file])).toEqual([`${path}/${NAME}`]);
        expect(existsSync(folder.file(`images/${NAME}`))).toBe(true);
    });

    it("leaves a file alone that is there already", async () => {
        using folder = new Folder();
        const [path = ""] = await storeInFolder(folder.path, [file]);
        const { ino, mtimeNs } = statSync(path, { bigint: true });
        await storeInFolder(folder.path, [file]);
        expect(statSync(path, { bigint: true })).toMatchObject({ ino, mtimeNs });
    });

    it("takes rights away that others have on it", async () => {
        using folder = new Folder();
        const [path = ""] = await storeInFolder(folder.path, [file]);
        chmodSync(path, 0o644);
        await storeInFolder(folder.path, [file]);
        expect(modeOf(path)).toBe(0o600);
    });

    it.each(["", "con", "cXntent", "contenT", "content and more"])(
        "replaces a file of other content by that name: %j",
        async (content) => {
            using folder = new Folder();
            const path = folder.file(NAME, content);
            chmodSync(path, 0o644);
            await storeInFolder(folder.path, [file]);
            expect(readFileSync(path, "utf8")).toBe("content");
            expect(modeOf(path)).toBe(0o600);
        },
    );

    it("replaces a symbolic link, and leaves alone what it points to", async () => {
        using folder = new Folder();
        const outside = folder.file("outside", "content");
        chmodSync(outside, 0o644);
        mkdirSync(folder.file("images"));
        symlinkSync(outside, folder.file(`images/${NAME}`));
        await storeInFolder(folder.file("images"), [file]);
        expect(() => readlinkSync(folder.file(`images/${NAME}`))).toThrow("EINVAL");
        expect(readFileSync(folder.file(`images/${NAME}`), "utf8")).toBe("content");
        expect(modeOf(outside)).toBe(0o644);
    });

    it("changes nothing else in a folder that holds other things", async () => {
        using folder = new Folder();
        chmodSync(folder.path, 0o755);
        folder.file("index.ts", "");
        await storeInFolder(folder.path, [file]);
        expect(readdirSync(folder.path).toSorted()).toEqual([NAME, "index.ts"]);
        expect(modeOf(folder.path)).toBe(0o755);
    });

    it("adds what a killed run left out, and keeps a .gitignore that is there", async () => {
        using folder = new Folder();
        folder.file(`.${NAME}.abcdef`, "draft");
        await storeInFolder(folder.path, [file]);
        expect(readFileSync(folder.file(".gitignore"), "utf8")).toBe("*\n");
        writeFileSync(folder.file(".gitignore"), "# mine\n");
        await storeInFolder(folder.path, [file]);
        expect(readFileSync(folder.file(".gitignore"), "utf8")).toBe("# mine\n");
    });

    it("writes zeros as holes, wherever they are", async () => {
        using folder = new Folder();
        const mib = new Uint8Array(1 << 20);
        const [zeros, text] = [Array.from({ length: 64 }, () => mib), new TextEncoder().encode("text")];
        const chunks = [...zeros, text, mib, text, new Uint8Array(5000), ...zeros];
        const size = chunks.reduce((total, { length }) => total + length, 0);
        const [path = ""] = await storeInFolder(folder.path, [{ name: NAME, size, chunks }]);
        expect(readFileSync(path).equals(Buffer.concat(chunks))).toBe(true);
        expect(statSync(path).blocks * 512).toBeLessThan(1 << 20);
    });

    it("may run many times at once", async () => {
        using folder = new Folder();
        const large = fileOf("config-drive-large.img", ..."abcdefgh".split("").map((letter) => letter.repeat(100_000)));
        const directory = folder.file("images");
        await Promise.all(Array.from({ length: 20 }, () => storeInFolder(directory, [large, file])));
        expect(readdirSync(directory).toSorted()).toEqual([".gitignore", NAME, large.name]);
        expect(readFileSync(join(directory, large.name)).equals(joined(large.chunks))).toBe(true);
    });

    it("leaves nothing of a file that it can't finish", async () => {
        using folder = new Folder();
        const chunks = [new Uint8Array(7)];
        chunks.length = 2;
        await expect(storeInFolder(folder.path, [{ name: NAME, size: 7, chunks }])).rejects.toThrow(TypeError);
        expect(readdirSync(folder.path)).toEqual([".gitignore"]);
    });

    it("writes the first file last, since it refers to the others", async () => {
        using folder = new Folder();
        mkdirSync(folder.file("config-drive-disk.vmdk"));
        folder.file("config-drive-disk.vmdk/in-the-way", "");
        await expect(storeInFolder(folder.path, [file, fileOf("config-drive-disk.vmdk", "disk")])).rejects.toThrow();
        expect(existsSync(folder.file(NAME))).toBe(false);
    });

    it("says what the system refused, without the name that tells of the content", async () => {
        using folder = new Folder();
        const inTheWay = folder.file("images", "");
        const error = await storeInFolder(inTheWay, [file]).catch((caught: unknown) => caught);
        expect(isFailure(error) && error.message).toBe(
            `write to the folder ${inTheWay}: file already exists (EEXIST).`,
        );
        mkdirSync(folder.file(`taken/${NAME}`), { recursive: true });
        const taken = await storeInFolder(folder.file("taken"), [file]).catch((caught: unknown) => caught);
        expect(isFailure(taken) && taken.message).toMatch(/^write to the folder \S+\/taken: .*\(EISDIR\)\.$/);
        expect(readdirSync(folder.file("taken")).toSorted()).toEqual([".gitignore", NAME]);
    });

    it("has no file under the final name when it is killed in the middle", async () => {
        using folder = new Folder();
        const program = `
            import { storeInFolder } from ${JSON.stringify(join(process.cwd(), "provider/files/folder.ts"))};
            const chunks = Array.from({ length: 1000 }, () => new Uint8Array(1 << 20).fill(1));
            await storeInFolder(${JSON.stringify(folder.path)}, [{ name: ${JSON.stringify(NAME)}, size: 1e9, chunks }]);`;
        const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: "ignore" });
        const ended = new Promise((resolve) => child.on("exit", (_code, signal) => resolve(signal)));
        const drafts = (): readonly string[] => readdirSync(folder.path).filter((name) => name.startsWith(`.${NAME}.`));
        while (drafts().length === 0 && child.exitCode === null) await wait(1);
        child.kill("SIGKILL");
        expect(await ended).toBe("SIGKILL");
        expect(drafts()).toHaveLength(1);
        expect(existsSync(folder.file(NAME))).toBe(false);
        await storeInFolder(folder.path, [file]);
        expect(readFileSync(folder.file(NAME), "utf8")).toBe("content");
    });
});
