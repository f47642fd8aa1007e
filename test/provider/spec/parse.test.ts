import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { CONTENT_KEYS, parseSpec } from "../../../provider/spec/parse.ts";
import { asInputs, replaced, stepsIn } from "./mutate.ts";
import { GOOD, problemsIn, specOf, UUID } from "./reading.ts";

const PATHS = stepsIn(GOOD).filter((path) => path.length > 0);

const SECRETS = ["userData", "adminPassword", "randomSeed", "files", "rootFiles", "vendorData", "vendorData2"] as const;

describe("parseSpec", () => {
    it("fills in the defaults", () => {
        expect(specOf({})).toEqual({
            format: "iso9660",
            label: "config-2",
            metadataVersions: "all",
            metaData: {
                uuid: UUID,
                hostname: undefined,
                name: undefined,
                availabilityZone: null,
                launchIndex: 0,
                projectId: null,
                meta: {},
                publicKeys: [],
                adminPassword: undefined,
                randomSeed: undefined,
                devices: [],
                dedicatedCpus: [],
                extra: {},
            },
            userData: undefined,
            vendorData: undefined,
            vendorData2: undefined,
            networkData: undefined,
            ec2: undefined,
            files: [],
            rootFiles: [],
        });
    });

    it("accepts one of everything without warnings", () => {
        expect(parseSpec({ ...GOOD }, UUID)).toMatchObject({ kind: "spec", warnings: [] });
    });

    it("uses the host name as the default name", () => {
        expect(specOf({ hostname: "web-1" }).metaData.name).toBe("web-1");
        expect(specOf({ hostname: "web-1", name: "Web" }).metaData.name).toBe("Web");
    });

    it("prefers the declared uuid to the default", () => {
        expect(parseSpec({ uuid: GOOD.uuid }, UNKNOWN).kind).toBe("spec");
        expect(specOf({ uuid: GOOD.uuid }).metaData.uuid).toBe(GOOD.uuid);
    });

    it("waits for a default uuid that isn't known yet", () => {
        expect(parseSpec({ hostname: "web-1" }, UNKNOWN)).toEqual({ kind: "unknown", warnings: [] });
    });

    it("reports all problems at once, with their paths in the inputs", () => {
        const networkData = {
            links: [
                { id: "a", type: "phy", ethernet_mac_address: 1 },
                { id: "a", type: "vlan", vlan_link: "b", vlan_id: "5" },
            ],
            networks: [{ id: "n", type: "ipv4", link: "c", ip_address: "192.0.2.1" }],
        };
        const inputs = { hostname: 5, format: "vhd", files: { "etc/motd": { base64: "?" } }, networkData };
        expect(problemsIn(inputs)).toEqual([
            "hostname: must be a string, not a number",
            "networkData.links[0].ethernet_mac_address: must be a string, not a number",
            "networkData.links[1].vlan_id: must be a number, not a string",
            "networkData.links[1].vlan_mac_address: is missing; it must be a string",
            "networkData.networks[0].netmask: is missing; it must be a string",
            'files["etc/motd"].base64: isn\'t base64: use only A-Z a-z 0-9 + /, pad it with = to a multiple of 4, and omit line breaks',
            'format: ConfigDriveUnknownFormat: "vhd" isn\'t a supported format; use "iso9660" or "vfat"',
            'networkData.links[1].id: "a" is already the id of links[0]',
            'networkData.links[1].vlan_link: no link has the id "b"; existing ids: "a"',
            'networkData.networks[0].link: no link has the id "c"; existing ids: "a"',
            'files["etc/motd"]: must be an absolute path in the guest, e.g. /etc/motd',
        ]);
    });

    it("ignores keys that aren't about the content", () => {
        expect(parseSpec({ pool: 5, domain: UNKNOWN, connection: null }, UUID).kind).toBe("spec");
    });

    it("treats an undefined value as absent", () => {
        expect(specOf({ hostname: undefined, files: undefined })).toEqual(specOf({}));
    });

    it("rejects what JSON can't represent", () => {
        expect(problemsIn({ launchIndex: Number.NaN, meta: new Date(0), vendorData: { a: [1n] } })).toEqual([
            "launchIndex: must be a finite number",
            "meta: isn't a value JSON can represent",
            "vendorData.a[0]: isn't a value JSON can represent",
        ]);
    });

    it("always returns a result, for any inputs", () => {
        const anything = fc.anything({ withNullPrototype: true, withDate: true, withMap: true, withBigInt: true });
        const inputs = fc.dictionary(fc.constantFrom(...CONTENT_KEYS), anything);
        fc.assert(
            fc.property(inputs, fc.constantFrom(UUID, UNKNOWN), (drawn, uuid) => {
                expect(["spec", "unknown", "problems"]).toContain(parseSpec(drawn, uuid).kind);
            }),
            { numRuns: 2000 },
        );
    });

    it("never throws if one part of good inputs is replaced", () => {
        const change = fc.tuple(fc.constantFrom(...PATHS), fc.jsonValue());
        fc.assert(
            fc.property(change, ([path, value]) => {
                expect(parseSpec(asInputs(replaced(GOOD, path, value)), UUID).kind).not.toBe("unknown");
            }),
            { numRuns: 2000 },
        );
    });

    it("reports nothing about a value that isn't known yet, in any place", () => {
        for (const path of PATHS) {
            const parsed = parseSpec(asInputs(replaced(GOOD, path, UNKNOWN)), UUID);
            expect({ path, ...parsed }).toEqual({ path, kind: "unknown", warnings: [] });
        }
    });

    it("reports nothing about any number of values that aren't known yet", () => {
        fc.assert(
            fc.property(fc.uniqueArray(fc.constantFrom(...PATHS), { minLength: 1 }), (paths) => {
                const inputs = paths.reduce((value: unknown, path) => replaced(value, path, UNKNOWN), GOOD);
                expect(problemsIn(asInputs(inputs))).toEqual([]);
            }),
        );
    });

    it("still finds problems next to values that aren't known yet", () => {
        expect(problemsIn({ ...GOOD, hostname: UNKNOWN, launchIndex: -1 })).toEqual(["launchIndex: must be 0 or more"]);
    });

    it("never shows the value of a secret", () => {
        const canary = fc.constantFrom("Canary-1", "Canary\n2", "Q2FuYXJ5LTM=x");
        const key = fc.constantFrom("content", "base64", "contentType", "filename", "mergeType", "/etc/motd", "a/../b");
        const { secret } = fc.letrec((tie) => ({
            secret: fc.oneof(
                { depthSize: "small" },
                canary,
                fc.array(tie("secret"), { maxLength: 3 }),
                fc.dictionary(key, tie("secret"), { maxKeys: 3 }),
            ),
        }));
        fc.assert(
            fc.property(fc.dictionary(fc.constantFrom(...SECRETS), secret), (inputs) => {
                const parsed = parseSpec(inputs, UUID);
                const said = parsed.kind === "problems" ? [...parsed.problems, ...parsed.warnings] : parsed.warnings;
                expect(JSON.stringify(said)).not.toMatch(/canary|Q2FuY/i);
            }),
            { numRuns: 1000 },
        );
    });
});
