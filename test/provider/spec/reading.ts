import type { ContentInputs } from "../../../provider/model/inputs.ts";
import { type DriveSpec, parseSpec } from "../../../provider/spec/parse.ts";

/** The id of drives in tests that don't depend on it. */
export const UUID = "83679162-1378-4288-a2d4-70e13ec132aa";

/** Inputs of any shape. */
export type Inputs = Readonly<Record<string, unknown>>;

/** The problems of the inputs, as `path: reason`. */
export const problemsIn = (inputs: Inputs): readonly string[] => {
    const parsed = parseSpec(inputs, UUID);
    return parsed.kind === "problems" ? parsed.problems.map(({ path, reason }) => `${path}: ${reason}`) : [];
};

/** The warnings about the inputs, as `path: reason`. */
export const warningsIn = (inputs: Inputs): readonly string[] =>
    parseSpec(inputs, UUID).warnings.map(({ path, reason }) => `${path}: ${reason}`);

/** The drive the inputs define; throws if they define none. */
export const specOf = (inputs: Inputs): DriveSpec => {
    const parsed = parseSpec(inputs, UUID);
    if (parsed.kind !== "spec") throw new Error(`not a drive: ${JSON.stringify(parsed)}`);
    return parsed.spec;
};

/** A key sshd accepts. */
export const SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9n0qF8wX3m2v4cT5y6zA7bC8dE9fG0hI1jK2lM3nO4 ops";

/** One of everything, without problems. */
export const FULL: ContentInputs = {
    uuid: "1ea0e6a6-1b5c-4d5f-9d7c-6f4f0c8e2a11",
    hostname: "web-1.example.org",
    name: "Web server",
    availabilityZone: "rack-7",
    launchIndex: 2,
    projectId: "shop",
    meta: { role: "web", tier: "1" },
    publicKeys: {
        ops: SSH_KEY,
        admin: "-----BEGIN CERTIFICATE-----\nMIIBszCCARygAwIBAgI=\n-----END CERTIFICATE-----\n",
    },
    adminPassword: "correct horse",
    randomSeed: "c2l4dGVlbiBieXRlcyBvaw==",
    devices: [
        { type: "nic", mac: "52:54:00:12:34:56", bus: "pci", address: "0000:00:03.0", vlan: 5, tags: ["lan"] },
        { type: "disk", bus: "scsi", address: "0:0:0:1", serial: "s1", path: "/dev/sdb", tags: [] },
        { type: "share", share_id: "1ea0e6a6-1b5c-4d5f-9d7c-6f4f0c8e2a11", tag: "data" },
    ],
    dedicatedCpus: [3, 2],
    extraMetaData: { product: "shop", instance_type: "small" },
    userData: [
        { content: "#cloud-config\n{}\n" },
        { content: "#!/bin/sh\n", filename: "setup.sh", contentType: "text/x-shellscript", mergeType: "list(append)" },
    ],
    vendorData: { "cloud-init": "#cloud-config\n{}\n" },
    vendorData2: { static: {} },
    networkData: {
        links: [
            { id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:12:34:56", mtu: null },
            { id: "eth1", type: "phy", ethernet_mac_address: "52:54:00:12:34:57", mtu: 9000 },
            { id: "bond0", type: "bond", bond_mode: "802.3ad", bond_links: ["eth0", "eth1"], bond_miimon: 100 },
            { id: "lan", type: "vlan", vlan_link: "bond0", vlan_id: 5, vlan_mac_address: "52:54:00:12:34:58" },
        ],
        networks: [
            {
                id: "n4",
                type: "ipv4",
                link: "lan",
                ip_address: "192.0.2.10",
                netmask: "255.255.255.0",
                routes: [{ network: "0.0.0.0", netmask: "0.0.0.0", gateway: "192.0.2.1" }],
                services: [{ type: "dns", address: "192.0.2.53" }],
            },
            { id: "n6", type: "ipv6_dhcp", link: "lan" },
        ],
        services: [{ type: "dns", address: "192.0.2.53" }],
    },
    files: { "/etc/motd": { content: "hello\n" }, "/etc/krb5.keytab": { base64: "BQI=" } },
    rootFiles: { "config/bootstrap.xml": { content: "<x/>" } },
    metadataVersions: "all",
    ec2: { "instance-id": "i-1", placement: { "availability-zone": null } },
    format: "iso9660",
    label: "config-2",
};

/** A readable certificate: self-signed, for the name "admin". */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBeDCCAR2gAwIBAgIUXqi4DRXJ8m5NuOvWIaovQTbrvy0wCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFYWRtaW4wIBcNMjYxMTIzMTgyMTQyWhgPMjEyNjEwMzAxODIx
NDJaMBAxDjAMBgNVBAMMBWFkbWluMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
eQ/a02bttOvwbYgFzhyt3PapHFNL3eWiZnmRS/U7GdXVpFn+KCcrehjH2XwyuN8z
rnZr60FbVe6yDLudUlcx66NTMFEwHQYDVR0OBBYEFHkZmR1CLYrivmYUzLzlzqJZ
H7QdMB8GA1UdIwQYMBaAFHkZmR1CLYrivmYUzLzlzqJZH7QdMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAL58tD75xHahDnXQoTCwROtj5pyZbNC/
spGo6sfYVCSNAiEAzdlxYzBgv+TMyOiMwp6rOpEI4dnIPifeqqQNaxV7VmU=
-----END CERTIFICATE-----
`;

/** Inputs without problems or warnings, with a larger network than `FULL`. */
export const GOOD = {
    ...FULL,
    publicKeys: { ...FULL.publicKeys, admin: CERTIFICATE },
    networkData: {
        ...FULL.networkData,
        links: [
            ...(FULL.networkData?.links ?? []),
            { id: "eth2", type: "phy", ethernet_mac_address: "52:54:00:12:34:59", mtu: 1400, name: "wan0" },
            { id: "dmz", type: "vlan", vlan_link: "bond0", vlan_id: 6, vlan_mac_address: "52:54:00:12:34:5a" },
        ],
        networks: [
            ...(FULL.networkData?.networks ?? []),
            {
                id: "wan",
                type: "ipv6",
                link: "eth2",
                ip_address: "2001:db8::10",
                netmask: "ffff:ffff:ffff:ffff::",
                routes: [{ network: "::", netmask: "::", gateway: "fe80::1" }],
            },
            { id: "auto", type: "ipv6_slaac", link: "dmz" },
        ],
    },
} as const satisfies ContentInputs;
