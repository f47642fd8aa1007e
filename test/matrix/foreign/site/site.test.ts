import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorCodes } from "../../../../site/build/errors.ts";
import { LANGUAGES } from "../../../../site/build/languages.ts";
import { makeFolder, removeFolder } from "../../../foreign/support/folder.ts";
import { findTool } from "../../../foreign/support/tools.ts";
import { Sources } from "../../../toolchain/plugin-schema/program.ts";
import { type Build, Copy } from "./copy.ts";
import { serve } from "./server.ts";

const CHROMIUM = findTool("chromium", "chromium");

/** The text of a page, without elements and entities. */
const textOf = (html: string): string =>
    html
        .replaceAll(/<[^>]*>/g, "")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&#39;", "'")
        .replaceAll("&amp;", "&");

describe("the site", { timeout: 600_000 }, () => {
    let folder: string;
    let copy: Copy;
    let built: Build;
    const read = (page: string): string => readFileSync(copy.path(`site/dist/${page}`), "utf8");
    const hasAnchor = (html: string, anchor: string): boolean => html.includes(` id="${anchor}"`);

    beforeAll(() => {
        folder = makeFolder();
        copy = new Copy(folder);
        built = copy.build();
    }, 600_000);
    afterAll(() => removeFolder(folder));

    it("is built without a network", () => {
        expect(built.output).toContain("The site is in site/dist.");
        expect(built.code).toBe(0);
    });

    it("has a page for each guide", () => {
        const guides = globSync("docs/[a-z]*.md").map((path) => path.slice("docs/".length, -".md".length));
        const pages = globSync("*.html", { cwd: copy.path("site/dist") }).map((path) => path.slice(0, -".html".length));
        expect(guides.length).toBeGreaterThan(20);
        expect(guides.filter((name) => name !== "installation-configuration" && !pages.includes(name))).toEqual([]);
        expect(pages).not.toContain("installation-configuration");
    });

    it("describes every argument of a drive, with its default", () => {
        const names = new Sources().membersOf("sdk/config-drive.ts", "ConfigDriveArgs").map(({ name }) => name);
        const page = read("reference/arguments.html");
        const sections = new Map(
            page.split("<h3 ").map((section) => [/^id="([^"]*)"/.exec(section)?.[1] ?? "", textOf(section)]),
        );
        expect(names.length).toBeGreaterThan(40);
        for (const name of names) {
            expect(sections.get(name.toLowerCase()), name).toMatch(/Type: /);
            expect(sections.get(name.toLowerCase()), name).toMatch(/Default: \S/);
        }
        expect(sections.get("userdata")).toContain("user_data in Python, UserData in Go and C#");
    });

    it("has every name that the package exports in the reference", () => {
        const source = readFileSync("sdk/index.ts", "utf8").replaceAll(/^export \{|^export type|from ".*"/gm, "");
        const names = [...source.matchAll(/\b([A-Za-z]{4,})\b(?=\s*[,}])/g)].map(([, name = ""]) => name);
        const pages = globSync("reference/*.html", { cwd: copy.path("site/dist") }).map(read);
        const headings = pages.flatMap((page) => [...page.matchAll(/<h[12] id="([^"]*)"/g)].map(([, id]) => id));
        expect(names.length).toBeGreaterThan(50);
        const isThere = (name: string): boolean => headings.includes(name.toLowerCase()) || name === "ConfigDriveArgs";
        expect(names.filter((name) => !isThere(name))).toEqual([]);
    });

    it("has an address for every error code", () => {
        const [, union = ""] =
            /export type ErrorCode =([^;]*);/.exec(readFileSync("provider/text/errors.ts", "utf8")) ?? [];
        const codes = [...union.matchAll(/"([a-z-]+)"/g)].map(([, code = ""]) => code);
        const page = read("errors.html");
        expect(codes.length).toBeGreaterThan(10);
        expect(codes.filter((code) => !hasAnchor(page, code))).toEqual([]);
        expect(errorCodes(readFileSync("docs/errors.md", "utf8")).toSorted()).toEqual(codes.toSorted());
    });

    it.each(LANGUAGES)("has the program in $title in its gallery", ({ program }) => {
        const page = textOf(read("examples/languages.html"));
        const lines = readFileSync(`examples/languages/${program}`, "utf8")
            .split("\n")
            .filter((line) => line.trim() !== "" && !/#(end)?region/.test(line));
        expect(lines.length).toBeGreaterThan(15);
        expect(lines.filter((line) => !page.includes(line))).toEqual([]);
    });

    it("shows drives as the command writes them", () => {
        const output = copy.path("bond.html");
        const command = ["cli/config-drive.ts", "show", "examples/drives/bond.yaml", "--output", output];
        execFileSync(process.execPath, command, { stdio: "ignore" });
        expect(read("shown/bond.html")).toBe(readFileSync(output, "utf8"));
        expect(read("drives.html")).toContain('href="./shown/bond.html"');
    });

    it.skipIf(CHROMIUM === undefined)("loads nothing from elsewhere, and its console stays empty", async () => {
        const server = await serve(copy.path("site/dist"));
        const browser = await chromium.launch({ executablePath: CHROMIUM ?? "", args: ["--no-sandbox"] });
        try {
            const noise: string[] = [];
            const page = await browser.newPage();
            page.on("console", (message) => noise.push(message.text()));
            page.on("pageerror", (error) => noise.push(error.message));
            page.on("request", (request) => {
                if (!request.url().startsWith(`${server.address}/`) && !request.url().startsWith("data:"))
                    noise.push(request.url());
            });
            page.on("response", (response) => {
                if (!response.ok()) noise.push(`${response.status()} ${response.url()}`);
            });
            await page.goto(server.address, { waitUntil: "networkidle" });
            expect(await page.locator("h1").innerText()).toContain("Config drives for libvirt guests");
            await page.getByText("Python", { exact: true }).click();
            await page.getByRole("link", { name: "Drives to look at" }).click();
            const drive = page.frameLocator("iframe");
            await drive.getByRole("heading", { name: /^Network \d+ links$/ }).waitFor();
            await page.getByRole("link", { name: "A web server" }).click();
            await page.waitForURL("**/shown/web.html");
            await page.goto(`${server.address}/errors#pool-not-found`, { waitUntil: "networkidle" });
            await page.keyboard.press("Control+k");
            await page.keyboard.type("tray-locked");
            await page.locator(".result").first().waitFor();
            expect(noise).toEqual([]);
        } finally {
            await browser.close();
            server.close();
        }
    });

    it("isn't built with a link to a page that isn't there", () => {
        const { code, output } = copy.buildWith("docs/pools.md", (text) => `${text}\n[gone](nowhere.md)\n`);
        expect(code).toBe(1);
        expect(output).toContain("docs/pools.md: links to nowhere.md, which doesn't exist");
    });

    it("isn't built with a block that is no file of the examples", () => {
        const block = "```python\ndrive = ConfigDrive()\n```\n";
        const { code, output } = copy.buildWith("docs/pools.md", (text) => `${text}\n${block}`);
        expect(code).toBe(1);
        expect(output).toMatch(/docs\/pools\.md:\d+: the block in python is no file of examples/);
    });

    it("isn't built with a link to a heading that isn't there, and leaves no site then", () => {
        const { code, output } = copy.buildWith(
            "docs/pools.md",
            (text) => `${text}\n[a](errors.md#no-such-code) and [b](#nor-this)\n`,
        );
        expect(code).toBe(1);
        expect(output).toContain("pools.html: /errors#no-such-code has no such heading");
        expect(output).toContain("pools.html: #nor-this has no such heading");
        expect(globSync("site/dist/*.html", { cwd: folder })).toEqual([]);
    });

    it("isn't built with a type that an argument uses and the package doesn't export", () => {
        const { code, output } = copy.buildWith("sdk/index.ts", (text) => text.replace("    Timeouts,\n", ""));
        expect(code).toBe(1);
        expect(output).toMatch(/Timeouts, defined in .*, is referenced by ConfigDriveArgs\.timeouts/);
    });
});
