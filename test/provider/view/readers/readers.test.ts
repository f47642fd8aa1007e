import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { unreadBy } from "../../../../provider/spec/readers.ts";
import { type Content, USED_INPUTS } from "../../../../provider/view/readers/reader.ts";
import { READERS } from "../../../../provider/view/readers/readers.ts";

const page = readFileSync("docs/consumers.md", "utf8");

/** The rows of the table below a heading, with its head. */
const tableOf = (heading: string): readonly (readonly string[])[] => {
    const [, section = ""] = new RegExp(`^## ${heading}\\n([\\s\\S]*?)^## `, "m").exec(page) ?? [];
    const rows = section.split("\n").filter((line) => line.startsWith("|"));
    return rows.filter((_, index) => index !== 1).map((row) => row.slice(2, -2).split(" | "));
};

describe("docs/consumers.md", () => {
    it("says what readers look for as the data has it", () => {
        const rows = READERS.flatMap(({ name, searches }) =>
            searches.map(({ device, label, fileSystem, version }) => [
                device === "" ? name : `${name}, ${device}`,
                label.text,
                fileSystem.text,
                version.text,
            ]),
        );
        expect(tableOf("What they look for")).toEqual([
            ["reader", "label", "file system", "version of the metadata"],
            ...rows,
        ]);
    });

    it("says what readers use as the data has it", () => {
        const rows = READERS.map(({ name, uses }) => [name, ...USED_INPUTS.map((input) => uses[input].text)]);
        expect(tableOf("What they use")).toEqual([["reader", ...USED_INPUTS.map((input) => `\`${input}\``)], ...rows]);
    });
});

/** Words of the table for what user data can be. */
const WORDS: Readonly<Partial<Record<Content, string>>> = {
    cloudConfig: "cloud-config",
    script: "scripts",
    bootHook: "boot hooks",
    include: "includes",
    partHandler: "part handlers",
    template: "templates",
    mime: "MIME",
    gzip: "gzip",
    ignition: "an Ignition config",
    talos: "a Talos configuration",
};

describe("the data of readers", () => {
    it("has no other use of an input than the rules that warn of unread inputs", () => {
        for (const { name, uses } of READERS) {
            const ignored = USED_INPUTS.filter((input) => !uses[input].isUsed);
            const inputs = Object.keys(unreadBy(name));
            expect(ignored, name).toEqual(expect.arrayContaining(inputs));
        }
        expect(READERS.filter(({ name }) => Object.keys(unreadBy(name)).length > 0).map(({ name }) => name)).toEqual([
            "cloudbase-init",
            "Ignition",
            "Afterburn",
        ]);
    });

    it("says in words what it says in lists", () => {
        for (const { name, searches, uses } of READERS) {
            for (const [content, word] of Object.entries(WORDS)) {
                expect(uses.userData.contents.map(String).includes(content), `${name}: ${content}`).toBe(
                    uses.userData.text.includes(word),
                );
            }
            for (const { fileSystem, version } of searches) {
                expect(version.text).toContain(version.dates.at(-1) ?? "latest");
                const isAny = fileSystem.text === "any that mounts";
                const named = (["iso9660", "vfat"] as const).filter(
                    (format) => isAny || fileSystem.text.includes(format),
                );
                expect(fileSystem.formats, name).toEqual(named);
            }
            for (const input of USED_INPUTS)
                expect(/^(no\b|on KubeVirt only)/.test(uses[input].text)).toBe(!uses[input].isUsed);
        }
    });
});
