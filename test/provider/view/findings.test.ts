import { describe, expect, it } from "vitest";
import { type ImageEntry, writeIso9660 } from "../../../provider/formats/iso9660/index.ts";
import { findingsOf } from "../../../provider/view/findings.ts";
import { file, wholeOf } from "../formats/iso9660/trees.ts";
import { viewOfImage, viewOfInputs } from "./drives.ts";

const image = (...entries: readonly ImageEntry[]): Uint8Array => wholeOf(writeIso9660(entries, { label: "config-2" }));

const shown = async (bytes: Uint8Array): Promise<readonly string[]> =>
    (await viewOfImage(bytes)).findings
        .filter(({ path }) => path !== "randomSeed")
        .map(({ severity, path, reason, topic }) => `${severity} ${topic} ${path}: ${reason}`);

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
            { severity: "warning", path: "randomSeed", topic: "access", reason: expect.stringContaining("is null") },
        ]);
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
            { path: "openstack/latest/user_data", content: new Uint8Array(4 * 1024 * 1024 + 1) },
        );
        expect(await shown(bytes)).toEqual([
            "problem network openstack/latest/network_data.json: isn't a JSON object",
            "problem userData openstack/latest/user_data: is larger than 4194304 bytes, so its parts aren't shown",
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
