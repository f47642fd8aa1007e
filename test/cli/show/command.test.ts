import { spawnSync } from "node:child_process";
import { chmodSync, closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Folder, inputs, run } from "../harness.ts";

const COMMAND = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", join(process.cwd(), "cli", "config-drive.ts")];

/** What only a process of its own shows: when Node ends, and where standard input comes from. */
describe("the command config-drive", () => {
    let folder: Folder;
    beforeEach(() => {
        folder = new Folder();
    });
    afterEach(() => folder[Symbol.dispose]());

    const command = (
        args: readonly string[],
        { PATH, input = "ignore" }: { PATH?: string; input?: "ignore" | number },
    ) => {
        const { status, stderr } = spawnSync(process.execPath, [...COMMAND, ...args], {
            cwd: folder.path,
            stdio: [input, "pipe", "pipe"],
            encoding: "utf8",
            env: { ...process.env, ...(PATH !== undefined && { PATH }) },
        });
        return { status, stderr };
    };

    describe.skipIf(process.platform !== "linux")("with --open", () => {
        const opener = (script: string): string => {
            chmodSync(folder.file("xdg-open", `#!/bin/sh\n${script}\n`), 0o755);
            return `${folder.path}:${process.env["PATH"]}`;
        };

        it("waits for the opener, and says what failed", () => {
            folder.file("a.json", JSON.stringify(inputs));
            expect(command(["show", "a.json", "--open"], { PATH: opener("sleep 0.3; exit 3") })).toEqual({
                status: 0,
                stderr: "a.html isn't open: xdg-open ended with code 3. Open it in a browser.\n",
            });
        });

        it("ends with 1 for inputs with problems, also while the browser stays", () => {
            folder.file("a.json", JSON.stringify({ ...inputs, hostname: "a_b" }));
            const { status } = command(["show", "a.json", "--open"], { PATH: opener("exec sleep 5") });
            expect(status).toBe(1);
        });

        it("names an opener that can't be started", () => {
            folder.file("a.json", JSON.stringify(inputs));
            folder.file("xdg-open", "");
            chmodSync(folder.file("xdg-open"), 0o644);
            const { status, stderr } = command(["show", "a.json", "--open"], { PATH: folder.path });
            expect(status).toBe(0);
            expect(stderr).toMatch(/^a\.html isn't open: xdg-open can't be started: .+\. Open it in a browser\.\n$/);
        });
    });

    it.each([["show"], ["build"]])("never replaces what it reads by standard input: %s", (name) => {
        const path = folder.file("a.json", JSON.stringify(inputs));
        const input = openSync(path, "r");
        try {
            const { status, stderr } = command([name, "-", "-o", "a.json"], { input });
            expect(status).toBe(2);
            expect(stderr).toMatch(/^config-drive: write a\.json: it is .+\. Name another file\.\n$/);
        } finally {
            closeSync(input);
        }
        expect(readFileSync(path, "utf8")).toBe(JSON.stringify(inputs));
    });

    it.each([["show"], ["build"]])("never replaces a file that the inputs refer to: %s", async (name) => {
        const part = folder.file("big.bin", "the file");
        const path = folder.file("a.json", JSON.stringify({ ...inputs, files: { "/etc/big": { path: "big.bin" } } }));
        const { code, err } = await run([name, path, "-o", part]);
        expect({ code, err }).toEqual({
            code: 2,
            err: [`config-drive: write ${part}: it is a file that the inputs refer to. Name another file.`],
        });
        expect(readFileSync(part, "utf8")).toBe("the file");
    });
});
