import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHROMIUM } from "../../../foreign/support/browser.ts";
import { makeFolder, removeFolder } from "../../../foreign/support/folder.ts";
import { SCREENSHOTS, takeScreenshots } from "../../../toolchain/screenshots/screenshots.ts";

const KEPT = join(import.meta.dirname, "..", "..", "..", "..", "docs", "images");
const MAX_SIZE = 150_000;

describe.skipIf(CHROMIUM === undefined)("npm run generate:screenshots", () => {
    it("takes those that the documentation has", async () => {
        const folder = makeFolder();
        try {
            await takeScreenshots(CHROMIUM ?? "", folder);
            const names = SCREENSHOTS.map(({ name }) => name).sort();
            expect(readdirSync(folder).sort()).toEqual(names);
            expect(
                readdirSync(KEPT)
                    .filter((name) => name.startsWith("show-"))
                    .sort(),
            ).toEqual(names);
            for (const name of names) expect(statSync(join(KEPT, name)).size, name).toBeLessThan(MAX_SIZE);
        } finally {
            removeFolder(folder);
        }
    });
});
