import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/model/problem.ts";
import { problemsIn, SSH_KEY, specOf, warningsIn } from "./reading.ts";

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

const IGNITION = '{"ignition": {"version": "3.4.0"}}';
const onDrive = {
    networkData: { links: [{ id: "lan", type: "phy", ethernet_mac_address: "52:54:00:12:34:56" }] },
    files: { "/etc/motd": { content: "hello" } },
    vendorData: { "cloud-init": "#cloud-config\n{}\n" },
};

describe("what the guest's reader leaves on the drive", () => {
    const pathsIn = (inputs: Readonly<Record<string, unknown>>): readonly string[] =>
        warningsIn(inputs).map((warning) => warning.split(":")[0] ?? "");

    it.each([IGNITION, { base64: Buffer.from(`\n${IGNITION}`).toString("base64") }])(
        "is said of Ignition and Afterburn: %j",
        (userData) => {
            const said = warningsIn({ ...onDrive, userData, adminPassword: "secret" });
            const name = "Ignition and Afterburn don't read it on OpenStack's platform";
            expect(said).toEqual([
                `networkData: ${name}; put NetworkManager's or networkd's files into the Ignition config`,
                `files: ${name}; put the files into the Ignition config`,
                `vendorData: ${name}; put all of it into the Ignition config`,
                `adminPassword: ${name}; put a passwordHash into the Ignition config`,
            ]);
        },
    );

    it("is said of cloudbase-init, where a script shows that the guest is Windows", () => {
        expect(warningsIn({ ...onDrive, userData: "#ps1\nWrite-Host\n" })).toEqual([
            "files: cloudbase-init on Windows writes none of them; write them in userData, such as by write_files",
            "vendorData: cloudbase-init on Windows doesn't read it; put it into userData",
        ]);
        expect(pathsIn({ ...onDrive, userData: [{ content: "rem cmd\ndir\n" }] })).toEqual(["files", "vendorData"]);
    });

    it.each(["#cloud-config\n{}\n", '{"version": 1}', "machine:\n", UNKNOWN, undefined])(
        "is not guessed from user data %j",
        (userData) => {
            expect(pathsIn({ ...onDrive, userData }).filter((path) => path !== "userData")).toEqual([]);
            // A password may be there for Linux too, on which it does nothing.
            expect(pathsIn({ ...onDrive, userData, adminPassword: "secret" })).not.toContain("files");
        },
    );

    it("is not said of what is empty, or not known yet, or not there at all", () => {
        const empty = { networkData: UNKNOWN, files: {}, vendorData: {}, userData: IGNITION };
        expect(warningsIn(empty)).toEqual([]);
        const bare = { ...onDrive, userData: IGNITION, metadataVersions: [], rootFiles };
        expect(warningsIn(bare).filter((warning) => warning.includes("Ignition"))).toEqual([]);
    });
});

describe("a vfat image for Ignition", () => {
    const format = "vfat";

    it("is warned of where Afterburn would have something to do", () => {
        const reason =
            "format: is not mounted by Afterburn, which sets hostname and publicKeys up beside Ignition; it reads iso9660 only";
        expect(warningsIn({ format, userData: IGNITION, hostname: "web-1" })).toEqual([reason]);
        expect(warningsIn({ format, userData: IGNITION, publicKeys: { ops: SSH_KEY } })).toEqual([reason]);
    });

    it("is not warned of otherwise", () => {
        expect(warningsIn({ format, userData: IGNITION })).toEqual([]);
        expect(warningsIn({ format, userData: "#cloud-config\n{}\n", hostname: "web-1" })).toEqual([]);
        expect(warningsIn({ userData: IGNITION, hostname: "web-1" })).toEqual([]);
    });
});
