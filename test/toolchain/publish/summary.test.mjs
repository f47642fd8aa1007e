import { describe, expect, it } from "vitest";
import { summarise } from "./summary.mjs";

const complete = {
    version: "1.2.3",
    tag: "v1.2.3",
    repository: "owner/name",
    parts: { package: ["5 files", "1 kB"], plugin: ["for linux"], site: ["9 files"] },
    files: [{ name: "a.tgz", size: 12 }],
    missing: [],
    pending: [],
};

describe("the summary", () => {
    it("says what goes where, and that nothing is left", () => {
        const text = summarise(complete);
        expect(text).toContain("\nFrom owner/name.\n");
        expect(text).toContain("\n| package | npm, as pulumi-config-drive@1.2.3, with provenance | 5 files; 1 kB |\n");
        expect(text).toContain("\n| plugin | the release v1.2.3 on GitHub | for linux |\n");
        expect(text).toContain("\n| site | GitHub Pages | 9 files |\n");
        expect(text).toContain("\n- a.tgz (12 bytes)\n");
        expect(text).not.toContain("## Left");
    });

    it("never hides what wasn't checked, is in no version, or has no tag", () => {
        const text = summarise({
            ...complete,
            tag: undefined,
            repository: undefined,
            missing: ["the site, which was left out"],
            pending: [".changeset/a.md"],
        });
        expect(text).toContain("\nThe package names no repository, since `--repository` isn't set");
        expect(text.slice(text.indexOf("## Left to do"))).toBe(
            [
                "## Left to do",
                "",
                "- Not checked: the site, which was left out.",
                '- Not in this version: .changeset/a.md. "npm run version" makes the version that has it.',
                "- No tag: the commit would need v1.2.3.",
                "",
            ].join("\n"),
        );
    });
});
