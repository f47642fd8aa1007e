import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TreeFile } from "../../../provider/tree/file-tree.ts";
import { layOut } from "../../../provider/tree/lay-out.ts";
import { inMemory } from "../../support/in-memory.ts";
import { FULL, type Inputs, specOf, UUID } from "../spec/reading.ts";

const treeOf = (inputs: Inputs): ReadonlyMap<string, { readonly text: string; readonly holds: TreeFile["holds"] }> =>
    new Map(
        layOut(specOf(inputs)).map(({ path, content, holds }) => [
            path,
            { text: Buffer.from(inMemory(content)).toString(), holds },
        ]),
    );

const pathsOf = (inputs: Inputs): readonly string[] => [...treeOf(inputs).keys()];

const pathsThatHold = (what: TreeFile["holds"], inputs: Inputs): readonly string[] =>
    [...treeOf({ metadataVersions: "latest", ...inputs })]
        .filter(([, { holds }]) => holds === what)
        .map(([path]) => path);

const secretsOf = (inputs: Inputs): readonly string[] => pathsThatHold("secret", inputs);

const digestOf = (inputs: Inputs): string =>
    layOut(specOf(inputs))
        .reduce(
            (hash, { path, content }) => hash.update(`${path} ${content.length} `).update(inMemory(content)),
            createHash("sha256"),
        )
        .digest("hex");

const shuffled = (value: unknown, order: (keys: readonly string[]) => readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((item) => shuffled(item, order));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(order(Object.keys(value)).map((key) => [key, shuffled(Reflect.get(value, key), order)]));
};

describe("layOut", () => {
    it("writes ten dated versions and latest, each with the documents it supports", () => {
        const documents = ["meta_data.json", "user_data", "vendor_data.json", "network_data.json", "vendor_data2.json"];
        const networkData = {
            links: [{ id: "a", type: "phy", ethernet_mac_address: "52:54:00:12:34:56" }],
            networks: [],
        };
        const paths = pathsOf({ userData: "", networkData });
        const known = (directory: string): number =>
            documents.filter((document) => paths.includes(`openstack/${directory}/${document}`)).length;
        expect(paths).toHaveLength(45);
        expect(["2012-08-10", "2013-10-17", "2015-10-15", "2016-10-06", "2025-04-04", "latest"].map(known)).toEqual([
            2, 3, 4, 5, 5, 5,
        ]);
    });

    it("writes as little as Nova when little is declared", () => {
        const tree = treeOf({ hostname: "h1", metadataVersions: "latest" });
        expect([...tree].map(([path, { text }]) => `${path} ${text}`)).toEqual([
            `openstack/latest/meta_data.json {"uuid": "${UUID}", "hostname": "h1", "name": "h1", "launch_index": 0, "availability_zone": null, "project_id": null, "devices": [], "dedicated_cpus": []}`,
            "openstack/latest/vendor_data.json {}",
            'openstack/latest/vendor_data2.json {"static": {}}',
        ]);
    });

    it("writes one of everything", () => {
        const tree = treeOf({ ...FULL, metadataVersions: "latest" });
        expect(Object.fromEntries([...tree].map(([path, { text }]) => [path, text]))).toMatchInlineSnapshot(`
          {
            "config/bootstrap.xml": "<x/>",
            "ec2/latest/meta-data.json": "{"instance-id": "i-1", "placement": {"availability-zone": null}}",
            "ec2/latest/user-data": "Content-Type: multipart/mixed; boundary="config-drive-part"
          MIME-Version: 1.0

          --config-drive-part
          Content-Type: text/cloud-config; charset="utf-8"
          MIME-Version: 1.0
          Content-Transfer-Encoding: base64

          I2Nsb3VkLWNvbmZpZwp7fQo=
          --config-drive-part
          Content-Type: text/x-shellscript; charset="utf-8"
          MIME-Version: 1.0
          Content-Transfer-Encoding: base64
          Content-Disposition: attachment; filename="setup.sh"
          Merge-Type: list(append)

          IyEvYmluL3NoCg==
          --config-drive-part--
          ",
            "openstack/content/0000": "",
            "openstack/content/0001": "hello
          ",
            "openstack/latest/meta_data.json": "{"uuid": "1ea0e6a6-1b5c-4d5f-9d7c-6f4f0c8e2a11", "meta": {"role": "web", "tier": "1"}, "files": [{"path": "/etc/krb5.keytab", "content_path": "/content/0000"}, {"path": "/etc/motd", "content_path": "/content/0001"}], "admin_pass": "correct horse", "public_keys": {"admin": "-----BEGIN CERTIFICATE-----\\nMIIBszCCARygAwIBAgI=\\n-----END CERTIFICATE-----\\n", "ops": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9n0qF8wX3m2v4cT5y6zA7bC8dE9fG0hI1jK2lM3nO4 ops"}, "keys": [{"name": "admin", "type": "x509", "data": "-----BEGIN CERTIFICATE-----\\nMIIBszCCARygAwIBAgI=\\n-----END CERTIFICATE-----\\n"}, {"name": "ops", "type": "ssh", "data": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9n0qF8wX3m2v4cT5y6zA7bC8dE9fG0hI1jK2lM3nO4 ops"}], "hostname": "web-1.example.org", "name": "Web server", "launch_index": 2, "availability_zone": "rack-7", "random_seed": "c2l4dGVlbiBieXRlcyBvaw==", "project_id": "shop", "devices": [{"vlan": 5, "vf_trusted": false, "type": "nic", "mac": "52:54:00:12:34:56", "bus": "pci", "address": "0000:00:03.0", "tags": ["lan"]}, {"type": "disk", "serial": "s1", "path": "/dev/sdb", "bus": "scsi", "address": "0:0:0:1", "tags": []}, {"type": "share", "share_id": "1ea0e6a6-1b5c-4d5f-9d7c-6f4f0c8e2a11", "tag": "data", "bus": "none", "address": "none"}], "dedicated_cpus": [2, 3], "instance_type": "small", "product": "shop"}",
            "openstack/latest/network_data.json": "{"links": [{"id": "eth0", "type": "phy", "mtu": null, "ethernet_mac_address": "52:54:00:12:34:56"}, {"id": "eth1", "type": "phy", "mtu": 9000, "ethernet_mac_address": "52:54:00:12:34:57"}, {"id": "bond0", "type": "bond", "bond_links": ["eth0", "eth1"], "bond_miimon": 100, "bond_mode": "802.3ad"}, {"id": "lan", "type": "vlan", "vlan_id": 5, "vlan_link": "bond0", "vlan_mac_address": "52:54:00:12:34:58"}], "networks": [{"id": "n4", "type": "ipv4", "link": "lan", "ip_address": "192.0.2.10", "netmask": "255.255.255.0", "routes": [{"network": "0.0.0.0", "netmask": "0.0.0.0", "gateway": "192.0.2.1"}], "services": [{"type": "dns", "address": "192.0.2.53"}]}, {"id": "n6", "type": "ipv6_dhcp", "link": "lan"}], "services": [{"type": "dns", "address": "192.0.2.53"}]}",
            "openstack/latest/user_data": "Content-Type: multipart/mixed; boundary="config-drive-part"
          MIME-Version: 1.0

          --config-drive-part
          Content-Type: text/cloud-config; charset="utf-8"
          MIME-Version: 1.0
          Content-Transfer-Encoding: base64

          I2Nsb3VkLWNvbmZpZwp7fQo=
          --config-drive-part
          Content-Type: text/x-shellscript; charset="utf-8"
          MIME-Version: 1.0
          Content-Transfer-Encoding: base64
          Content-Disposition: attachment; filename="setup.sh"
          Merge-Type: list(append)

          IyEvYmluL3NoCg==
          --config-drive-part--
          ",
            "openstack/latest/vendor_data.json": "{"cloud-init": "#cloud-config\\n{}\\n"}",
            "openstack/latest/vendor_data2.json": "{"static": {}}",
          }
        `);
    });

    it("writes the same seed into every version that has one", () => {
        const texts = [...treeOf({ randomSeed: "c2l4dGVlbiBieXRlcyBvaw==" })].filter(([, { text }]) =>
            text.includes('"c2l4dGVlbiBieXRlcyBvaw=="'),
        );
        expect(texts).toHaveLength(10);
    });

    it("writes no network_data.json without a network", () => {
        expect(pathsOf({}).filter((path) => path.endsWith("network_data.json"))).toEqual([]);
    });

    it("adds the list of services OpenStack's schema requires", () => {
        const networkData = {
            networks: [],
            links: [{ type: "phy", ethernet_mac_address: "52:54:00:12:34:56", id: "a" }],
        };
        expect(treeOf({ networkData }).get("openstack/latest/network_data.json")?.text).toBe(
            '{"links": [{"id": "a", "type": "phy", "ethernet_mac_address": "52:54:00:12:34:56"}], "networks": [], "services": []}',
        );
    });

    it("derives vendor_data2.json from the vendor data unless it is declared", () => {
        const second = "openstack/latest/vendor_data2.json";
        expect(treeOf({ vendorData: { a: 1 } }).get(second)?.text).toBe('{"static": {"a": 1}}');
        expect(treeOf({ vendorData: { a: undefined } }).get(second)?.text).toBe('{"static": {}}');
        expect(treeOf({ vendorData: { a: 1 }, vendorData2: { b: 2 } }).get(second)?.text).toBe('{"b": 2}');
    });

    it("writes the ec2 tree only when it is declared, in two versions or one", () => {
        const ec2 = { "instance-id": "i-1", "ami-id": "ami-1", extra: true };
        const inEc2 = (inputs: Inputs): readonly string[] => pathsOf(inputs).filter((path) => path.startsWith("ec2/"));
        expect(inEc2({ userData: "" })).toEqual([]);
        expect(inEc2({ ec2, userData: "" })).toEqual([
            "ec2/2009-04-04/meta-data.json",
            "ec2/2009-04-04/user-data",
            "ec2/latest/meta-data.json",
            "ec2/latest/user-data",
        ]);
        expect(inEc2({ ec2, metadataVersions: "latest" })).toEqual(["ec2/latest/meta-data.json"]);
        expect(treeOf({ ec2 }).get("ec2/latest/meta-data.json")?.text).toBe(
            '{"ami-id": "ami-1", "instance-id": "i-1", "extra": true}',
        );
    });

    it("writes only root files if there are no versions", () => {
        const rootFiles = { "b/c": { content: "1" }, a: { content: "2" } };
        expect(pathsOf({ ...FULL, metadataVersions: [], rootFiles })).toEqual(["a", "b/c"]);
    });

    it("marks exactly the files that contain a secret", () => {
        const meta = "openstack/latest/meta_data.json";
        expect(secretsOf({ hostname: "h", publicKeys: { a: "ssh-ed25519 A" }, ec2: {} })).toEqual([]);
        expect(secretsOf({ adminPassword: "" })).toEqual([meta]);
        expect(secretsOf({ randomSeed: "c2l4dGVlbiBieXRlcyBvaw==" })).toEqual([meta]);
        expect(secretsOf({ files: { "/a": { content: "" } } })).toEqual(["openstack/content/0000", meta]);
        expect(secretsOf({ userData: "", ec2: {} })).toEqual(["ec2/latest/user-data", "openstack/latest/user_data"]);
        expect(secretsOf({ rootFiles: { a: { content: "" } } })).toEqual(["a"]);
        expect(secretsOf({ vendorData: {} })).toEqual([
            "openstack/latest/vendor_data.json",
            "openstack/latest/vendor_data2.json",
        ]);
        expect(secretsOf({ vendorData2: {} })).toEqual(["openstack/latest/vendor_data2.json"]);
    });

    it("marks exactly the files that are the same on every drive", () => {
        const blank = ["openstack/latest/vendor_data.json", "openstack/latest/vendor_data2.json"];
        expect(pathsThatHold("nothing", {})).toEqual(blank);
        expect(pathsThatHold("nothing", { hostname: "h", ec2: {}, userData: "" })).toEqual(blank);
        expect(pathsThatHold("nothing", { vendorData2: {} })).toEqual(blank.slice(0, 1));
        expect(pathsThatHold("nothing", { vendorData: {} })).toEqual([]);
        expect(pathsThatHold("plain", { ec2: {} })).toEqual([
            "ec2/latest/meta-data.json",
            "openstack/latest/meta_data.json",
        ]);
    });

    it("doesn't mark a version that is older than the seed", () => {
        const secret = [...treeOf({ randomSeed: "c2l4dGVlbiBieXRlcyBvaw==" })].filter(
            (entry) => entry[1].holds === "secret",
        );
        expect(secret.map(([path]) => path)).not.toContain("openstack/2012-08-10/meta_data.json");
    });

    it("lists every path once, sorted by its bytes", () => {
        const paths = pathsOf({ ...FULL, rootFiles: { Z: { content: "" }, "openstack.txt": { content: "" } } });
        expect(paths).toEqual([...new Set(paths)]);
        expect(paths).toEqual(paths.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    });

    it("writes equal bytes for equal inputs, regardless of the order of their keys", () => {
        const expected = digestOf({ ...FULL });
        fc.assert(
            fc.property(fc.infiniteStream(fc.nat()), (ranks) => {
                const order = (keys: readonly string[]): readonly string[] =>
                    keys
                        .map((key) => ({ key, rank: Number(ranks.next().value) }))
                        .sort((a, b) => a.rank - b.rank)
                        .map(({ key }) => key);
                expect(digestOf({ ...Object(shuffled(FULL, order)) })).toBe(expected);
            }),
            { numRuns: 50 },
        );
    });
});
