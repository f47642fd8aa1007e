import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { LANGUAGES } from "../../site/build/languages.ts";
import { REGISTRY_PAGES } from "../../site/build/registry/pages.ts";
import { registryPages } from "../../site/build/registry/write.ts";
import { readSchema } from "../../site/build/schema.ts";

const root = process.cwd();
const pages = registryPages(root);

describe("the pages for Pulumi's registry", () => {
    it.each(REGISTRY_PAGES)("docs/%s is what npm run generate:registry makes", (page) => {
        expect(readFileSync(`docs/${page}`, "utf8")).toBe(pages[page]);
    });

    it("are the same in every repository's workflow", () => {
        vi.stubEnv("GITHUB_REPOSITORY", "owner/fork");
        try {
            expect(registryPages(root)).toEqual(pages);
        } finally {
            vi.unstubAllEnvs();
        }
    });

    it("leave no trace of links that they can't have", () => {
        for (const text of Object.values(pages)) expect(text).not.toMatch(/\(docs\/|: changed content\./);
    });

    it("require the CLI, not the npm package", () => {
        for (const text of Object.values(pages)) {
            expect(text).toMatch(/the Pulumi CLI 3\.\d+ or newer/);
            expect(text).not.toContain("`@pulumi/pulumi` 3");
        }
    });

    it.each([
        ["_index.md", "package"],
        ["installation-configuration.md", "installation"],
    ])("%s starts with the front matter that the registry reads", (page, layout) => {
        const [, front = ""] = /^---\n([\s\S]*?)\n---\n/.exec(pages[page] ?? "") ?? [];
        expect(front.split("\n").map((line) => line.replace(/: .*/, ""))).toEqual(["title", "meta_desc", "layout"]);
        expect(front).toMatch(new RegExp(`^layout: ${layout}$`, "m"));
    });

    it("have a program in each language, and close what they open", () => {
        const index = pages["_index.md"] ?? "";
        for (const { fence } of LANGUAGES)
            expect(index).toContain(`{{% choosable language ${fence} %}}\n\n\`\`\`${fence}\n`);
        expect(index.match(/\{\{% \/choosable %\}\}/g)).toHaveLength(LANGUAGES.length);
        expect(index).not.toContain("#region");
    });

    it("list every setting of the provider, with its default", () => {
        const rows = (pages["installation-configuration.md"] ?? "").match(/^\| `config-drive:\w+` \|.*$/gm) ?? [];
        expect(rows).toHaveLength(Object.keys(readSchema(root).config.variables).length);
        expect(rows.filter((row) => !row.includes("Default: "))).toEqual([]);
    });

    it("have no link to files that the registry doesn't have", () => {
        for (const text of Object.values(pages)) expect(text).not.toMatch(/\]\((?!https:|#)/);
    });
});
