import { describe, expect, it } from "vitest";
import { addressIn, addressOf } from "../../site/build/addresses.ts";
import { relinked } from "../../site/build/links.ts";

const root = process.cwd();
const HOST = "https://example.org/pulumi-config-drive";

const linked = (text: string, page = "docs/drive.md") => relinked(text, page, root, addressIn(undefined));

describe("links on the site", () => {
    it.each([
        ["[a](errors.md)", "[a](/errors)"],
        ["[a](errors.md#inputs)", "[a](/errors#inputs)"],
        ["[a](../README.md#install)", "[a](/start#install)"],
        ["[a](../examples)", "[a](/examples/)"],
        ["[a](../examples/cloud-init/index.ts)", "[a](/examples/cloud-init)"],
        ["[`sdk/args/`](../sdk/args/)", "[`sdk/args/`](/reference/arguments)"],
        ["[a](../SECURITY.md#what-is-not)", "[a](/security#what-is-not)"],
        ["[a](#image)", "[a](#image)"],
        ["[a](https://semver.org)", "[a](https://semver.org)"],
    ])("lead to the site's pages: %s", (text, expected) => {
        expect(linked(text)).toEqual({ text: expected, broken: [] });
    });

    it("to other files lead to the repository's web page, or are text without one", () => {
        const text = "[settings](../vitest.config.mts)";
        expect(linked(text).text).toBe("settings");
        expect(relinked(text, "docs/drive.md", root, addressIn(HOST)).text).toBe(
            `[settings](${HOST}/blob/main/vitest.config.mts)`,
        );
    });

    it.each([
        ["over TCP ([docs/libvirt.md](libvirt.md)).", "over TCP."],
        ["over TCP\n([docs/libvirt.md](libvirt.md)), or", "over TCP, or"],
        ["a new id: [changed content](consumers.md#changed-content).", "a new id."],
        ["a pool ([supported](pools.md), active): [a](pools.md) and b.", "a pool (supported, active): a and b."],
    ])("that only say where to read more are omitted if they lead nowhere: %s", (text, expected) => {
        expect(relinked(text, "docs/drive.md", root, () => undefined).text).toBe(expected);
        expect(linked(text).text).toContain("](/");
    });

    it("to missing files are reported by page and target", () => {
        expect(linked("[a](nothing.md) [b](../examples/none)").broken).toEqual([
            "docs/drive.md: links to nothing.md, which doesn't exist",
            "docs/drive.md: links to ../examples/none, which doesn't exist",
        ]);
    });

    it("of pictures lead to the site's copy, and badges are omitted", () => {
        const badges =
            "[![CI](../../actions/ci.svg)](../../actions) ![npm](https://example.org/npm.svg)\n[![a](https://example.org/a.svg)](LICENSE)\n\n";
        expect(linked(`${badges}![a film](docs/images/demo.svg)`, "README.md")).toEqual({
            text: "![a film](/pictures/demo.svg)",
            broken: [],
        });
        expect(relinked("![a film](docs/images/demo.svg)", "README.md", root, () => undefined).text).toBe("");
    });

    it("in code are no links", () => {
        const text = "`[a](nothing.md)` and ``b `[c](nothing.md)` ``\n\n```\n[d](nothing.md)\n```\n";
        expect(linked(text)).toEqual({ text, broken: [] });
    });

    it("in pages of the root start there", () => {
        expect(linked("[a](docs/errors.md) [b](LICENSE)", "README.md").text).toBe("[a](/errors) [b](/licence)");
    });
});

describe("the address of a file", () => {
    it("is its page, if the site has one", () => {
        expect(addressOf("docs/cli-images.md")).toBe("/cli-images");
        expect(addressOf("examples/languages/go")).toBe("/examples/languages");
        expect(addressOf("provider/index.ts")).toBeUndefined();
    });
});
