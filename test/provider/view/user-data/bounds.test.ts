import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outlineOf } from "../../../../provider/view/user-data/outline.ts";
import { SEED } from "../../../support/seed.ts";

/** Bytes of all that a view shows. */
const sizeOf = (inputs: Readonly<Record<string, unknown>>): number =>
    Buffer.byteLength(JSON.stringify(outlineOf(inputs, true)));

const repeated = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join("");

describe("an outline of hostile user data", () => {
    it("lists at most 500 of each, and says how many it doesn't", () => {
        const many =
            `#cloud-config\npackages:\n${repeated(700, (index) => `- p${index}\n`)}- "a b"\n- "a b"\n` +
            `users:\n${repeated(501, (index) => `- u${index}\n`)}` +
            `write_files:\n${repeated(600, (index) => `- path: /f${index}\n`)}- path: https://user@example.org\n`;
        const { packages, users, files, omitted } = outlineOf({ userData: many }, false);
        expect([packages.length, users.length, files.length]).toEqual([500, 500, 500]);
        expect(omitted).toEqual(["202 packages", "1 user", "101 files"]);
    });

    it("has at most 500 parts", () => {
        const parts = Array.from({ length: 600 }, () => ({ content: "#!/bin/sh\n" }));
        const { userData, omitted } = outlineOf({ userData: parts }, false);
        expect([userData.length, omitted]).toEqual([500, ["100 parts"]]);
    });

    it("is small for a list of lists of aliases", () => {
        const bomb = `#cloud-config\na: &a [x, x, x, x, x, x, x, x]\n${repeated(7, (index) => {
            const [name, before] = [String.fromCharCode(98 + index), String.fromCharCode(97 + index)];
            return `${name}: &${name} [${`*${before}, `.repeat(8)}]\n`;
        })}`;
        expect(sizeOf({ userData: bomb })).toBeLessThan(10_000);
        expect(outlineOf({ userData: bomb }, false).omitted).toEqual(["what is in 1 part too large to be read here"]);
        expect(sizeOf({ userData: "#cloud-config\npackages: &a [*a]\n" })).toBeLessThan(1000);
    });

    it("decodes a content once that is in many files", () => {
        const content = gzipSync(Buffer.alloc(15 * 1024 * 1024)).toString("base64");
        const files = repeated(5000, (index) => `- {path: /f${index}, encoding: gz+b64, content: *a}\n`);
        const { files: found } = outlineOf(
            { userData: `#cloud-config\nfinal_message: &a ${content}\nwrite_files:\n${files}` },
            false,
        );
        expect(found.every(({ size }) => size === 15 * 1024 * 1024)).toBe(true);
    });

    it("decompresses only so much of all files together", () => {
        const files = Array.from({ length: 30 }, (_, index) => ({
            path: `/f${index}`,
            contents: {
                compression: "gzip",
                source: `data:;base64,${gzipSync(Buffer.alloc(15 * 1024 * 1024, index)).toString("base64")}`,
            },
        }));
        const userData = JSON.stringify({ ignition: { version: "3.4.0" }, storage: { files } });
        const sizes = outlineOf({ userData }, false).files.map(({ size }) => size);
        expect(sizes.filter((size) => size !== undefined).length).toBeLessThan(6);
        expect(sizes).toHaveLength(30);
    });

    it("takes one header off a template of templates", () => {
        const userData = `${"## template: jinja\n".repeat(40_000)}#cloud-config\n{}\n`;
        const [part] = outlineOf({ userData }, true).userData;
        expect(part?.kind).toEqual({ name: "jinja template", language: "text" });
    });

    it("reads an archive whose items are aliases of a long one only to a limit", () => {
        const item = `#cloud-config\\nruncmd: [${"a, ".repeat(100_000)}]`;
        const archive = `#cloud-config-archive\n- &a "${item}"\n${"- *a\n".repeat(250)}`;
        const { userData } = outlineOf({ userData: archive }, true);
        expect(userData.length).toBeLessThan(10);
    });

    it("is cut at a number of lines, of levels and of values", () => {
        const deep = `#cloud-config\nusers: ${"[".repeat(400)}x${"]".repeat(400)}\n`;
        expect(sizeOf({ userData: deep })).toBeLessThan(20_000);
        const nested = JSON.stringify({ ignition: {}, storage: JSON.parse(`${"[".repeat(3000)}${"]".repeat(3000)}`) });
        expect(sizeOf({ userData: nested })).toBeLessThan(20_000);
        const files = Array.from({ length: 30_000 }, (_, index) => ({ path: `/${index}`, mode: 420, user: { id: 1 } }));
        const wide = JSON.stringify({
            ignition: {},
            storage: { files, disks: files, links: files, directories: files },
        });
        const [part] = outlineOf({ userData: wide }, false).userData;
        expect(part?.outline.split("\n").length).toBeLessThan(2100);
        expect(part?.outline).toMatch(/\n… \d+ more lines$/);
    });

    it(`never throws, CONFIG_DRIVE_SEED=${SEED}`, () => {
        const headers = fc.constantFrom(
            "#cloud-config\n",
            "#cloud-config-archive\n",
            "## template: jinja\n#cloud-config\n",
            "",
            "MIME-Version: 1.0\n",
        );
        const text = fc
            .tuple(headers, fc.oneof(fc.json(), fc.string({ unit: "binary" }), fc.string()))
            .map((pair) => pair.join(""));
        const ignition = fc
            .jsonValue()
            .map((value) => JSON.stringify({ ignition: value, storage: value, passwd: value }));
        const files = fc
            .jsonValue()
            .map(
                (value) =>
                    `#cloud-config\n${JSON.stringify({ write_files: [value, { path: "/x", content: value, permissions: value, owner: value, encoding: value, source: value }], packages: value, users: value, user: value })}`,
            );
        // Whatever is made a text calls this.
        const uncallable = fc.constant("#cloud-config").map((header) => {
            const value = { toString: "" };
            return `${header}\n${JSON.stringify({ write_files: [{ path: "/x", content: value, permissions: value, owner: value, encoding: value }], packages: [value], users: [{ name: value, shell: value }], user: value, hostname: value, mounts: [[value]], network: { config: [value] } })}`;
        });
        const userData = fc.oneof(
            uncallable,
            text,
            ignition,
            files,
            fc.uint8Array().map((bytes) => ({ base64: Buffer.from(bytes).toString("base64") })),
            fc.array(text.map((content) => ({ content }))),
            fc.jsonValue(),
        );
        fc.assert(
            fc.property(userData, fc.jsonValue(), fc.boolean(), (each, vendorData, withSecrets) => {
                expect(() => outlineOf({ userData: each, vendorData }, withSecrets)).not.toThrow();
            }),
            { numRuns: 3000, seed: SEED },
        );
    });
});
