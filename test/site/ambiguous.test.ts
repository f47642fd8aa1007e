import { describe, expect, it } from "vitest";
import { ambiguousPages } from "../../site/build/ambiguous.ts";

describe("pages of the built site", () => {
    it("have a name that no folder has", () => {
        const files = ["images.html", "images/demo.svg", "deep/page.html", "deep/page/picture.png", "drive.html"];
        expect(ambiguousPages(files)).toEqual(["images.html", "deep/page.html"]);
    });

    it("can be the index of a folder, and begin as a folder does", () => {
        expect(ambiguousPages(["index.html", "examples/index.html", "examples/cli.html", "cli-images.html"])).toEqual(
            [],
        );
    });
});
