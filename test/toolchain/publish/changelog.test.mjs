import { describe, expect, it } from "vitest";
import { getDependencyReleaseLine, getReleaseLine, withoutKinds } from "./changelog.mjs";

describe("a note", () => {
    it("of bullets stays as it is, without a commit or a name", () => {
        const summary = "- One, and\n  long.\n- Two.";
        expect(getReleaseLine({ summary, commit: "abc1234", id: "brave-cats" })).toBe(`${summary}\n`);
    });

    it("of plain text becomes a bullet", () => {
        expect(getReleaseLine({ summary: "One, and\nlong.\n" })).toBe("- One, and\n  long.\n");
    });

    it("is never about a dependency", () => {
        expect(getDependencyReleaseLine()).toBe("");
    });
});

describe("the changelog", () => {
    it("has the bullets right below the version", () => {
        const written =
            "# Changelog\n\nIntro.\n\n## 1.0.0\n\n### Major Changes\n\n- A, and\n  long.\n\n### Minor Changes\n\n- B.\n- C.\n\n" +
            "### Patch Changes\n\n- D.\n\n## 0.2.0\n\n- Old.\n";
        expect(withoutKinds(written)).toBe(
            "# Changelog\n\nIntro.\n\n## 1.0.0\n\n- A, and\n  long.\n- B.\n- C.\n- D.\n\n## 0.2.0\n\n- Old.\n",
        );
    });

    it("keeps its other text", () => {
        const kept = "# Changelog\n\nIntro.\n\n## 0.1.0\n\nThe first version.\n\n- A.\n- B.\n";
        expect(withoutKinds(kept)).toBe(kept);
    });
});
