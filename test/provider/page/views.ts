import { createHash } from "node:crypto";
import type {
    DriveView,
    Fact,
    GuestView,
    ImageView,
    ReaderView,
    SecretView,
    TreeFileView,
} from "../../../provider/view/drive-view.ts";
import type { AddressingView, LinkView, NetworkView } from "../../../provider/view/network/network-view.ts";

/*
 * Views made by hand, for what a page does with them. That the views of real drives are like them is for the tests of
 * provider/view.
 */

/** Hex SHA-256 of a text. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A secret, with its value if the page may have it. */
export const secret = (value: string, isShown: boolean): SecretView => ({
    digest: sha256(value),
    value: isShown ? value : undefined,
});

/** An image. */
export const image: ImageView = {
    format: "iso9660",
    container: "",
    label: "config-2",
    publisher: "PULUMI-CONFIG-DRIVE",
    size: 432_128,
    sha256: sha256("image"),
    isDigestShown: true,
};

/** A guest that a drive says nothing about. */
export const emptyGuest: GuestView = {
    facts: [],
    keys: [],
    userData: [],
    vendorData: [],
    packages: [],
    users: [],
    files: [],
};

/** A drive with nothing on it. */
export const emptyView: DriveView = {
    name: "drive.iso",
    image,
    guest: emptyGuest,
    network: undefined,
    tree: [],
    readers: [],
    findings: [],
    hasSecrets: false,
};

/** A fact. */
export const fact = (path: string, label: string, value: Fact["value"]): Fact => ({ path, label, value });

/** A file on a drive. */
export const file = (path: string, content: string, others: Partial<TreeFileView> = {}): TreeFileView => ({
    path,
    kind: "file",
    size: content.length,
    sha256: sha256(content),
    isDigestShown: true,
    sameAs: [],
    ...others,
});

/** A link. */
export const link = (id: string, others: Partial<LinkView> = {}): LinkView => ({
    id,
    kind: "nic",
    type: "phy",
    mac: "52:54:00:12:34:56",
    mtu: undefined,
    below: [],
    remarks: [],
    ...others,
});

/** What a link is configured with. */
export const network = (id: string, of: string, others: Partial<AddressingView> = {}): AddressingView => ({
    id,
    link: of,
    method: "static IPv4",
    address: "",
    routes: [],
    gateway: "",
    dns: [],
    ...others,
});

/** The versions of the metadata, with the same files in each. */
export const VERSIONS: readonly string[] = [
    "2012-08-10",
    "2013-04-04",
    "2013-10-17",
    "2015-10-15",
    "2016-06-30",
    "2016-10-06",
    "2017-02-22",
    "2018-08-27",
    "2020-10-14",
    "latest",
];

/** Files that are in every version. */
export const versioned = (files: Readonly<Record<string, string>>): readonly TreeFileView[] =>
    VERSIONS.flatMap((version) =>
        Object.entries(files).map(([name, content]) =>
            file(`openstack/${version}/${name}`, content, {
                sameAs: VERSIONS.filter((other) => other !== version).map((other) => `openstack/${other}/${name}`),
            }),
        ),
    );

const NETWORK: NetworkView = {
    links: [link("eth0", { mtu: 1500 })],
    networks: [
        network("lan", "eth0", { address: "192.0.2.10/24", gateway: "192.0.2.1", dns: ["192.0.2.53"] }),
        network("lan6", "eth0", { method: "SLAAC" }),
    ],
    dns: ["192.0.2.53"],
    omitted: 0,
};

const OUTLINE = `#cloud-config
hostname: web-1
timezone: Europe/Zurich
packages:
  - nginx
  - prometheus-node-exporter
users:
  - name: deploy
    passwd: (hidden)
write_files:
  - path: /etc/nginx/conf.d/site.conf
    permissions: "0644"
    content: (hidden)
`;

const readers: readonly ReaderView[] = [
    {
        name: "cloud-init",
        obstacle: "",
        isMeant: true,
        takes: [
            { input: "hostname", remark: "" },
            { input: "publicKeys", remark: "for the default user" },
            { input: "userData", remark: "" },
            { input: "networkData", remark: "" },
        ],
        leaves: [{ input: "adminPass", remark: "no program on Linux reads it" }],
    },
    {
        name: "cloudbase-init",
        obstacle: "",
        isMeant: false,
        takes: [
            { input: "hostname", remark: "the first 15 characters" },
            { input: "adminPass", remark: "" },
        ],
        leaves: [{ input: "networkData.services", remark: "" }],
    },
    {
        name: "Ignition",
        obstacle: "the user data isn't an Ignition config",
        isMeant: false,
        takes: [],
        leaves: [],
    },
];

/** A server with one NIC. */
export const server = (hasSecrets = false): DriveView => ({
    name: "web-1.iso",
    image,
    guest: {
        facts: [
            fact("hostname", "Host name", "web-1.example.org"),
            fact("uuid", "Instance id", "83679162-1378-4288-a2d4-70e13ec132aa"),
            fact("availabilityZone", "Availability zone", "rack-7"),
            fact("meta.role", "meta.role", "front"),
            fact("adminPass", "Administrator's password", secret("tulip-harbour-91", hasSecrets)),
            fact("randomSeed", "Seed of random numbers", secret("c2VlZA==", hasSecrets)),
        ],
        keys: [
            {
                name: "ops",
                type: "ssh-ed25519",
                fingerprint: "SHA256:AoMW0EXUyP0hF0Gm1NUc2P0vHKdK0OWNj4Qk0sPIs9Q",
                comment: "ops@example.org",
            },
            { name: "old", type: "ssh-rsa", fingerprint: undefined, comment: "" },
        ],
        userData: [
            {
                place: "part 1",
                kind: { name: "cloud-config", language: "yaml" },
                size: 640,
                digest: sha256(OUTLINE),
                outline: OUTLINE,
                text: hasSecrets ? OUTLINE.replaceAll("(hidden)", "violet-anchor-17") : undefined,
                failure: "",
            },
            {
                place: "part 2",
                kind: { name: "shell script", language: "bash" },
                size: 88,
                digest: sha256("script"),
                outline: "",
                text: hasSecrets ? '#!/bin/sh\nset -e\necho "ready" > /run/ready # done\n' : undefined,
                failure: "",
            },
        ],
        vendorData: [],
        packages: ["nginx", "prometheus-node-exporter"],
        users: ["deploy"],
        files: [
            { path: "/etc/motd", size: 6, mode: "0644", owner: "root:root", source: "files" },
            {
                path: "/etc/nginx/conf.d/site.conf",
                size: 412,
                mode: "0644",
                owner: "",
                source: "write_files",
            },
        ],
    },
    network: NETWORK,
    tree: [
        ...versioned({ "meta_data.json": '{"uuid":"83679162"}', user_data: OUTLINE, "network_data.json": "{}" }),
        file("openstack/content/0000", "hello\n"),
        file("ec2/latest/meta-data.json", "secret", { isDigestShown: false }),
    ],
    readers,
    findings: [
        {
            severity: "warning",
            path: "publicKeys.old",
            reason: "isn't a key that sshd reads; its owner couldn't log in",
            topic: "access",
        },
        {
            severity: "warning",
            path: "networkData.networks[1]",
            reason: "cloud-init configures SLAAC only if the router advertises a prefix",
            topic: "network",
        },
    ],
    hasSecrets,
});

const bonded = (index: number): readonly LinkView[] => [
    link(`eno${2 * index}`, { mac: `52:54:00:00:00:${(2 * index).toString(16).padStart(2, "0")}`, mtu: 9000 }),
    link(`eno${2 * index + 1}`, { mac: `52:54:00:00:00:${(2 * index + 1).toString(16).padStart(2, "0")}`, mtu: 9000 }),
    link(`bond${index}`, {
        kind: "bond",
        type: "bond",
        mac: `52:54:00:00:00:${(2 * index).toString(16).padStart(2, "0")}`,
        below: [`eno${2 * index}`, `eno${2 * index + 1}`],
        remarks: ["802.3ad", "layer3+4"],
    }),
    link(`vlan${100 + index}`, {
        kind: "vlan",
        type: "vlan",
        mac: "",
        below: [`bond${index}`],
        remarks: [`VLAN ${100 + index}`],
    }),
    link(`storage${index}`, {
        kind: "vlan",
        type: "vlan",
        mac: "",
        below: [`bond${index}`],
        remarks: [`VLAN ${200 + index}`],
    }),
];

/** A host with 40 links: NICs, bonds and VLANs. */
export const host = (): DriveView => ({
    ...server(),
    name: "hypervisor-3.img",
    image: { ...image, format: "vfat", size: 8_388_608, publisher: "" },
    network: {
        links: Array.from({ length: 8 }, (_, index) => bonded(index)).flat(),
        networks: Array.from({ length: 8 }, (_, index) => [
            network(`lan${index}`, `vlan${100 + index}`, {
                address: `198.51.100.${index + 10}/24`,
                gateway: index === 0 ? "198.51.100.1" : "",
                routes: [{ to: `10.${index}.0.0/16`, via: "198.51.100.254" }],
            }),
            network(`store${index}`, `storage${index}`, { method: "static IPv6", address: `2001:db8:${index}::10/64` }),
        ]).flat(),
        dns: ["192.0.2.53", "2001:db8::53"],
        omitted: 0,
    },
});

/** Windows. */
export const windows = (): DriveView => ({
    ...server(),
    name: "win-1.vhd",
    image: { ...image, container: "vhd" },
    guest: {
        ...emptyGuest,
        facts: [
            fact("hostname", "Host name", "win-1"),
            fact("adminPass", "Administrator's password", secret("cedar-lantern-55", false)),
        ],
        keys: [{ name: "winrm", type: "x509", fingerprint: undefined, comment: "" }],
        userData: [
            {
                place: "",
                kind: { name: "PowerShell script", language: "powershell" },
                size: 200,
                digest: sha256("ps1"),
                outline: "",
                text: undefined,
                failure: "",
            },
        ],
    },
    readers: readers.map((reader) => ({ ...reader, isMeant: reader.name === "cloudbase-init" })),
    findings: [],
});

/** Fedora CoreOS or Flatcar. */
export const ignition = (): DriveView => ({
    ...emptyView,
    name: "core.iso",
    guest: {
        ...emptyGuest,
        facts: [fact("hostname", "Host name", "core-1")],
        userData: [
            {
                place: "",
                kind: { name: "Ignition config", language: "json" },
                size: 300,
                digest: sha256("ignition"),
                outline: '{\n    "ignition": { "version": "3.4.0" },\n    "storage": { "files": [1, true, null] }\n}\n',
                text: undefined,
                failure: "",
            },
        ],
        users: ["core"],
        files: [{ path: "/etc/hostname", size: undefined, mode: "0644", owner: "0:0", source: "Ignition" }],
    },
    tree: [file("openstack/latest/user_data", "ignition")],
});

/** Inputs of which no drive can be made. */
export const broken = (): DriveView => ({
    ...emptyView,
    name: "inputs.json",
    image: undefined,
    findings: [
        {
            severity: "warning",
            path: "userData",
            reason: "doesn't start with a header guests recognise",
            topic: "userData",
        },
        { severity: "problem", path: "hostname", reason: "must not contain spaces", topic: "guest" },
        { severity: "problem", path: "files./etc/motd", reason: "declares no content", topic: "files" },
        { severity: "problem", path: "vendorData", reason: "is no JSON", topic: "vendorData" },
        { severity: "problem", path: "format", reason: 'must be "iso9660" or "vfat"', topic: "image" },
    ],
});

/** The server after a change of most of what it has. */
export const changedServer = (hasSecrets = false): DriveView => {
    const before = server(hasSecrets);
    const outline = OUTLINE.replace("Europe/Zurich", "Europe/Lisbon").replace(
        "  - nginx\n",
        "  - nginx\n  - certbot\n",
    );
    return {
        ...before,
        name: "web-1-next.iso",
        image: { ...image, sha256: sha256("another image") },
        guest: {
            ...before.guest,
            facts: [
                ...before.guest.facts
                    .filter(({ path }) => path !== "meta.role")
                    .map((each) => {
                        if (each.path === "availabilityZone") return { ...each, value: "rack-9" };
                        if (each.path === "adminPass") return { ...each, value: secret("maple-beacon-08", hasSecrets) };
                        return each;
                    }),
                fact("meta.tier", "meta.tier", "gold"),
            ],
            keys: before.guest.keys
                .filter(({ name }) => name !== "old")
                .concat({
                    name: "new",
                    type: "ssh-ed25519",
                    fingerprint: "SHA256:Zk0y0EXUyP0hF0Gm1NUc2P0vHKdK0OWNj4Qk0sPIs9Q",
                    comment: "next@example.org",
                }),
            userData: before.guest.userData.map((part) =>
                part.place === "part 1"
                    ? {
                          ...part,
                          digest: sha256(outline),
                          outline,
                          text: hasSecrets ? outline.replaceAll("(hidden)", "violet-anchor-18") : undefined,
                          size: 655,
                      }
                    : part,
            ),
            packages: ["nginx", "certbot", "prometheus-node-exporter"],
        },
        network: {
            ...NETWORK,
            links: [link("eth0", { mtu: 9000 }), link("eth1", { mac: "52:54:00:12:34:57" })],
            networks: [
                network("lan", "eth0", { address: "192.0.2.11/24", gateway: "192.0.2.1", dns: ["192.0.2.53"] }),
                network("backup", "eth1", { method: "DHCP" }),
            ],
        },
        tree: [
            ...versioned({ "meta_data.json": '{"uuid":"83679162"}', user_data: outline, "network_data.json": "{ }" }),
            file("openstack/content/0000", "hello\n"),
            file("openstack/content/0001", "new\n"),
        ],
        findings: before.findings.slice(1),
    };
};
