/// <reference lib="dom" />
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { makeFolder, removeFolder } from "./folder.ts";
import { findTool } from "./tools.ts";

/** A real browser, or undefined if there is none. */
export const CHROMIUM: string | undefined = findTool("chromium", "chromium");

/** A page of ours in the browser. */
export interface OpenPage {
    readonly page: Page;
    /** All that a page must not do: messages, errors, dialogs, requests besides the file, violations of its policy. */
    readonly noise: () => Promise<readonly string[]>;
    /** What axe finds, with the elements. */
    readonly violations: () => Promise<readonly string[]>;
    readonly close: () => Promise<void>;
}

/** Opens a text as an HTML file. */
export type OpenText = (text: string, options?: BrowserContextOptions) => Promise<OpenPage>;

/** What runs in a page before the page's own script, if it has leave to. */
const watchPolicy = (): void => {
    const seen: string[] = [];
    Object.assign(globalThis, { refused: seen });
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
        seen.push(`${violatedDirective} ${blockedURI}`);
    });
};

const openIn = async (browser: Browser, path: string, options: BrowserContextOptions): Promise<OpenPage> => {
    const context = await browser.newContext({ offline: true, ...options });
    const page = await context.newPage();
    const seen: string[] = [];
    page.on("console", (message) => seen.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => seen.push(`error: ${error.message}`));
    page.on("dialog", (dialog) => {
        seen.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
    });
    const address = `file://${path}`;
    page.on("request", (request) => {
        if (request.url() !== address && request.url() !== "data:,") seen.push(`request: ${request.url()}`);
    });
    page.on("framenavigated", (frame) => {
        if (!frame.url().startsWith(address)) seen.push(`went to: ${frame.url()}`);
    });
    const hasScript = options.javaScriptEnabled !== false;
    if (hasScript) await page.addInitScript(watchPolicy);
    await page.goto(address);
    return {
        page,
        noise: async () => [...seen, ...(hasScript ? await page.evaluate<string[]>("[...globalThis.refused]") : [])],
        violations: async () => {
            const { violations } = await new AxeBuilder({ page }).analyze();
            return violations.flatMap(({ id, nodes }) =>
                nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
            );
        },
        close: () => context.close(),
    };
};

/** Starts a browser for the tests of a file. */
export const useBrowser = (): OpenText => {
    let browser: Browser | undefined;
    let folder = "";
    let count = 0;
    beforeAll(async () => {
        folder = makeFolder();
        if (CHROMIUM === undefined) return;
        // As root, and in a container, its sandbox doesn't start.
        browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    });
    afterAll(async () => {
        await browser?.close();
        removeFolder(folder);
    });
    return (text, options = {}) => {
        if (browser === undefined) throw new Error("the browser isn't open");
        const path = join(folder, `page-${++count}.html`);
        writeFileSync(path, text);
        return openIn(browser, path, options);
    };
};

/** Opens everything that can be opened. */
export const openAll = (page: Page): Promise<void> =>
    page.evaluate(() => {
        for (const each of document.querySelectorAll("details")) each.open = true;
    });

/** How many pixels of the page are beyond the window's right edge. */
export const overhang = (page: Page): Promise<number> =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
