import { describe, expect, it } from "vitest";
import { type ImageEntry, writeIso9660 } from "../../../provider/formats/iso9660/index.ts";
import { ShownDigests } from "../../../provider/view/digests.ts";
import type { DriveView } from "../../../provider/view/drive-view.ts";
import { file, wholeOf } from "../formats/iso9660/trees.ts";
import { opened, viewOfImage, viewOfInputs } from "./drives.ts";

const SEED = Buffer.alloc(16, 7).toString("base64");

const KEY = `ssh-ed25519 ${Buffer.concat([
    ...["ssh-ed25519", "0123456789abcdef0123456789abcdef"].flatMap((text) => [
        Buffer.from([0, 0, 0, text.length]),
        Buffer.from(text),
    ]),
]).toString("base64")}`;

type Inputs = Readonly<Record<string, unknown>>;

/** The paths below latest, or elsewhere, whose digest is hidden; and whether the image's is shown. */
const hiddenIn = ({ tree, image }: DriveView): readonly string[] => [
    ...tree
        .filter(({ kind, isDigestShown, path }) => kind === "file" && !isDigestShown && !/\/\d{4}-/.test(path))
        .map(({ path }) => path.replace("openstack/latest/", "")),
    ...(image?.isDigestShown ? [] : ["image"]),
];

const hidden = async (inputs: Inputs, withSecrets = false): Promise<readonly string[]> =>
    hiddenIn(await viewOfInputs(inputs, withSecrets));

const network = { links: [{ id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:12:34:56" }], networks: [] };

describe("a digest in a view", () => {
    it("is shown of plain files, and of an image that has no others", async () => {
        expect(
            await hidden({ hostname: "web-1", networkData: network, meta: { role: "web" }, ec2: { a: "b" } }),
        ).toEqual([]);
    });

    it.each<[string, Inputs, readonly string[]]>([
        ["user data", { userData: "#!/bin/sh\n" }, ["user_data", "image"]],
        ["vendor data", { vendorData: { a: 1 } }, ["vendor_data.json", "vendor_data2.json", "image"]],
        ["vendor data of its own", { vendorData2: { b: 1 } }, ["vendor_data2.json", "image"]],
        ["files", { files: { "/a": { content: "x" } } }, ["openstack/content/0000", "image"]],
        ["root files", { rootFiles: { "x/y": { content: "x" } } }, ["x/y", "image"]],
        ["a password", { adminPassword: "x" }, ["meta_data.json", "image"]],
        ["a short seed", { randomSeed: "c2hvcnQ=" }, ["meta_data.json", "image"]],
        ["a secret in meta", { meta: { db_password: "x" } }, ["meta_data.json", "image"]],
        ["a secret in a key's comment", { publicKeys: { a: `${KEY} password=x` } }, ["meta_data.json", "image"]],
        ["a secret in extra metadata", { extraMetaData: { a: [{ token: "x" }] } }, ["meta_data.json", "image"]],
    ])("is hidden if trying all short secrets would find it: %s", async (_, inputs, expected) => {
        expect(await hidden({ hostname: "web-1", ...inputs })).toEqual(expected);
        expect(await hidden({ hostname: "web-1", ...inputs }, true)).toEqual([]);
    });

    const link = { id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:12:34:56" };

    it.each<[string, Inputs]>([
        ["keys", { publicKeys: { "deploy-key": `${KEY} ops@example.org`, other: KEY } }],
        ["devices", { devices: [{ type: "nic", bus: "none", mac: "52:54:00:12:34:56", tags: ["a"] }] }],
        [
            "a network of all kinds",
            {
                networkData: {
                    links: [
                        { ...link, name: "lan", vif_id: "83679162-1378-4288-a2d4-70e13ec132aa", mtu: 1500 },
                        { id: "b0", type: "bond", bond_mode: "802.3ad", bond_links: ["eth0"], bond_miimon: 100 },
                        { id: "v7", type: "vlan", vlan_link: "b0", vlan_id: 7, vlan_mac_address: "52:54:00:12:34:57" },
                    ],
                    networks: [
                        { id: "a", link: "b0", type: "ipv4_dhcp", network_id: "83679162-1378-4288-a2d4-70e13ec132aa" },
                        {
                            ...{
                                id: "b",
                                link: "v7",
                                type: "ipv6",
                                ip_address: "2001:db8::10",
                                netmask: "ffff:ffff::",
                            },
                            routes: [{ network: "::", netmask: "::", gateway: "fe80::1" }],
                            services: [{ type: "dns", address: "2001:db8::53" }],
                        },
                    ],
                    services: [{ type: "dns", address: "192.0.2.53" }],
                },
            },
        ],
    ])("is shown of what the page shows completely: %s", async (_, inputs) => {
        expect(await hidden({ hostname: "web-1", ...inputs })).toEqual([]);
    });

    it.each<[string, Inputs, string]>([
        ["an unknown key of a link", { networkData: { links: [{ ...link, psk: "x" }], networks: [] } }, "network_data"],
        ["a key beside the links", { networkData: { links: [link], networks: [], x: 1 } }, "network_data"],
        [
            "a port's id of another form",
            { networkData: { links: [{ ...link, vif_id: "x" }], networks: [] } },
            "network_data",
        ],
        ["an option of a key", { publicKeys: { ops: `environment="A=x" ${KEY}` } }, "meta_data"],
        ["a key that can't be read", { publicKeys: { ops: "ssh-rsa AAAA" } }, "meta_data"],
        ["a value that is cut", { meta: { role: "x".repeat(257) } }, "meta_data"],
        ["a value with a secret's form", { meta: { url: "https://u:x@example.org/" } }, "meta_data"],
    ])("is hidden of a document of which the page leaves something out: %s", async (_, inputs, name) => {
        expect(await hidden({ hostname: "web-1", ...inputs })).toEqual([`${name}.json`, "image"]);
    });

    const metaData = '{"uuid": "83679162-1378-4288-a2d4-70e13ec132aa", "hostname": "web-1", "meta": {"a": "b"}}';
    const latest = file("openstack/latest/meta_data.json", metaData);
    const ofImage = async (...entries: readonly ImageEntry[]): Promise<readonly string[]> =>
        hiddenIn(await viewOfImage(wholeOf(writeIso9660(entries, { label: "config-2" }))));

    it("is shown of a document whose bytes say no more than its values", async () => {
        const old = file("openstack/2012-08-10/meta_data.json", '{"hostname":"web-1"}');
        expect(await ofImage(latest, old)).toEqual([]);
        const escaped = metaData.replace('"b"', String.raw`"\u00e9"`);
        expect(await ofImage(file("openstack/latest/meta_data.json", escaped))).toEqual([]);
    });

    it.each([
        ["a key twice", metaData.replace('"a"', '"a": "x", "a"')],
        ["digits that are lost", metaData.replace('"b"', "1.00000000000000000007")],
    ])("is hidden of a document with %s", async (_, text) => {
        expect(await ofImage(file("openstack/latest/meta_data.json", text))).toEqual(["meta_data.json", "image"]);
    });

    it("is hidden of a version that says what the shown one doesn't, of another folder, and of the image", async () => {
        expect(await ofImage(latest, file("openstack/2012-08-10/meta_data.json", '{"hostname":"x"}'))).toEqual([
            "image",
        ]);
        expect(await ofImage(file("ec2/2009-04-04/meta-data.json", '{"a":"x"}'), latest)).toEqual(["image"]);
    });

    it("is hidden of an image with links, whose targets aren't shown", () => {
        const { contents, digests } = opened(wholeOf(writeIso9660([latest], { label: "config-2" })));
        const isShown = (others: readonly string[]): boolean =>
            new ShownDigests({ contents, digests }, false).isImageShown({ ...contents, others });
        expect([isShown([]), isShown(["link"])]).toEqual([true, false]);
    });

    it("is shown of a document with a seed that nobody can guess, and of its image, but not of the other files", async () => {
        const inputs = { randomSeed: SEED, adminPassword: "x", userData: "#!/bin/sh\n" };
        const view = await viewOfInputs(inputs);
        expect(hiddenIn(view)).toEqual(["user_data"]);
        const oldest = view.tree.find(({ path }) => path === "openstack/2012-08-10/meta_data.json");
        expect(oldest).toMatchObject({ isDigestShown: false });
    });

    it("isn't needed to know which files are the same", async () => {
        const { tree } = await viewOfInputs({ userData: "#!/bin/sh\n", metadataVersions: "all" });
        const row = tree.find(({ path }) => path === "openstack/latest/user_data");
        expect(row?.sameAs).toHaveLength(10);
        expect(row?.sameAs[0]).toBe("openstack/2012-08-10/user_data");
        expect(tree.filter(({ size }) => size === 0).every(({ sameAs }) => sameAs.length === 0)).toBe(true);
    });
});
