import { describe, expect, it } from "vitest";
import { disagreements } from "./agreement.mjs";

const agreeing = {
    manifest: { version: "1.2.3" },
    lock: { version: "1.2.3" },
    schema: { version: "1.2.3" },
    code: 'export const VERSION = "1.2.3";\n',
    changelog: "# Changelog\n\n## 1.2.3\n\n- New.\n\n## 1.2.2\n\n- Old.\n",
    texts: { "docs/plugin.md": "pulumi plugin install resource config-drive 1.2.3\n" },
};

describe("the version", () => {
    it("is agreed on by all files, with its tag and without one", () => {
        expect(disagreements(agreeing)).toEqual([]);
        expect(disagreements({ ...agreeing, tag: "v1.2.3" })).toEqual([]);
    });

    it.each([
        [
            { tag: "v1.2.4" },
            /^The tag is v1\.2\.4, but package\.json's version is 1\.2\.3\. Tag the commit v1\.2\.3\.$/,
        ],
        [{ tag: "1.2.3" }, /^The tag is 1\.2\.3/],
        [{ lock: { version: "1.2.2" } }, /^package-lock\.json has version 1\.2\.2, package\.json 1\.2\.3\. Run /],
        [{ schema: { version: "1.2.2" } }, /^plugin\/schema\.json has version 1\.2\.2/],
        [
            { texts: { "docs/a.md": "config-drive 1.2.2, config-drive 1.2.3" } },
            /^docs\/a\.md has version 1\.2\.2 and 1\.2\.3,/,
        ],
        [{ texts: { "docs/a.md": "" } }, /^docs\/a\.md has version undefined, package\.json 1\.2\.3\. Run /],
        [{ code: "" }, /^provider\/model\/version\.ts has version undefined/],
        [{ changelog: "# Changelog\n\n## 1.2.2\n\n- Old.\n" }, /^CHANGELOG\.md has no notes for 1\.2\.3/],
        [{ changelog: "# Changelog\n\n## 1.2.3\n\n## 1.2.2\n\n- Old.\n" }, /^CHANGELOG\.md has no notes for 1\.2\.3/],
    ])("is contradicted by %j", (changed, said) => {
        expect(disagreements({ ...agreeing, ...changed })).toEqual([expect.stringMatching(said)]);
    });

    it.each(["1.2.3-rc.1", "1.2", "1.2.3+5", "v1.2.3"])("can't be %s", (version) => {
        const found = disagreements({ ...agreeing, manifest: { version }, tag: `v${version}` });
        expect(found[0]).toMatch(/^Version \S+ isn't of the form 1\.2\.3\. /);
    });

    it("is contradicted by all that contradicts it, at once", () => {
        expect(disagreements({ ...agreeing, manifest: { version: "2.0.0" }, tag: "v1.2.3" })).toHaveLength(6);
    });
});
