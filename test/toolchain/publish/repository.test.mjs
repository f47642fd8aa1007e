import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../places.mjs";
import { repositoryFields, repositoryOf, withRepositoryLinks } from "./repository.mjs";

const workflow = { GITHUB_ACTIONS: "true", GITHUB_REPOSITORY: "owner/name" };

describe("the repository", () => {
    it("is the workflow's, the chosen one, or none", () => {
        expect(repositoryOf({}, undefined, workflow)).toBe("owner/name");
        expect(repositoryOf({}, "owner/name", {})).toBe("owner/name");
        expect(repositoryOf({}, undefined, {})).toBeUndefined();
    });

    it.each([
        "owner/name",
        "github:owner/name",
        "https://github.com/owner/name",
        { url: "git+https://github.com/owner/name.git" },
    ])("is what package.json declares: %j", (repository) => {
        expect(repositoryOf({ repository }, undefined, {})).toBe("owner/name");
        expect(repositoryOf({ repository }, undefined, workflow)).toBe("owner/name");
    });

    it("is rejected if package.json declares another one", () => {
        expect(() => repositoryOf({ repository: "owner/other" }, undefined, workflow)).toThrow(
            "package.json's repository is owner/other, but this is owner/name. npm requires that both are the same.",
        );
        expect(() => repositoryOf({ repository: "https://example.com/a/b" }, undefined, {})).toThrow(
            "no GitHub repository",
        );
    });

    it.each(["owner", "a/b/c", "https://github.com/a/b", "a/b c"])(
        "is rejected if it has another form: %s",
        (chosen) => {
            expect(() => repositoryOf({}, chosen, {})).toThrow("OWNER/NAME");
        },
    );

    it("is declared as npm compares it, and read again as the same", () => {
        const fields = repositoryFields("owner/name");
        expect(fields.repository.url).toBe("git+https://github.com/owner/name.git");
        expect(repositoryOf(fields, undefined, workflow)).toBe("owner/name");
    });

    it("has the pages that the README on npm leads to", () => {
        const readme = withRepositoryLinks(readFileSync(join(root, "README.md"), "utf8"), "owner/name");
        const badge = "https://github.com/owner/name/actions/workflows/ci.yml";
        expect(readme).toContain(`[![CI](${badge}/badge.svg)](${badge})`);
        expect(readme).not.toContain("](..");
    });
});
