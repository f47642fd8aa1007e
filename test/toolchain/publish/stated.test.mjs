import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../places.mjs";
import { GENERATED, STATING, statedVersions, withVersion } from "./stated.mjs";

const other =
    "The Pulumi CLI 0.1.0, 10.1.0, config-drive 0.1.0.5, pulumi-resource-aws-v0.1.0 and example.com/0.1.0/tree";

describe("the version in a text for users", () => {
    it.each([
        "pulumi plugin install resource config-drive 0.1.0 --file a",
        "pulumi-resource-config-drive-v0.1.0-linux-amd64.tar.gz",
        "https://github.com/OWNER/pulumi-config-drive/tree/v0.1.0/templates",
        '"pulumi-config-drive": ">=0.1.0 <1"',
    ])("is found, and replaced: %s", (text) => {
        expect(statedVersions(`${text}\n${text}`)).toEqual(["0.1.0"]);
        expect(withVersion(text, "0.10.2")).toBe(text.replace("0.1.0", "0.10.2"));
    });

    it("isn't that of anything else", () => {
        expect(statedVersions(other)).toEqual([]);
        expect(withVersion(other, "0.2.0")).toBe(other);
    });

    it.each([...STATING, ...GENERATED])("is in %s", (path) => {
        const text = readFileSync(join(root, path), "utf8");
        const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
        expect(statedVersions(text)).toEqual([version]);
        // No place is left that states it in words that `npm run version` wouldn't see.
        expect(withVersion(text, "999.0.0")).not.toContain(version);
    });
});
