import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import type { Planned } from "../../../provider/model/state.ts";
import { checkInputs } from "../../support/check-inputs.ts";

const SEED = Buffer.from("sixteen bytes ok").toString("base64");
const BASE = { connection: "qemu:///system", volumePrefix: "web", randomSeed: SEED };
const BARE = { metadataVersions: [] };

const contentsOf = (news: RawInputs): Planned["contents"] => {
    const { inputs, problems } = checkInputs({}, { ...BASE, ...news }, () => new Uint8Array(64));
    expect(problems).toEqual([]);
    return inputs["contents"] as Planned["contents"];
};

/** The paths whose entry differs between two drives. */
const changed = (one: RawInputs, other: RawInputs): readonly string[] => {
    const [before, after] = [contentsOf(one), contentsOf(other)];
    const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return paths.filter((path) => JSON.stringify(before[path]) !== JSON.stringify(after[path])).sort();
};

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("the contents in a plan", () => {
    it.each<[string, RawInputs, readonly string[]]>([
        ["nothing", {}, []],
        ["the host name", { hostname: "db" }, ["openstack/latest/meta_data.json"]],
        ["user data", { userData: "#cloud-config\n{}\n" }, ["openstack/latest/user_data"]],
        ["a password", { adminPassword: "other" }, ["openstack/latest/meta_data.json"]],
        [
            "vendor data",
            { vendorData: { a: 2 } },
            ["openstack/latest/vendor_data.json", "openstack/latest/vendor_data2.json"],
        ],
        ["a file", { files: { "/etc/motd": { content: "b" } } }, ["openstack/content/0000"]],
        ["a file at a path of its own", { rootFiles: { "pin.txt": { content: "4321" } } }, ["pin.txt"]],
    ])("change where the declaration changes: %s", (_, change, paths) => {
        const before = {
            hostname: "web",
            adminPassword: "hunter2",
            userData: "#cloud-config\n",
            vendorData: { a: 1 },
            files: { "/etc/motd": { content: "a" } },
            rootFiles: { "pin.txt": { content: "1234" } },
        };
        expect(changed(before, { ...before, ...change })).toEqual(paths);
    });

    it("reveal neither the length of a secret nor that two are equal, and no digest without the seed", () => {
        const file = { content: "1234" };
        const contents = contentsOf({ ...BARE, rootFiles: { a: file, b: file, "c/": { content: "" } } });
        expect(Object.keys(contents)).toEqual(["a", "b", "c/"]);
        for (const entry of Object.values(contents)) expect(Object.keys(entry)).toEqual(["hmacSha256"]);
        expect(contents["a"]).not.toEqual(contents["b"]);
        expect(JSON.stringify(contents)).not.toContain(sha256("1234"));
        const seed = Buffer.from("another 16 bytes").toString("base64");
        const other = contentsOf({ ...BARE, rootFiles: { a: file }, randomSeed: seed });
        expect(other["a"]).not.toEqual(contents["a"]);
    });

    it.each<[string, unknown]>([
        ["no", null],
        ["a short", "c2hvcnQ="],
    ])("omit the files with secrets if the drive has %s seed", (_, randomSeed) => {
        expect(contentsOf({ ...BARE, randomSeed, rootFiles: { "pin.txt": { content: "1234" } } })).toEqual({});
        const secrets = { userData: "#cloud-config\n", files: { "/etc/pin": { content: "1234" } } };
        expect(contentsOf({ ...secrets, randomSeed })).toEqual({});
    });

    it("show the size and the digest of a file without secrets", () => {
        const ec2 = contentsOf({ ec2: { "instance-id": "i-1" } })["ec2/latest/meta-data.json"];
        const text = '{"instance-id": "i-1"}';
        expect(ec2).toEqual({ size: text.length, sha256: sha256(text) });
        expect(Object.keys(contentsOf({ hostname: "web", randomSeed: null }))).toEqual([
            "openstack/latest/meta_data.json",
        ]);
    });
});
