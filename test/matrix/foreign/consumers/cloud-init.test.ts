import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import type { ContentInputs, ImageFormat } from "../../../../provider/model/inputs.ts";
import { SSH_KEY } from "../../../provider/spec/reading.ts";
import { findCloudInit, type Reading, type Seen, type SeenPart, SUITES, seenIn } from "./cloud-init/cloud-init.ts";
import { canExtract } from "./cloud-init/extract.ts";
import { type Readings, readImages } from "./cloud-init/readings.ts";
import { UUID } from "./drive.ts";

const FORMATS: readonly ImageFormat[] = ["iso9660", "vfat"];

const base64 = (content: string | Uint8Array): string => Buffer.from(content).toString("base64");

const CLOUD_CONFIG = "#cloud-config\nruncmd: [[echo, ü]]\n";
const MERGE_TYPE = "list(append)+dict(recurse_array)+str()";
const BINARY = Uint8Array.of(0x23, 0x21, 0x2f, 0x78, 0x0a, 0xff, 0x00);

const DRIVES = {
    names: {
        uuid: "1ea0e6a6-1b5c-4d5f-9d7c-6f4f0c8e2a11",
        hostname: "web-1.example.org",
        name: "Web server",
        availabilityZone: "rack-7",
        randomSeed: "AP8Bc2l4dGVlbiBieXRlcyBvaw==",
        meta: { role: "web" },
        publicKeys: { ops: SSH_KEY, dev: `${SSH_KEY}-2` },
    },
    bare: { hostname: "web-1", metadataVersions: "latest", randomSeed: null },
    text: { userData: CLOUD_CONFIG, vendorData: { "cloud-init": "#cloud-config\nruncmd: [vendor]\n" } },
    binary: { userData: { base64: base64(BINARY) } },
    gzip: { userData: { base64: base64(gzipSync(CLOUD_CONFIG)) } },
    parts: {
        userData: [
            { content: CLOUD_CONFIG },
            { content: "#cloud-config\nruncmd: [[second]]\n", filename: "b.cfg", mergeType: MERGE_TYPE },
            { content: "#!/bin/sh\necho ü\n", filename: "ü.sh" },
            { content: "key: value\n", contentType: "text/x-ours", filename: "a b" },
        ],
    },
    files: {
        files: {
            "/etc/motd": { content: "hällo\n" },
            "/etc/deep/er/blob": { base64: "AP+A" },
            "/srv/empty": { content: "" },
        },
    },
    extra: {
        extraMetaData: {
            "local-hostname": "db-1.example.org",
            "instance-id": "i-1",
            instance_id: "i-2",
            local_hostname: "other",
            placement: { "availability-zone": "rack-8" },
            region: "north",
            "cloud-name": "Ours",
            dsmode: "disabled",
            product: { name: "shop", tiers: [1, null] },
        },
    },
    off: { meta: { dsmode: "disabled" } },
} as const satisfies Readonly<Record<string, ContentInputs>>;

const part = (
    type: string,
    filename: string,
    content: string | Uint8Array,
    mergeType: string | null = null,
): SeenPart => ({
    type,
    filename,
    mergeType,
    content: base64(content),
});

const found = SUITES.flatMap((suite) => findCloudInit(suite) ?? []);

describe.skipIf(found.length < SUITES.length || !canExtract)("a drive, read by cloud-init", () => {
    let readings: Readings = new Map();

    beforeAll(async () => {
        const all = Object.entries(DRIVES).flatMap(([name, inputs]) =>
            FORMATS.map((format): [string, ContentInputs] => [`${name} ${format}`, { ...inputs, format }]),
        );
        readings = await readImages(found, new Map(all));
    });

    describe.each(found)("$version of $suite", ({ suite }) => {
        describe.each(FORMATS)("from %s", (format) => {
            const reading = (name: keyof typeof DRIVES): Reading | undefined =>
                readings.get(suite)?.get(`${name} ${format}`);
            const seen = (name: keyof typeof DRIVES): Seen => seenIn(reading(name));

            it("takes it without a warning", () => {
                for (const name of Object.keys(DRIVES)) {
                    expect(readings.get(suite)?.get(`${name} ${format}`)?.warnings, name).toEqual([]);
                }
            });

            it("has the names, the keys and the seed", () => {
                const { publicKeys, ...rest } = seen("names");
                expect(rest).toMatchObject({
                    version: 2,
                    mode: "net",
                    instanceId: DRIVES.names.uuid,
                    hostname: "web-1",
                    fqdn: "web-1.example.org",
                    availabilityZone: "rack-7",
                    randomSeed: DRIVES.names.randomSeed,
                    userData: "",
                });
                expect(publicKeys.toSorted()).toEqual([SSH_KEY, `${SSH_KEY}-2`]);
            });

            it("has the extra keys, of which it uses some itself", () => {
                const { metaData, ...rest } = seen("extra");
                const own = { "instance-id": UUID };
                expect(metaData).toMatchObject({ ...DRIVES.extra.extraMetaData, ...own });
                expect(rest).toMatchObject({
                    mode: "net",
                    instanceId: UUID,
                    hostname: "db-1",
                    fqdn: "db-1.example.org",
                    availabilityZone: "rack-8",
                    region: "north",
                    cloudName: "ours",
                });
            });

            it("has a network, keys and a seed only where they are declared", () => {
                expect(seen("bare")).toMatchObject({
                    instanceId: UUID,
                    hostname: "web-1",
                    fqdn: "web-1",
                    publicKeys: [],
                    randomSeed: null,
                    userData: "",
                    network: null,
                });
                expect(reading("bare")?.files).toEqual({});
            });

            it("has the text of the user data and of the vendor data", () => {
                expect(seen("text")).toMatchObject({
                    userData: base64(CLOUD_CONFIG),
                    parts: [part("text/cloud-config", "part-001", CLOUD_CONFIG)],
                    cloudConfig: { runcmd: [["echo", "ü"]] },
                    vendorParts: [part("text/cloud-config", "part-001", DRIVES.text.vendorData["cloud-init"])],
                });
            });

            it("has user data of any bytes", () => {
                expect(seen("binary").userData).toBe(base64(BINARY));
                expect(seen("binary").parts).toEqual([part("text/x-shellscript", "part-001", BINARY)]);
            });

            it("unpacks user data", () => {
                expect(seen("gzip").userData).toBe(DRIVES.gzip.userData.base64);
                expect(seen("gzip").parts).toEqual([part("text/cloud-config", "part-001", CLOUD_CONFIG)]);
            });

            it("has the parts with their types, names and ways to merge", () => {
                const [first, second, script, own] = DRIVES.parts.userData;
                expect(seen("parts").parts).toEqual([
                    part("text/cloud-config", "part-001", first.content),
                    part("text/cloud-config", second.filename, second.content, MERGE_TYPE),
                    part("text/x-shellscript", script.filename, script.content),
                    part(own.contentType, own.filename, own.content),
                ]);
                expect(seen("parts").cloudConfig).toEqual({ runcmd: [["echo", "ü"], ["second"]] });
            });

            it("writes the files", () => {
                // DataSourceConfigDrive.write_injected_files: for root and its group.
                const written = (content: string) => ({ mode: 0o660, content });
                expect(reading("files")?.files).toEqual({
                    "/etc/motd": written(base64("hällo\n")),
                    "/etc/deep/er/blob": written("AP+A"),
                    "/srv/empty": written(""),
                });
            });

            it("leaves a drive alone that says so", () => {
                expect(reading("off")).toMatchObject({ found: false });
            });
        });
    });
});
