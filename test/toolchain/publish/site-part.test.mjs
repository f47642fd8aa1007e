import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { siteBase, sitePart } from "./site-part.mjs";

describe("the site", () => {
    it("is made for its path on GitHub Pages", () => {
        expect(siteBase("owner/name")).toBe("/name/");
        expect(siteBase("owner/owner.github.io")).toBe("/");
        expect(siteBase("")).toBe("/pulumi-config-drive/");
    });

    it("isn't left out silently", async () => {
        const release = { manifest: { scripts: {} }, repository: undefined, env: {} };
        await expect(sitePart(tmpdir(), release)).rejects.toThrow(/no "npm run docs".*--without-site$/);
    });
});
