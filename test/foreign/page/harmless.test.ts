import { describe, expect, it } from "vitest";
import { renderPage } from "../../../provider/page/page.ts";
import { hugeView, NASTY } from "../../provider/page/hostile.ts";
import { emptyGuest, emptyView, fact, network } from "../../provider/page/views.ts";
import { CHROMIUM, useBrowser } from "../support/browser.ts";
import { expectHarmless } from "../support/harm.ts";

describe.skipIf(CHROMIUM === undefined)("the page of a hostile image in a browser", () => {
    const open = useBrowser();

    it("shows names and contents that look like markup as they are, and runs none of them", async () => {
        const texts = NASTY.filter((text) => text.trim() !== "");
        const view = {
            ...emptyView,
            name: texts.join(""),
            guest: {
                ...emptyGuest,
                facts: texts.map((text, index) => fact(`${index} ${text}`, text, text)),
                packages: texts,
                userData: texts.map((text) => ({
                    place: text,
                    kind: { name: text, language: "xml" as const },
                    size: 1,
                    digest: text,
                    outline: text,
                    text: undefined,
                    failure: text,
                })),
            },
            network: {
                links: texts.map((text) => ({
                    id: text,
                    kind: "nic" as const,
                    type: text,
                    mac: text,
                    mtu: 1,
                    below: [],
                    remarks: [text],
                })),
                networks: texts.map((text) => network(text, text, { address: text, gateway: text, dns: [text] })),
                dns: texts,
                omitted: 0,
            },
        };
        const { page, noise, close } = await open(renderPage(view));
        await expectHarmless(page, view);
        expect(await noise()).toEqual([]);
        await close();
    });

    it("opens a page of 10,000 files", async () => {
        const { guest, tree } = hugeView('"><script>alert(1)</script>');
        const { files } = guest;
        const { page, noise, close } = await open(renderPage({ ...emptyView, guest: { ...emptyGuest, files }, tree }));
        expect(await page.getByText(/more files? not shown/).count()).toBeGreaterThan(1);
        expect(await noise()).toEqual([]);
        await close();
    });

    it("would be noticed", async () => {
        const harmful =
            "<script>console.log('script'); alert(1); location.href = 'http://192.0.2.1/'</script><img src='http://192.0.2.1/a.png'>";
        const { page, noise, close } = await open(`<!doctype html><title>x</title>${harmful}`);
        await page.waitForLoadState("domcontentloaded");
        const seen = await noise();
        expect(seen).toContain("log: script");
        expect(seen).toContain("dialog: 1");
        expect(seen).toContain("request: http://192.0.2.1/");
        await close();
        const blocked = await open(
            `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">${harmful}`,
        );
        expect(await blocked.noise()).toContainEqual(expect.stringMatching(/^script-src-elem inline/));
        expect(await blocked.violations()).toContainEqual(expect.stringMatching(/^document-title/));
        await blocked.close();
    });
});
