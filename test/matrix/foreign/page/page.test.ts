import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderPage } from "../../../../provider/page/page.ts";
import { CHROMIUM, openAll, overhang, useBrowser } from "../../../foreign/support/browser.ts";
import { flawsOf, measureDiagram } from "../../../foreign/support/diagram.ts";
import { expectHarmless } from "../../../foreign/support/harm.ts";
import { anyNetwork, anyView } from "../../../provider/page/hostile.ts";
import { broken, changedServer, emptyView, host, ignition, server, windows } from "../../../provider/page/views.ts";

const PAGES: Readonly<Record<string, () => string>> = {
    "a server": () => renderPage(server()),
    "a server with secrets": () => renderPage(server(true)),
    "a host with 40 links": () => renderPage(host()),
    Windows: () => renderPage(windows()),
    Ignition: () => renderPage(ignition()),
    "inputs that make no drive": () => renderPage(broken()),
    "two servers": () => renderPage(server(), changedServer()),
    "two servers with secrets": () => renderPage(server(true), changedServer(true)),
    "a server and a host": () => renderPage(server(), host()),
    "a drive and none": () => renderPage(windows(), broken()),
};

describe.skipIf(CHROMIUM === undefined)("every page in a browser", () => {
    const open = useBrowser();

    for (const [name, render] of Object.entries(PAGES)) {
        for (const colorScheme of ["light", "dark"] as const) {
            it.each([400, 1280])(
                `of ${name} in ${colorScheme} is quiet, accessible and fits at %d px`,
                async (width) => {
                    const { page, noise, violations, close } = await open(render(), {
                        colorScheme,
                        viewport: { width, height: 900 },
                    });
                    expect(await violations()).toEqual([]);
                    await openAll(page);
                    expect(await violations()).toEqual([]);
                    expect(await overhang(page)).toBe(0);
                    expect(await noise()).toEqual([]);
                    await close();
                },
            );
        }
    }

    it("shows any drive's texts as they are, and runs none of them", async () => {
        const drives = fc.asyncProperty(anyView, async (view) => {
            const { page, noise, close } = await open(renderPage(view));
            await expectHarmless(page, view);
            expect(await noise()).toEqual([]);
            await close();
        });
        await fc.assert(drives, { numRuns: 100, interruptAfterTimeLimit: 90_000 });
    });

    it("shows any two drives' texts as they are, and runs none of them", async () => {
        const drives = fc.asyncProperty(anyView, anyView, async (left, right) => {
            const { page, noise, close } = await open(renderPage(left, right));
            await expectHarmless(page, emptyView);
            expect(await noise()).toEqual([]);
            await close();
        });
        await fc.assert(drives, { numRuns: 50, interruptAfterTimeLimit: 90_000 });
    });

    it("draws any network so that no box covers another and no text leaves its box", async () => {
        const networks = fc.asyncProperty(anyNetwork, async (network) => {
            const { page, close } = await open(renderPage({ ...emptyView, network }));
            expect(flawsOf(await measureDiagram(page))).toEqual([]);
            await close();
        });
        await fc.assert(networks, { numRuns: 60, interruptAfterTimeLimit: 90_000 });
    });
});
