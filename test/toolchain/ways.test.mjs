import { describe, expect, it } from "vitest";
import { isAtLeast } from "./version.mjs";
import { chooseWay } from "./ways.mjs";

const none = { installed: [], oldest: "3.259.0", built: false };
const good = { folder: "/usr/bin", version: "3.259.0" };
const old = { folder: "/old", version: "3.258.9" };
const broken = { folder: "/broken" };
const partial = { folder: "/partial", missing: "pulumi-language-nodejs" };

describe("where a tool comes from", () => {
    it("is the machine, before anything else", () => {
        const way = { way: "installed", folder: "/usr/bin", version: "3.259.0" };
        expect(chooseWay({ ...none, installed: [good] })).toEqual(way);
        expect(chooseWay({ ...none, installed: [good], built: true })).toEqual(way);
        expect(chooseWay({ ...none, installed: [old, broken, partial, good], refusal: "no" })).toEqual(way);
    });

    it("is an earlier build, before a download", () => {
        expect(chooseWay({ ...none, built: true })).toEqual({ way: "built" });
        expect(chooseWay({ ...none, installed: [old], built: true })).toEqual({ way: "built" });
    });

    it("is the release, with what is wrong with the machine's", () => {
        expect(chooseWay(none)).toEqual({ way: "release", notes: [] });
        expect(chooseWay({ ...none, installed: [old, broken, partial] })).toEqual({
            way: "release",
            notes: [
                "3.258.9 in /old is older than 3.259.0",
                "the one in /broken doesn't run",
                "the one in /partial lacks pulumi-language-nodejs",
            ],
        });
    });

    it("is the source if the release can't be had, with every reason", () => {
        expect(chooseWay({ ...none, installed: [old], refusal: "get.pulumi.com answers 503" })).toEqual({
            way: "source",
            notes: ["3.258.9 in /old is older than 3.259.0", "get.pulumi.com answers 503"],
        });
    });
});

describe("versions", () => {
    it.each([
        ["3.276.0", "3.259.0", true],
        ["v3.259.0", "3.259.0", true],
        ["3.1000.0", "3.259.0", true],
        ["4.0.0", "3.259.0", true],
        ["3.276.0-alpha.1+dirty", "3.259.0", true],
        ["3.258.99", "3.259.0", false],
        ["2.900.0", "3.259.0", false],
        ["dev", "3.259.0", false],
        ["", "3.259.0", false],
    ])("%s isn't older than %s: %s", (version, oldest, expected) => {
        expect(isAtLeast(version, oldest)).toBe(expected);
    });
});
