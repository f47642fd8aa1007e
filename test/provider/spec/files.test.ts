import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { problemsIn, specOf } from "./reading.ts";

const empty = { content: "" };

const filled = (...paths: readonly string[]): Readonly<Record<string, unknown>> =>
    Object.fromEntries(paths.map((path) => [path, empty]));

describe("files", () => {
    it("are decoded", () => {
        expect(specOf({ files: { "/a": { content: "é" }, "/b": { base64: "/w==" } } }).files).toEqual([
            { path: "/a", content: Uint8Array.of(0xc3, 0xa9) },
            { path: "/b", content: Uint8Array.of(0xff) },
        ]);
    });

    it.each([
        ["etc/motd", "must be an absolute path in the guest, e.g. /etc/motd"],
        ["C:\\motd", "must be an absolute path in the guest, e.g. /etc/motd"],
        ["", "must be an absolute path in the guest, e.g. /etc/motd"],
        ["/etc/../shadow", 'must not have ".." in its path'],
        ["/etc/..", 'must not have ".." in its path'],
        ["/etc/a\0b", "must not have a NUL in its path"],
        ["/etc/", "is the path of a directory; use the path of a file"],
        ["/etc/.", "is the path of a directory; use the path of a file"],
        ["/", "is the path of a directory; use the path of a file"],
        [`/${"a".repeat(255)}`, "has a path longer than 255 characters"],
        [`/${"é".repeat(128)}`, "has a name longer than 255 bytes"],
    ])("rejects the path %j", (path, reason) => {
        expect(problemsIn({ files: filled(path) })).toEqual([`files[${JSON.stringify(path)}]: ${reason}`]);
    });

    it("accepts names that only look like the parent directory", () => {
        expect(problemsIn({ files: filled("/etc/..a", "/etc/a..", "/...") })).toEqual([]);
    });

    it("rejects two paths of one file", () => {
        expect(problemsIn({ files: filled("/etc/motd", "/etc//./motd") })).toEqual([
            'files["/etc//./motd"]: is the same file as "/etc/motd"',
        ]);
    });

    it("rejects a file where another one needs a directory", () => {
        expect(problemsIn({ files: filled("/etc/app", "/etc/app/conf", "/etc/application") })).toEqual([
            'files["/etc/app/conf"]: requires "/etc/app" to be a directory, but it is a file',
        ]);
    });

    it("rejects anything but an object of files", () => {
        expect(problemsIn({ files: ["/etc/motd"] })).toEqual(["files: must be an object, not a list"]);
    });
});

describe("rootFiles", () => {
    it.each([
        ["/a", "must be a path inside the image, without a leading /"],
        ["a/../b", 'must not have ".." in its path'],
        ["a//b", 'must not have empty names or "." in its path'],
        ["/", "must be a path inside the image, without a leading /"],
        ["a//", 'must not have empty names or "." in its path'],
        ["./a", 'must not have empty names or "." in its path'],
        ["", 'must not have empty names or "." in its path'],
        ["a\nb", "must not have control characters in its path"],
        [`${"é".repeat(128)}/a`, "has a name longer than 255 bytes"],
        [
            "openstack/latest/extra.json",
            "is in openstack/, which the drive generates; use another path, or set metadataVersions: [] to write openstack/ yourself",
        ],
        [
            "OpenStack",
            "is in openstack/, which the drive generates; use another path, or set metadataVersions: [] to write openstack/ yourself",
        ],
    ])("rejects the path %j", (path, reason) => {
        expect(problemsIn({ rootFiles: filled(path) })).toEqual([
            `${/^[A-Za-z]+$/.test(path) ? `rootFiles.${path}` : `rootFiles[${JSON.stringify(path)}]`}: ${reason}`,
        ]);
    });

    it("rejects a file where another one needs a directory", () => {
        expect(problemsIn({ rootFiles: filled("a/b", "a") })).toEqual([
            'rootFiles["a/b"]: requires "a" to be a directory, but it is a file',
        ]);
    });

    it("can be empty directories", () => {
        const rootFiles = {
            "license/": { content: "" },
            "software/a/": { base64: "" },
            "license/codes": { content: "c" },
        };
        expect(problemsIn({ rootFiles })).toEqual([]);
        expect(problemsIn({ rootFiles: { "license/": { content: UNKNOWN } } })).toEqual([]);
        expect(problemsIn({ rootFiles: { "license/": { content: "c" } } })).toEqual([
            'rootFiles["license/"]: ends in /, which creates an empty directory, so its content must be empty',
        ]);
        expect(problemsIn({ rootFiles: filled("license", "license/") })).toContain(
            'rootFiles["license/"]: is the same file as "license"',
        );
    });

    it("can replace a tree the drive doesn't generate", () => {
        const rootFiles = filled("openstack/latest/user_data", "ec2/latest/user-data");
        expect(specOf({ rootFiles, metadataVersions: [] }).rootFiles).toHaveLength(2);
        expect(specOf({ rootFiles: filled("ec2/latest/user-data") }).rootFiles).toHaveLength(1);
        expect(problemsIn({ rootFiles, metadataVersions: UNKNOWN })).toEqual([]);
    });

    it("can't add to the ec2 tree if the drive generates it", () => {
        const rootFiles = filled("ec2/latest/user-data");
        expect(problemsIn({ rootFiles, ec2: {} })).toEqual([
            'rootFiles["ec2/latest/user-data"]: is in ec2/, which the drive generates from the input ec2; use another path, or omit ec2',
        ]);
        expect(problemsIn({ rootFiles, ec2: UNKNOWN })).toEqual([]);
    });
});
