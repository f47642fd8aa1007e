import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const ROOT = join(import.meta.dirname, "..", "..", "..");

/** A picture of a page of `config-drive show`. */
export interface Screenshot {
    /** In `docs/images`. */
    readonly name: string;
    /** The drives on the page: inputs in `examples`. */
    readonly inputs: readonly string[];
    readonly colorScheme: "light" | "dark";
    /** What of the page is in it; the top of it if undefined. */
    readonly element?: string;
    readonly width: number;
    readonly height: number;
}

const WEB = "examples/drives/web.yaml";

/** Those in the documentation. */
export const SCREENSHOTS: readonly Screenshot[] = [
    { name: "show-light.png", inputs: [WEB], colorScheme: "light", width: 1180, height: 1500 },
    { name: "show-dark.png", inputs: [WEB], colorScheme: "dark", width: 1180, height: 1500 },
    {
        name: "show-network.png",
        inputs: ["examples/drives/hypervisor.json"],
        colorScheme: "light",
        element: ".diagram",
        width: 1280,
        height: 900,
    },
    {
        name: "show-diff.png",
        inputs: [WEB, "examples/drives/web-next.yaml"],
        colorScheme: "light",
        width: 1180,
        height: 1900,
    },
];

/** Runs the command as a user does. */
const showDrive = (inputs: readonly string[], output: string): void => {
    const program = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "cli/config-drive.ts"];
    execFileSync(process.execPath, [...program, "show", ...inputs, "--output", output], { cwd: ROOT });
};

const takeOne = async (browser: Browser, address: string, shot: Screenshot, path: string): Promise<void> => {
    const { colorScheme, element, width, height } = shot;
    const context = await browser.newContext({ offline: true, colorScheme, viewport: { width, height } });
    const page = await context.newPage();
    await page.goto(address);
    if (element === undefined) await page.screenshot({ path });
    else await page.locator(element).screenshot({ path });
    await context.close();
    // Chromium's are three times as large.
    execFileSync("pngquant", ["--quality", "70-95", "--speed", "1", "--strip", "--force", "--output", path, path]);
};

/** Takes all of them, into a folder. */
export const takeScreenshots = async (executablePath: string, folder: string): Promise<void> => {
    const pages = mkdtempSync(join(tmpdir(), "config-drive-pages-"));
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    try {
        for (const shot of SCREENSHOTS) {
            const page = join(pages, `${shot.name}.html`);
            showDrive(shot.inputs, page);
            await takeOne(browser, `file://${page}`, shot, join(folder, shot.name));
        }
    } finally {
        await browser.close();
        rmSync(pages, { recursive: true });
    }
};
