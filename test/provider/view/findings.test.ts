import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ImageEntry, writeIso9660 } from "../../../provider/formats/iso9660/index.ts";
import { buildKnown } from "../../../provider/image/build.ts";
import { findingsOf } from "../../../provider/view/findings.ts";
import { SEED } from "../../support/seed.ts";
import { file, wholeOf } from "../formats/iso9660/trees.ts";
import { viewOfImage, viewOfInputs } from "./drives.ts";

const image = (...entries: readonly ImageEntry[]): Uint8Array => wholeOf(writeIso9660(entries, { label: "config-2" }));

const shown = async (bytes: Uint8Array): Promise<readonly string[]> =>
    (await viewOfImage(bytes)).findings.map(
        ({ severity, path, reason, topic }) => `${severity} ${topic} ${path}: ${reason}`,
    );

describe("the findings in a drive", () => {
    it("are about a part of it", () => {
        const paths = [
            "hostname",
            "publicKeys.ops",
            "userData[0].content",
            "vendorData2.cloud-init",
            "networkData.links[1]",
            'files["/etc/motd"]',
            "label",
            'extraMetaData["a/b"]',
            "openstack/latest/network_data.json",
            "openstack/latest/meta_data.json",
            "openstack/latest/user_data",
            "constructor",
            "",
        ];
        const findings = findingsOf(
            paths.map((path) => ({ path, reason: "x" })),
            [],
        );
        expect(findings.map(({ topic }) => topic)).toEqual([
            "guest",
            "access",
            "userData",
            "vendorData",
            "network",
            "files",
            "image",
            "guest",
            "network",
            "guest",
            "userData",
            "guest",
            "guest",
        ]);
    });

    it("are what check finds in the inputs that declare it", async () => {
        const { findings } = await viewOfInputs({ hostname: "1234", userData: "#cloud-config\npackages: nginx\n" });
        expect(findings).toEqual([
            { severity: "problem", path: "userData", topic: "userData", reason: expect.stringContaining("packages") },
            { severity: "warning", path: "hostname", topic: "guest", reason: expect.stringContaining("only digits") },
        ]);
    });

    const declared = fc.record(
        {
            hostname: fc.constantFrom("web-1", "1234", "a-name-that-is-too-long-for-netbios"),
            adminPassword: fc.constantFrom("hunter2", ""),
            randomSeed: fc.constantFrom("c2hvcnQ=", Buffer.alloc(16, 7).toString("base64")),
            userData: fc.constantFrom(
                "#cloud-config\npackages: [nginx]\n",
                "#ps1\nexit\n",
                "#!/bin/sh\n",
                "hello",
                JSON.stringify({ ignition: { version: "3.4.0" } }),
            ),
            vendorData: fc.constant({ note: "x" }),
            files: fc.constant({ "/etc/motd": { content: "hi" } }),
            rootFiles: fc.constant({ "a/b.txt": { content: "hi" } }),
            meta: fc.constantFrom<Readonly<Record<string, string>>>({ role: "web" }, { admin_pass: "x" }),
            extraMetaData: fc.constant({ region: { name: "zrh" } }),
            publicKeys: fc.constant({ ops: "ssh-ed25519 AAAA ops" }),
            label: fc.constant("CONFIG-2"),
            networkData: fc.constantFrom(
                { links: [], networks: [] },
                {
                    links: [{ id: "a", type: "phy", ethernet_mac_address: "52:54:00:12:34:56", psk: "x" }],
                    networks: [],
                },
            ),
            ec2: fc.constant({ a: "b" }),
        },
        { requiredKeys: [] },
    );

    it("are those of the inputs that the drive was built of", async () => {
        const seen = new Set<string>();
        const property = fc.asyncProperty(declared, async (inputs) => {
            const build = await buildKnown(inputs, "83679162-1378-4288-a2d4-70e13ec132aa", []);
            if (build.kind !== "drive") return;
            const own = findingsOf([], build.warnings);
            for (const { path } of own) seen.add(path);
            expect((await viewOfInputs(inputs)).findings).toEqual(own);
        });
        await fc.assert(property, { seed: SEED, numRuns: 150 });
        expect([...seen]).toEqual(expect.arrayContaining(["randomSeed", "hostname", "vendorData"]));
    });

    it.each([
        ["isn't JSON", "{", "isn't a JSON object"],
        ["is a list", "[]", "isn't a JSON object"],
        ["isn't UTF-8", Buffer.from([0x7b, 0xff, 0x7d]).toString("latin1"), "isn't a JSON object"],
        ["is nested without end", `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`, "is nested deeper than 64 levels"],
        ["has values without end", `{"a": [${"1,".repeat(20_000)}1]}`, "has more than 10000 values"],
        ["is enormous", `"${"x".repeat(1024 * 1024)}"`, "is larger than 1048576 bytes"],
    ])("are the metadata's own if it %s", async (_, content, reason) => {
        const path = "openstack/latest/meta_data.json";
        const bytes = image({ path, content: Buffer.from(content, "latin1") }, file("x", "y"));
        expect(await shown(bytes)).toEqual([`problem guest ${path}: ${reason}`]);
    });

    it("are those of other documents beside what check finds", async () => {
        const bytes = image(
            file(
                "openstack/latest/meta_data.json",
                '{"uuid": "83679162-1378-4288-a2d4-70e13ec132aa", "hostname": "a_b", "files": [{"path": "/etc/motd", "content_path": "/content/0000"}]}',
            ),
            file("openstack/latest/network_data.json", "[]"),
            { path: "openstack/latest/user_data", content: new Uint8Array(1024 * 1024 + 1) },
        );
        expect(await shown(bytes)).toEqual([
            "problem network openstack/latest/network_data.json: isn't a JSON object",
            "problem userData openstack/latest/user_data: is larger than 1048576 bytes, so its parts aren't shown",
            "problem guest openstack/latest/meta_data.json: lists the file /etc/motd, but its content isn't on the drive",
            expect.stringMatching(/^problem guest hostname: "a_b" must contain only letters/),
        ]);
    });

    it("are in the newest version if there is no latest", async () => {
        const bytes = image(
            file("openstack/2012-08-10/meta_data.json", '{"hostname": "old"}'),
            file("openstack/2018-08-27/meta_data.json", '{"hostname": "a_b"}'),
        );
        const view = await viewOfImage(bytes);
        expect(view.guest.facts[0]).toMatchObject({ path: "hostname", value: "a_b" });
        expect(view.findings).toContainEqual(expect.objectContaining({ path: "hostname", severity: "problem" }));
        const readers = new Map(view.readers.map(({ name, obstacle }) => [name, obstacle]));
        expect(readers.get("cloud-init")).toBe("");
        expect(readers.get("Ignition")).toBe("only reads openstack/latest, which the drive doesn't have");
    });
});
