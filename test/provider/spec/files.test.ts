import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/model/problem.ts";
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
        ["etc/motd", "must be an absolute path of the guest, such as /etc/motd"],
        ["C:\\motd", "must be an absolute path of the guest, such as /etc/motd"],
        ["", "must be an absolute path of the guest, such as /etc/motd"],
        ["/etc/../shadow", 'must not have ".." in its path'],
        ["/etc/..", 'must not have ".." in its path'],
        ["/etc/a\0b", "must not have a NUL in its path"],
        ["/etc/", "is the path of a directory; give that of a file"],
        ["/etc/.", "is the path of a directory; give that of a file"],
        ["/", "is the path of a directory; give that of a file"],
        [`/${"a".repeat(255)}`, "has a path of more than 255 characters"],
        [`/${"é".repeat(128)}`, "has a name of more than 255 bytes"],
    ])("refuses the path %j", (path, reason) => {
        expect(problemsIn({ files: filled(path) })).toEqual([`files[${JSON.stringify(path)}]: ${reason}`]);
    });

    it("takes names that only look like the parent directory", () => {
        expect(problemsIn({ files: filled("/etc/..a", "/etc/a..", "/...") })).toEqual([]);
    });

    it("refuses two paths of one file", () => {
        expect(problemsIn({ files: filled("/etc/motd", "/etc//./motd") })).toEqual([
            'files["/etc//./motd"]: is the same file as "/etc/motd"',
        ]);
    });

    it("refuses a file where another one needs a directory", () => {
        expect(problemsIn({ files: filled("/etc/app", "/etc/app/conf", "/etc/application") })).toEqual([
            'files["/etc/app/conf"]: needs a directory where "/etc/app" is a file',
        ]);
    });

    it("refuses anything but an object of files", () => {
        expect(problemsIn({ files: ["/etc/motd"] })).toEqual(["files: must be an object, not a list"]);
    });
});

describe("rootFiles", () => {
    it.each([
        ["/a", "must be a path inside the image, without / at its start"],
        ["a/../b", 'must not have ".." in its path'],
        ["a//b", 'must not have empty names or "." in its path'],
        ["/", "must be a path inside the image, without / at its start"],
        ["a//", 'must not have empty names or "." in its path'],
        ["./a", 'must not have empty names or "." in its path'],
        ["", 'must not have empty names or "." in its path'],
        ["a\nb", "must not have control characters in its path"],
        [`${"é".repeat(128)}/a`, "has a name of more than 255 bytes"],
        [
            "openstack/latest/extra.json",
            "is in the tree that the drive makes itself; metadataVersions: [] leaves it to you",
        ],
        ["OpenStack", "is in the tree that the drive makes itself; metadataVersions: [] leaves it to you"],
    ])("refuses the path %j", (path, reason) => {
        expect(problemsIn({ rootFiles: filled(path) })).toEqual([
            `${/^[A-Za-z]+$/.test(path) ? `rootFiles.${path}` : `rootFiles[${JSON.stringify(path)}]`}: ${reason}`,
        ]);
    });

    it("refuses a file where another one needs a directory", () => {
        expect(problemsIn({ rootFiles: filled("a/b", "a") })).toEqual([
            'rootFiles["a/b"]: needs a directory where "a" is a file',
        ]);
    });

    it("may be empty directories", () => {
        const rootFiles = {
            "license/": { content: "" },
            "software/a/": { base64: "" },
            "license/codes": { content: "c" },
        };
        expect(problemsIn({ rootFiles })).toEqual([]);
        expect(problemsIn({ rootFiles: { "license/": { content: UNKNOWN } } })).toEqual([]);
        expect(problemsIn({ rootFiles: { "license/": { content: "c" } } })).toEqual([
            'rootFiles["license/"]: ends in /, which makes it an empty directory; leave its content empty',
        ]);
        expect(problemsIn({ rootFiles: filled("license", "license/") })).toContain(
            'rootFiles["license/"]: is the same file as "license"',
        );
    });

    it("may take the place of a tree that the drive doesn't make", () => {
        const rootFiles = filled("openstack/latest/user_data", "ec2/latest/user-data");
        expect(specOf({ rootFiles, metadataVersions: [] }).rootFiles).toHaveLength(2);
        expect(specOf({ rootFiles: filled("ec2/latest/user-data") }).rootFiles).toHaveLength(1);
        expect(problemsIn({ rootFiles, metadataVersions: UNKNOWN })).toEqual([]);
    });

    it("leave the ec2 tree alone when the drive makes it", () => {
        const rootFiles = filled("ec2/latest/user-data");
        expect(problemsIn({ rootFiles, ec2: {} })).toEqual([
            'rootFiles["ec2/latest/user-data"]: is in the tree that the drive makes itself from ec2',
        ]);
        expect(problemsIn({ rootFiles, ec2: UNKNOWN })).toEqual([]);
    });
});
