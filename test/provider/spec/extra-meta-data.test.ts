import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { problemsIn, specOf, warningsIn } from "./reading.ts";

describe("extraMetaData", () => {
    it.each([
        { instance_type: "small", instance_id: "i-1", local_hostname: "web" },
        { "local-hostname": "web-1.example.org", product: "shop" },
        { nested: { list: [1, null, true, { deep: "x" }] }, empty: {}, nothing: null },
        { placement: { "availability-zone": "rack-7" }, region: "north", "cloud-name": "ours" },
        { "local-hostname": null, "availability-zone": null, region: null, placement: { "availability-zone": null } },
        { HostName1: "x", "": "no name" },
    ])("accepts %j", (extraMetaData) => {
        expect(problemsIn({ extraMetaData })).toEqual([]);
        expect(warningsIn({ extraMetaData })).toEqual([]);
        expect(specOf({ extraMetaData }).metaData.extra).toEqual(extraMetaData);
    });

    it.each([
        ["uuid", "uuid"],
        ["meta", "meta"],
        ["files", "files"],
        ["admin_pass", "adminPassword"],
        ["public_keys", "publicKeys"],
        ["keys", "publicKeys"],
        ["hostname", "hostname"],
        ["name", "name"],
        ["launch_index", "launchIndex"],
        ["availability_zone", "availabilityZone"],
        ["random_seed", "randomSeed"],
        ["project_id", "projectId"],
        ["devices", "devices"],
        ["dedicated_cpus", "dedicatedCpus"],
        ["network_config", "networkData"],
    ])("rejects OpenStack's key %s, and names the argument %s", (key, argument) => {
        for (const value of ["x", UNKNOWN]) {
            expect(problemsIn({ extraMetaData: { [key]: value, other: "x" } })).toEqual([
                `extraMetaData.${key}: is one of OpenStack's keys; use the argument ${argument} instead`,
            ]);
        }
    });

    it.each<[unknown, string]>([
        ["x", "extraMetaData: must be an object, not a string"],
        [["x"], "extraMetaData: must be an object, not a list"],
        [null, "extraMetaData: must be an object, not null"],
        [{ a: { b: Number.NaN } }, "extraMetaData.a.b: must be a finite number"],
        [{ "local-hostname": 7 }, 'extraMetaData["local-hostname"]: must be a string, not a number'],
        [
            { "local-hostname": "192.0.2.1" },
            'extraMetaData["local-hostname"]: is an IP address, which cloud-init turns into a different name; use a host name',
        ],
        [{ region: 7 }, "extraMetaData.region: must be a string, not a number"],
        [{ "availability-zone": ["a"] }, 'extraMetaData["availability-zone"]: must be a string, not a list'],
        [
            { placement: { "availability-zone": {} } },
            'extraMetaData.placement["availability-zone"]: must be a string, not an object',
        ],
        [{ placement: "rack-7" }, "extraMetaData.placement: must be an object, not a string"],
        [{ placement: null }, "extraMetaData.placement: must be an object, not null"],
    ])("rejects what JSON can't represent or cloud-init fails on: %j", (extraMetaData, problem) => {
        expect(problemsIn({ extraMetaData })).toEqual([problem]);
    });

    it.each<[Record<string, unknown>, string]>([
        [
            { extraMetaData: { "instance-id": "i-1" } },
            'extraMetaData["instance-id"]: cloud-init replaces it with uuid; use the argument uuid instead',
        ],
        [
            { extraMetaData: { "local-hostname": "db" }, hostname: "web" },
            'extraMetaData["local-hostname"]: cloud-init replaces it with hostname; omit one of them',
        ],
        [
            { extraMetaData: { "availability-zone": "a" }, availabilityZone: "b" },
            'extraMetaData["availability-zone"]: cloud-init uses it instead of availabilityZone; omit one of them',
        ],
        [
            { extraMetaData: { dsmode: "local" } },
            "extraMetaData.dsmode: cloud-init only reads dsmode in meta; use meta.dsmode instead",
        ],
        [
            { extraMetaData: { Hostname: "db" } },
            "extraMetaData.Hostname: overrides hostname in coreos-cloudinit and Talos, which ignore case; use another key",
        ],
        [
            { extraMetaData: { product: "shop" }, metadataVersions: [], rootFiles: { a: { content: "" } } },
            "extraMetaData: isn't written to the drive because metadataVersions is []",
        ],
    ])("warns of what readers don't use: %j", (inputs, warning) => {
        expect(problemsIn(inputs)).toEqual([]);
        expect(warningsIn(inputs)).toEqual([warning]);
    });

    it("accepts a key that repeats an argument, or isn't known yet", () => {
        expect(warningsIn({ extraMetaData: { "local-hostname": "web" }, hostname: "web" })).toEqual([]);
        expect(warningsIn({ extraMetaData: { "local-hostname": UNKNOWN }, hostname: "web" })).toEqual([]);
        expect(warningsIn({ extraMetaData: { "availability-zone": "a" }, availabilityZone: null })).toEqual([]);
        expect(problemsIn({ extraMetaData: UNKNOWN })).toEqual([]);
        expect(problemsIn({ extraMetaData: { placement: UNKNOWN, "local-hostname": UNKNOWN } })).toEqual([]);
    });
});
