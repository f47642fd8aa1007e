import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { problemsIn, SSH_KEY, specOf, warningsIn } from "./reading.ts";

const rootFiles = { "day0-config": { content: "" } };

describe("format", () => {
    it.each(["vhd", "ISO9660", "", "vfat "])("rejects %j with the name of Nova's exception", (format) => {
        expect(problemsIn({ format })).toEqual([
            `format: ConfigDriveUnknownFormat: "${format}" isn't a supported format; use "iso9660" or "vfat"`,
        ]);
    });

    it("rejects anything but text", () => {
        expect(problemsIn({ format: null })).toEqual(['format: must be "iso9660" or "vfat", not null']);
    });
});

describe("label", () => {
    it.each(["config-2", "CONFIG-2"])("accepts %s", (label) => {
        expect(specOf({ label }).label).toBe(label);
    });

    it.each(["Config-2", "cidata", "config-2 "])("rejects %j, which guests don't look for", (label) => {
        expect(problemsIn({ label })).toEqual([
            `label: must be "config-2" or "CONFIG-2" for guests to find the drive; other labels require metadataVersions: []`,
        ]);
    });

    it("has no more than 11 characters on a vfat image", () => {
        const bare = { metadataVersions: [], rootFiles, format: "vfat" };
        expect(specOf({ ...bare, label: "exactly-11c" }).label).toBe("exactly-11c");
        expect(problemsIn({ ...bare, label: "exactly-12ch" })).toEqual([
            "label: must be at most 11 characters on a vfat image",
        ]);
    });

    it("can differ on a drive without metadata", () => {
        expect(specOf({ label: "bootstrap", metadataVersions: [], rootFiles }).label).toBe("bootstrap");
    });

    it("isn't checked until it is known whether the drive has metadata", () => {
        expect(problemsIn({ label: "bootstrap", metadataVersions: UNKNOWN })).toEqual([]);
    });

    it.each(["", "seventeen letters", "é"])("rejects %j, which doesn't fit in an image", (label) => {
        expect(problemsIn({ label, metadataVersions: [], rootFiles })).toEqual([
            "label: must be 1 to 16 printable ASCII characters",
        ]);
    });
});

describe("metadataVersions", () => {
    it.each(["all", "latest"])("accepts %j", (metadataVersions) => {
        expect(specOf({ metadataVersions }).metadataVersions).toBe(metadataVersions);
    });

    it("accepts an empty list for no versions", () => {
        expect(specOf({ metadataVersions: [], rootFiles }).metadataVersions).toEqual([]);
    });

    it.each([
        ["2012-08-10", 'must be "all", "latest" or an empty list'],
        [["latest"], 'must be "all", "latest" or an empty list'],
        [1, 'must be "all", "latest" or an empty list, not a number'],
    ])("rejects %j", (metadataVersions, reason) => {
        expect(problemsIn({ metadataVersions })).toEqual([`metadataVersions: ${reason}`]);
    });

    it("rejects an empty drive", () => {
        const reason = "metadataVersions: is [] and no rootFiles are set, so the drive would be empty";
        expect(problemsIn({ metadataVersions: [] })).toEqual([reason]);
        expect(problemsIn({ metadataVersions: [], rootFiles: {} })).toEqual([reason]);
        expect(problemsIn({ metadataVersions: [], rootFiles: UNKNOWN })).toEqual([]);
    });

    it("warns about inputs that aren't written to the drive", () => {
        expect(
            warningsIn({ metadataVersions: [], rootFiles, uuid: "x", randomSeed: "", userData: "#!", meta: {} }),
        ).toEqual([
            "meta: isn't written to the drive because metadataVersions is []",
            "userData: isn't written to the drive because metadataVersions is []",
        ]);
    });
});

const IGNITION = '{"ignition": {"version": "3.4.0"}}';
const onDrive = {
    networkData: { links: [{ id: "lan", type: "phy", ethernet_mac_address: "52:54:00:12:34:56" }] },
    files: { "/etc/motd": { content: "hello" } },
    vendorData: { "cloud-init": "#cloud-config\n{}\n" },
};

describe("inputs the guest's reader ignores", () => {
    const pathsIn = (inputs: Readonly<Record<string, unknown>>): readonly string[] =>
        warningsIn(inputs).map((warning) => warning.split(":")[0] ?? "");

    it.each([IGNITION, { base64: Buffer.from(`\n${IGNITION}`).toString("base64") }])(
        "are reported for Ignition and Afterburn: %j",
        (userData) => {
            const said = warningsIn({ ...onDrive, userData, adminPassword: "secret" });
            const name = "Ignition and Afterburn don't read it on the OpenStack platform";
            expect(said).toEqual([
                `networkData: ${name}; put NetworkManager or networkd files into the Ignition config`,
                `files: ${name}; put the files into the Ignition config`,
                `vendorData: ${name}; put everything into the Ignition config`,
                `adminPassword: ${name}; put a passwordHash into the Ignition config`,
            ]);
        },
    );

    it("are reported for cloudbase-init if a script shows that the guest is Windows", () => {
        expect(warningsIn({ ...onDrive, userData: "#ps1\nWrite-Host\n" })).toEqual([
            "files: cloudbase-init on Windows doesn't write them; write them from userData, e.g. with write_files",
            "vendorData: cloudbase-init on Windows doesn't read it; put it into userData",
        ]);
        expect(pathsIn({ ...onDrive, userData: [{ content: "rem cmd\ndir\n" }] })).toEqual(["files", "vendorData"]);
    });

    it.each(["#cloud-config\n{}\n", '{"version": 1}', "machine:\n", UNKNOWN, undefined])(
        "aren't guessed from user data %j",
        (userData) => {
            expect(pathsIn({ ...onDrive, userData }).filter((path) => path !== "userData")).toEqual([]);
            // A password can be set for Linux too, where it has no effect.
            expect(pathsIn({ ...onDrive, userData, adminPassword: "secret" })).not.toContain("files");
        },
    );

    it("aren't reported if they are empty, not known yet or not on the drive", () => {
        const empty = { networkData: UNKNOWN, files: {}, vendorData: {}, userData: IGNITION };
        expect(warningsIn(empty)).toEqual([]);
        const bare = { ...onDrive, userData: IGNITION, metadataVersions: [], rootFiles };
        expect(warningsIn(bare).filter((warning) => warning.includes("Ignition"))).toEqual([]);
    });
});

describe("a vfat image for Ignition", () => {
    const format = "vfat";

    it("gets a warning if Afterburn has something to do", () => {
        const reason =
            "format: Afterburn, which sets hostname and publicKeys alongside Ignition, doesn't mount vfat; it only reads iso9660";
        expect(warningsIn({ format, userData: IGNITION, hostname: "web-1" })).toEqual([reason]);
        expect(warningsIn({ format, userData: IGNITION, publicKeys: { ops: SSH_KEY } })).toEqual([reason]);
    });

    it("gets no warning otherwise", () => {
        expect(warningsIn({ format, userData: IGNITION })).toEqual([]);
        expect(warningsIn({ format, userData: "#cloud-config\n{}\n", hostname: "web-1" })).toEqual([]);
        expect(warningsIn({ userData: IGNITION, hostname: "web-1" })).toEqual([]);
    });
});
