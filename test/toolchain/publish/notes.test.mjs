import { describe, expect, it } from "vitest";
import { releaseNotes, sectionOf } from "./notes.mjs";

const changelog = "# Changelog\n\nIntro.\n\n## 0.2.0\n\n- New, and\n  long.\n\n## 0.1.0\n\nThe first.\n";

describe("a version's section", () => {
    it("is the text below its heading", () => {
        expect(sectionOf(changelog, "0.2.0")).toBe("- New, and\n  long.");
        expect(sectionOf(changelog, "0.1.0")).toBe("The first.");
    });

    it("is none for a version that isn't there, or only begins alike", () => {
        for (const version of ["0.3.0", "0.2", "0.2.0-rc.1", ""]) expect(sectionOf(changelog, version)).toBeUndefined();
    });
});

describe("the notes of a release", () => {
    it("join the lines of a bullet, which GitHub would break", () => {
        expect(releaseNotes("- New, and\n  long.\n- More.", "v1.0.0", undefined)).toBe("- New, and long.\n- More.\n");
    });

    it("link to the files of the tag", () => {
        const text = "- A ([docs/a.md](docs/a.md#b)), [there](https://example.com/x).";
        expect(releaseNotes(text, "v1.0.0", "o/r")).toBe(
            "- A ([docs/a.md](https://github.com/o/r/blob/v1.0.0/docs/a.md#b)), [there](https://example.com/x).\n",
        );
    });
});
