import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Stack } from "./stack.ts";

const CANARY = "canary-7c1d";
const SEED = createHash("sha512").update(CANARY).digest("base64");

/** What gzip and base64 make of the header of any image. */
const COMPRESSED = "H4sIAAAAAAAAA";

describe("images in a program of their own", () => {
    const variables = { CANARY, SEED };
    let stack: Stack;
    let project: string;

    beforeAll(async () => {
        stack = new Stack("image");
        project = join(stack.folder, "project");
        await stack.init();
    });
    afterAll(() => stack.remove());

    it("are written by up, relative to the program", async () => {
        await stack.up(variables);
        const { path = "", sha256, size } = await stack.outputs();
        expect(path).toMatch(/^\.config-drive\/config-drive-[0-9a-f]{32}\.vmdk$/);
        const content = readFileSync(join(project, path));
        expect(sha256).toBe(createHash("sha256").update(content).digest("hex"));
        expect(size).toBe(content.length);
        expect(statSync(join(project, path)).mode & 0o777).toBe(0o600);
        expect(statSync(join(project, ".config-drive")).mode & 0o777).toBe(0o700);
        expect(readdirSync(join(project, "images"))).toHaveLength(3);
    });

    it("have a page beside them that shows the drive, for the owner alone and without secrets", async () => {
        const { path = "", report = "" } = await stack.outputs();
        expect(report).toBe(String(path).replace(/vmdk$/, "html"));
        const page = readFileSync(join(project, report), "utf8");
        expect(page).toMatch(/^<!doctype html>/);
        expect(page).toContain("guest");
        expect(statSync(join(project, report)).mode & 0o777).toBe(0o600);
        const pages = readdirSync(join(project, "images")).filter((name) => name.endsWith(".html"));
        expect(pages).toHaveLength(1);
        for (const text of [page, ...pages.map((name) => readFileSync(join(project, "images", name), "utf8"))]) {
            for (const secret of [CANARY, SEED, ...pages.map((name) => name.slice(0, -5))])
                expect(text).not.toContain(secret);
        }
    });

    it("change nothing the next time", async () => {
        const { path = "" } = await stack.outputs();
        const { ino, mtimeNs } = statSync(join(project, path), { bigint: true });
        await stack.previewNothing(variables);
        await stack.up(variables);
        expect(statSync(join(project, path), { bigint: true })).toMatchObject({ ino, mtimeNs });
    });

    it("leave their secrets in their files alone", async () => {
        const outputs = await stack.outputs();
        expect(outputs).toMatchObject({
            base64gzip: "[secret]",
            guessablePath: "[secret]",
            guessableReport: "[secret]",
        });
        const shown = await stack.succeed(["stack", "output", "--json", "--show-secrets"]);
        expect(shown).toContain(COMPRESSED);
        expect(shown).toMatch(/"guessablePath": "images\/config-drive-[0-9a-f]{32}\.iso"/);
        const name = /config-drive-[0-9a-f]{32}\.iso/.exec(shown)?.[0] ?? "";
        for (const { path, text } of stack.files()) {
            for (const secret of [CANARY, SEED, COMPRESSED, name])
                expect([path, text.includes(secret)]).toEqual([path, false]);
        }
    });

    it("end a preview with everything that is wrong, and no stack trace", async () => {
        const { code, output } = await stack.run(["preview"], { ...variables, LABEL: "none", SEED: "short" });
        expect(code).not.toBe(0);
        expect(output).toMatch(/error: build the image of a config drive: its declaration is invalid\.\n/);
        expect(output).toContain("label: ");
        expect(output).toContain("randomSeed: ");
        expect(output).not.toMatch(/\n\s+at /);
        expect(output).not.toContain(CANARY);
    });
});
