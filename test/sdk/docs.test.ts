import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { CONTENT_KEYS } from "../../provider/spec/parse.ts";
import { anchorOf } from "../../site/build/anchor.ts";
import { guidesIn } from "../../site/build/guides.ts";
import { blocksIn, foreignBlocks, readQuotable, regionsIn, withoutBlocks } from "../../site/build/snippets.ts";
import { run } from "../cli/harness.ts";

const repository = process.cwd();
const read = (path: string): string => readFileSync(join(repository, path), "utf8");
const pages = ["*.md", "docs/*.md", "examples/**/*.md"].flatMap((pattern) => globSync(pattern, { cwd: repository }));
const guides = guidesIn(join(repository, "docs")).map((name) => `docs/${name}.md`);

/** The fenced blocks of a page in one language. */
const blocksOf = (text: string, language: string): readonly string[] =>
    blocksIn(text)
        .filter((block) => block.language === language)
        .map((block) => block.text);

const anchorsOf = (text: string): readonly string[] =>
    [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));

const linksOf = (text: string): readonly string[] =>
    [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);

const isBroken = (page: string, link: string): boolean => {
    // GitHub resolves these from the page of a file: the repository's workflows, whatever its address is.
    if (/^[a-z]+:/.test(link) || /^(\.\.\/){2}actions\//.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : relative(repository, resolve(repository, dirname(page), path));
    if (!existsSync(join(repository, target))) return true;
    return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
};

const quotable = readQuotable(repository);

/** The marked part of a program in any language. */
const regionOf = (path: string): string => regionsIn(read(path))[0] ?? "";

describe("the documentation", () => {
    it("has the pages that it should have", () => {
        const wanted = [
            "adapters",
            "architecture",
            "cli",
            "cli-images",
            "coexistence",
            "compatibility",
            "configuration",
            "consumers",
            "doctor",
            "drive",
            "errors",
            "guest",
            "images",
            "import",
            "languages",
            "libvirt",
            "lifecycle",
            "plugin",
            "pools",
            "reliability",
            "versions",
        ];
        expect(guides).toEqual(wanted.map((name) => `docs/${name}.md`));
    });

    it.each(pages)("has no broken link: %s", (page) => {
        expect(linksOf(read(page)).filter((link) => isBroken(page, link))).toEqual([]);
    });

    it.each(pages)("quotes the examples as they are: %s", (page) => {
        expect(foreignBlocks(read(page), quotable)).toEqual([]);
    });

    it.each(guides)("keeps guides short: %s", (page) => {
        const lines = read(page).split("\n").length - 1;
        expect(lines).toBeGreaterThanOrEqual(40);
        // A table for looking up messages is as long as its rows.
        expect(lines).toBeLessThanOrEqual(page === "docs/errors.md" ? 180 : 150);
    });
});

describe("README.md", () => {
    const text = read("README.md");

    it("stays within 150 lines", () => {
        expect(text.split("\n").length - 1).toBeLessThanOrEqual(150);
    });

    it("shows both commands, and a short program", () => {
        const shell = blocksOf(text, "sh").join("\n");
        expect(shell).toMatch(/^npm run demo\b/m);
        expect(shell).toMatch(/^npm test\b/m);
        const [program = ""] = blocksOf(text, "ts");
        expect(program).toBe(read("examples/readme/index.ts"));
        expect(program.split("\n").length).toBeLessThanOrEqual(30);
    });

    it("links to every guide", () => {
        expect(guides.filter((path) => !linksOf(text).includes(path))).toEqual([]);
    });
});

describe("docs/languages.md", () => {
    const text = read("docs/languages.md");

    it.each([
        ["python", "python/__main__.py"],
        ["go", "go/main.go"],
        ["yaml", "yaml/Pulumi.yaml"],
        ["java", "java/src/main/java/example/App.java"],
        ["csharp", "csharp/Program.cs"],
        ["ts", "typescript/index.ts"],
    ])("shows the drive of the program in %s", (language, program) => {
        const region = regionOf(`examples/languages/${program}`);
        expect(region.split("\n").length).toBeGreaterThan(5);
        expect(blocksOf(text, language)).toEqual([region]);
    });
});

describe("docs/errors.md", () => {
    const [, failures = ""] =
        /^\| message says \| meaning \| what to do \| code \|\n.*\n([\s\S]*?)\n\n/m.exec(read("docs/errors.md")) ?? [];
    const failureRows = failures.split("\n").map((row) => row.split(" | "));

    it("lists every code there is, and no other", () => {
        const [, union = ""] = /export type ErrorCode =([^;]*);/.exec(read("provider/text/errors.ts")) ?? [];
        const codes = [...union.matchAll(/"([a-z-]+)"/g)].map(([, code]) => code);
        const listed = failureRows.map((cells) => {
            expect(cells).toHaveLength(4);
            return /^`([a-z-]+)` \|$/.exec(cells[3] ?? "")?.[1];
        });
        expect([...new Set(listed)].toSorted()).toEqual(codes.toSorted());
        expect(codes.length).toBeGreaterThan(10);
    });

    it("quotes messages as the program words them, each row another", () => {
        const firsts = failureRows.map(([first = ""]) => first);
        expect(new Set(firsts).size).toBe(firsts.length);
        const source = globSync("provider/**/*.ts", { cwd: repository }).map(read).join("\n");
        for (const first of firsts) {
            const quotes = [...first.matchAll(/`([^`]+)`/g)].map(([, quote = ""]) => quote);
            expect(quotes).not.toEqual([]);
            // Capitals stand for what a run fills in.
            const parts = quotes.flatMap((quote) => quote.split(/\b[A-Z]+\b/)).filter((part) => /[a-z]/.test(part));
            expect(parts.filter((part) => !source.includes(part))).toEqual([]);
        }
    });

    it("quotes reasons as the program gives them", () => {
        const [, table = ""] = /^\| reason \| what to do \|\n.*\n([\s\S]*?)\n\n/m.exec(read("docs/errors.md")) ?? [];
        // Without the path or the line that comes before a reason, and without what a user's own input fills in.
        const quotes = [...table.matchAll(/^\| `(?:[\w.]+: |line \d+: (?:users\S+ )?)?([^`…]+)/gm)].map(
            ([, text = ""]) => text.trim(),
        );
        expect(quotes.length).toBeGreaterThan(5);
        const source = globSync("provider/{spec,check,sources}/**/*.ts", { cwd: repository }).map(read).join("\n");
        expect(quotes.filter((quote) => !source.includes(quote))).toEqual([]);
    });
});

describe("docs/compatibility.md", () => {
    it("shows the provider's text as stacks have it", () => {
        const [text] = blocksOf(read("docs/compatibility.md"), "js");
        expect(text).toBe(read("test/pulumi/fixtures/provider-text-0.1.0.js"));
    });
});

describe("docs/cli.md and docs/cli-images.md", () => {
    const text = read("docs/cli.md");
    const images = read("docs/cli-images.md");

    it("names every key of the inputs", () => {
        expect(CONTENT_KEYS.filter((key) => !text.includes(`\`${key}\``))).toEqual([]);
    });

    it("names every command and option", async () => {
        const [, ...sections] = `${text}\n${images}`.split(/^## /m);
        for (const command of ["check", "build", "inspect", "cat", "extract", "diff", "show"]) {
            const { code, out } = await run([command, "--help"]);
            expect(code).toBe(0);
            const section = sections.find((part) => part.startsWith(`${command}\n`)) ?? "";
            expect(section).not.toBe("");
            const options = [...out.matchAll(/--[a-z]+/g)].map(([option]) => option);
            expect(options.filter((option) => option !== "--help" && !section.includes(option))).toEqual([]);
        }
    });

    it("shows the inputs that are in the examples", () => {
        expect(blocksOf(text, "json")).toEqual([read("examples/cli/inputs.json")]);
    });

    it("shows what build prints for them", async () => {
        const { code, bytes } = await run(["build", "examples/cli/inputs.json", "--output", "-"]);
        expect(code).toBe(0);
        const digest = createHash("sha256").update(bytes).digest("hex");
        expect(text).toContain(`\ndrive.iso: ${bytes.length} bytes, sha256 ${digest}\n`);
    });
});
