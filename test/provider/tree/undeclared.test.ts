import { describe, expect, it } from "vitest";
import { strayFilesIn, undeclaredIn } from "../../../provider/tree/undeclared.ts";

const META_DATA = {
    uuid: "83679162-1378-4288-a2d4-70e13ec132aa",
    files: [{ path: "/etc/motd", content_path: "/content/0000" }],
};

/** What Nova writes, with a version that this package doesn't know. */
const NOVA: Readonly<Record<string, string>> = {
    "ec2/2009-04-04/meta-data.json": "{}",
    "ec2/latest/meta-data.json": "{}",
    "ec2/latest/user-data": "#!/bin/sh\n",
    "openstack/2012-08-10/meta_data.json": JSON.stringify(META_DATA),
    "openstack/2099-01-01/vendor_data2.json": "{}",
    "openstack/content/0000": "hi\n",
    "openstack/latest/meta_data.json": JSON.stringify(META_DATA),
    "openstack/latest/network_data.json": '{"links": [], "networks": [], "services": []}',
    "openstack/latest/user_data": "#!/bin/sh\n",
    "openstack/latest/vendor_data.json": "{}",
    "openstack/latest/vendor_data2.json": '{"static": {}}',
};

const filesOf = (more: Readonly<Record<string, string>>): ReadonlyMap<string, Uint8Array> =>
    new Map(Object.entries({ ...NOVA, ...more }).map(([path, content]) => [path, Buffer.from(content)]));

describe("what inputs can't declare of a drive", () => {
    it("is nothing on Nova's drives, nor in folders beside its own, nor on a drive without metadata", () => {
        const bare = filesOf({ "openstack/latest/meta_data.json": "[", "openstack/latest/vendor_data.json": "[" });
        for (const files of [filesOf({}), filesOf({ "notes.txt": "x", "openstack/empty/": "" }), bare]) {
            expect([undeclaredIn(files), strayFilesIn(files)]).toEqual([[], []]);
        }
    });

    it.each(["network_data.json", "vendor_data.json", "vendor_data2.json"])("is %s without a JSON object", (name) => {
        const path = `openstack/latest/${name}`;
        for (const content of ["", "{", "[1]", "null", '"text"']) {
            expect(undeclaredIn(filesOf({ [path]: content }))).toEqual([{ path, reason: "isn't a JSON object" }]);
        }
    });

    it("is network data of an empty object, which means no network", () => {
        const path = "openstack/latest/network_data.json";
        expect(undeclaredIn(filesOf({ [path]: "{}" }))).toEqual([{ path, reason: "is an empty object" }]);
    });

    it("is a file without path or content", () => {
        const path = "openstack/latest/meta_data.json";
        const files = [
            ...META_DATA.files,
            { path: "/etc/key", content_path: "/content/0001" },
            { path: "/etc/other" },
            { content_path: "/content/0000" },
        ];
        expect(undeclaredIn(filesOf({ [path]: JSON.stringify({ ...META_DATA, files }) }))).toEqual([
            { path, reason: "lists the file /etc/key, but its content isn't on the drive" },
            { path, reason: "lists the file /etc/other, but its content isn't on the drive" },
            { path, reason: "lists a file without a path" },
        ]);
    });

    it("is a file where the drive generates its own", () => {
        const stray = {
            "openstack/content/0001": "x",
            "openstack/latest/password": "x",
            "openstack/2012-08-10/a/user_data": "x",
            "openstack/other/user_data": "x",
            "ec2/other/user-data": "x",
            "ec2/latest/other": "x",
        };
        expect(strayFilesIn(filesOf(stray))).toEqual(Object.keys(stray));
    });

    it("is user data that only EC2's tree has", () => {
        const files = new Map(filesOf({}));
        files.delete("openstack/latest/user_data");
        expect(strayFilesIn(files)).toEqual(["ec2/latest/user-data"]);
    });

    it("isn't in ec2/ if its document is broken: then its files are declared as they are", () => {
        const files = filesOf({ "ec2/latest/meta-data.json": "[", "ec2/latest/other": "x" });
        expect([undeclaredIn(files), strayFilesIn(files)]).toEqual([[], []]);
    });
});
