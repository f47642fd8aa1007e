/// <reference lib="dom" />
import { describe, expect, it } from "vitest";
import { renderPage } from "../../../provider/page/page.ts";
import { changedServer, host, server } from "../../provider/page/views.ts";
import { CHROMIUM, openAll, overhang, useBrowser } from "../support/browser.ts";
import { flawsOf, measureDiagram } from "../support/diagram.ts";

describe.skipIf(CHROMIUM === undefined)("the page of a drive in a browser", () => {
    const open = useBrowser();

    it("shows every section, loads nothing and says nothing", async () => {
        const { page, noise, close } = await open(renderPage(server()));
        expect(await page.title()).toBe("web-1.iso · config drive");
        expect(await page.locator("h1").textContent()).toBe("web-1.iso");
        expect(await page.locator("main h2").allTextContents()).toEqual([
            "Problems and warnings",
            "The guest",
            "Access 2 keys",
            "User data 2 parts",
            "Packages and files 2 files",
            "Network 1 link",
            "The drive 32 files",
            "Readers",
        ]);
        for (const text of ["web-1.example.org", "/etc/motd", "Europe/Zurich", "prometheus-node-exporter"]) {
            expect(await page.locator("main").getByText(text).first().isVisible(), text).toBe(true);
        }
        expect(await page.locator(".hljs-attr").count()).toBeGreaterThan(5);
        expect(await noise()).toEqual([]);
        await close();
    });

    it.each(["light", "dark"] as const)(
        "has nothing in %s that axe objects to, with all of it open",
        async (colorScheme) => {
            const { page, noise, violations, close } = await open(renderPage(server(true), changedServer(true)), {
                colorScheme,
            });
            await openAll(page);
            expect(await violations()).toEqual([]);
            expect(await noise()).toEqual([]);
            await close();
        },
    );

    it.each([
        [1, server],
        [40, host],
    ] as const)("draws %d links so that all can be read", async (links, view) => {
        const { page, close } = await open(renderPage(view()));
        const diagram = await measureDiagram(page);
        expect(diagram.boxes.length).toBeGreaterThan(links);
        expect(diagram.wires).toBeGreaterThan(0);
        expect(flawsOf(diagram)).toEqual([]);
        await close();
    });

    it("is read with the keyboard alone", async () => {
        const { page, close } = await open(renderPage(server(true)));
        const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
        await page.keyboard.press("Tab");
        expect(await focused()).toBe("Skip to content");
        expect(await page.locator(".skip").isVisible()).toBe(true);
        await page.keyboard.press("Enter");
        expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
        await page.keyboard.press("Tab");
        expect(await focused()).toMatch(/^Access/);
        await page.keyboard.press("Enter");
        expect(page.url()).toMatch(/#finding-1$/);
        const secret = page.locator("details.secret").first();
        await secret.locator("summary").focus();
        expect(await page.getByText("tulip-harbour-91").isVisible()).toBe(false);
        await page.keyboard.press("Enter");
        expect(await page.getByText("tulip-harbour-91").isVisible()).toBe(true);
        await close();
    });

    it("opens all but the secrets at once", async () => {
        const { page, close } = await open(renderPage(server(true)));
        await page.getByRole("button", { name: "Expand all" }).click();
        expect(await page.locator("main details:not(.secret):not([open])").count()).toBe(0);
        expect(await page.locator("main details.secret[open]").count()).toBe(0);
        await page.getByRole("button", { name: "Collapse all" }).click();
        expect(await page.locator("main details[open]").count()).toBe(0);
        await close();
    });

    it("works without script", async () => {
        const { page, close } = await open(renderPage(server(true)), { javaScriptEnabled: false });
        await page.getByRole("link", { name: "Network" }).first().click();
        expect(page.url()).toMatch(/#finding-2$|#network$/);
        await page.getByText("9 more folders with the same files").click();
        expect(await page.getByText("2012-08-10/").isVisible()).toBe(true);
        expect(await page.getByRole("button").count()).toBe(0);
        await close();
    });

    it("prints all but the secrets, also if they are open", async () => {
        const { page, close } = await open(renderPage(server(true)));
        await openAll(page);
        const secrets = ["tulip-harbour-91", "violet-anchor-17"];
        for (const secret of secrets) expect(await page.getByText(secret).first().isVisible()).toBe(true);
        await page.emulateMedia({ media: "print" });
        for (const secret of secrets) expect(await page.getByText(secret).first().isVisible()).toBe(false);
        expect(await page.getByText("web-1.example.org").first().isVisible()).toBe(true);
        await page.evaluate(() => {
            for (const each of document.querySelectorAll("details")) each.open = false;
        });
        expect(await page.getByText("2012-08-10/").isVisible()).toBe(true);
        await close();
    });

    it("fits into a narrow window", async () => {
        const { page, close } = await open(renderPage(server(true), changedServer(true)), {
            viewport: { width: 400, height: 800 },
        });
        expect(await overhang(page)).toBe(0);
        await openAll(page);
        expect(await overhang(page)).toBe(0);
        await close();
    });

    it("marks what differs by words, not by colour alone", async () => {
        const { page, close } = await open(renderPage(server(), changedServer()));
        expect(await page.locator("#guest .is-changed dt").allTextContents()).toEqual([
            expect.stringContaining("Availability zone"),
            expect.stringContaining("Administrator's password"),
        ]);
        expect(await page.locator("#guest .is-changed").first().innerText()).toMatch(
            /rack-7[\s\S]*rack-9[\s\S]*changed/,
        );
        expect(await page.locator("#user-data del").allTextContents()).toContain("−timezone: Europe/Zurich\n");
        expect(await page.locator(".diagram .line-mark").allTextContents()).toEqual([
            "~ changed",
            "+ added",
            "~ changed",
            "− removed",
            "+ added",
        ]);
        await close();
    });
});
