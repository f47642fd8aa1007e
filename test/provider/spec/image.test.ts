import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/spec/problem.ts";
import { problemsIn, specOf, warningsIn } from "./reading.ts";

const rootFiles = { "day0-config": { content: "" } };

describe("format", () => {
    it.each(["vhd", "ISO9660", "", "vfat "])("refuses %j by the name of Nova's own exception", (format) => {
        expect(problemsIn({ format })).toEqual([
            `format: ConfigDriveUnknownFormat: "${format}" is not a format; use "iso9660" or "vfat"`,
        ]);
    });

    it("refuses what isn't text", () => {
        expect(problemsIn({ format: null })).toEqual(['format: must be "iso9660" or "vfat", not null']);
    });
});

describe("label", () => {
    it.each(["config-2", "CONFIG-2"])("takes %s", (label) => {
        expect(specOf({ label }).label).toBe(label);
    });

    it.each(["Config-2", "cidata", "config-2 "])("refuses %j, which guests don't look for", (label) => {
        expect(problemsIn({ label })).toEqual([
            `label: must be "config-2" or "CONFIG-2", or guests don't find the drive; only a drive with metadataVersions: [] may have another label`,
        ]);
    });

    it("has no more than 11 characters on a vfat image", () => {
        const bare = { metadataVersions: [], rootFiles, format: "vfat" };
        expect(specOf({ ...bare, label: "exactly-11c" }).label).toBe("exactly-11c");
        expect(problemsIn({ ...bare, label: "exactly-12ch" })).toEqual([
            "label: must be at most 11 characters on a vfat image",
        ]);
    });

    it("may be another one on a drive without metadata", () => {
        expect(specOf({ label: "bootstrap", metadataVersions: [], rootFiles }).label).toBe("bootstrap");
    });

    it("waits until it is known whether the drive has metadata", () => {
        expect(problemsIn({ label: "bootstrap", metadataVersions: UNKNOWN })).toEqual([]);
    });

    it.each(["", "seventeen letters", "é"])("refuses %j, which an image can't carry", (label) => {
        expect(problemsIn({ label, metadataVersions: [], rootFiles })).toEqual([
            "label: must be 1 to 16 printable ASCII characters",
        ]);
    });
});

describe("metadataVersions", () => {
    it.each(["all", "latest"])("takes %j", (metadataVersions) => {
        expect(specOf({ metadataVersions }).metadataVersions).toBe(metadataVersions);
    });

    it("takes an empty list for none", () => {
        expect(specOf({ metadataVersions: [], rootFiles }).metadataVersions).toEqual([]);
    });

    it.each([
        ["2012-08-10", 'must be "all", "latest" or an empty list'],
        [["latest"], 'must be "all", "latest" or an empty list'],
        [1, 'must be "all", "latest" or an empty list, not a number'],
    ])("refuses %j", (metadataVersions, reason) => {
        expect(problemsIn({ metadataVersions })).toEqual([`metadataVersions: ${reason}`]);
    });

    it("refuses a drive with nothing on it", () => {
        const reason = "metadataVersions: is [] and there are no rootFiles: the drive would be empty";
        expect(problemsIn({ metadataVersions: [] })).toEqual([reason]);
        expect(problemsIn({ metadataVersions: [], rootFiles: {} })).toEqual([reason]);
        expect(problemsIn({ metadataVersions: [], rootFiles: UNKNOWN })).toEqual([]);
    });

    it("warns of what then isn't on the drive", () => {
        expect(
            warningsIn({ metadataVersions: [], rootFiles, uuid: "x", randomSeed: "", userData: "#!", meta: {} }),
        ).toEqual([
            "meta: isn't on the drive, since metadataVersions is []",
            "userData: isn't on the drive, since metadataVersions is []",
        ]);
    });
});
