import type { Device } from "../../../provider/model/devices.ts";
import type { ContentInputs, JsonObject } from "../../../provider/model/inputs.ts";

/** A subnet of a NIC, as Nova gets it from its network service. */
export interface NovaSubnet {
    readonly cidr: string;
    readonly ips?: readonly string[];
    readonly gateway?: string;
    readonly dns?: readonly string[];
    readonly routes?: readonly { readonly cidr: string; readonly gateway: string }[];
    readonly meta?: JsonObject;
}

/** A NIC with its network, as Nova gets it from its network service. */
export interface NovaVif {
    readonly id: string;
    readonly address: string;
    readonly networkId: string;
    readonly type: string;
    readonly devname?: string;
    readonly mtu?: number;
    readonly subnets: readonly NovaSubnet[];
}

/** An instance in Nova's terms: what `build_drives.py` reads. */
export interface NovaCase {
    readonly id: string;
    readonly uuid: string;
    readonly hostname: string;
    readonly name: string;
    readonly projectId: string;
    readonly availabilityZone?: string;
    readonly launchIndex?: number;
    readonly meta?: Readonly<Record<string, string>>;
    readonly keypairs?: readonly { readonly name: string; readonly type: string; readonly public_key: string }[];
    /** Base64. */
    readonly userData?: string;
    readonly adminPass?: string;
    readonly files?: readonly { readonly path: string; readonly base64: string }[];
    readonly devices?: readonly Device[];
    /** Dedicated CPUs of each NUMA cell. */
    readonly cells?: readonly (readonly number[])[];
    readonly vendorData?: JsonObject;
    readonly dhcpDomain?: string;
    readonly vifs?: readonly NovaVif[];
}

/** An instance in Nova's terms, and the same declared as a config drive. */
export interface Comparison {
    readonly nova: NovaCase;
    readonly inputs: ContentInputs;
}

const base = {
    uuid: "83679162-1378-4288-a2d4-70e13ec132aa",
    hostname: "h1",
    name: "n1",
    projectId: "7f7a6a1d3c4f4b6b8d1b0a0f9e8d7c6b",
};

const compare = (id: string, nova: Partial<NovaCase>, inputs: ContentInputs): Comparison => ({
    nova: { ...base, id, ...nova },
    inputs: { ...base, ...inputs },
});

const base64 = (text: string): string => Buffer.from(text).toString("base64");

const SSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9n0qF8wX3m2v4cT5y6zA7bC8dE9fG0hI1jK2lM3nO4 ops@example.org\n";
const PEM = "-----BEGIN CERTIFICATE-----\nMIIBszCCARygAwIBAgI=\n-----END CERTIFICATE-----\n";

const MAC = "52:54:00:12:34:56";
const nic: Device = { type: "nic", mac: MAC, bus: "pci", address: "0000:00:03.0" };
const disk: Device = { type: "disk", bus: "ide", address: "0:1", path: "/dev/sda", tags: ["root"] };
const share: Device = { type: "share", share_id: "1ea0e6a6-1b5c-4d5f-9d7c-6f4f0c8e2a11", tag: "data" };

const vif: NovaVif = { id: "vif1", address: MAC, networkId: "net1", type: "ovs", devname: "tap1", subnets: [] };
const link = { id: "tap1", vif_id: "vif1", type: "ovs", mtu: null, ethernet_mac_address: MAC } as const;
const v4: NovaSubnet = {
    cidr: "192.0.2.0/24",
    ips: ["192.0.2.10"],
    gateway: "192.0.2.1",
    dns: ["192.0.2.53"],
};
const dns4 = { type: "dns", address: "192.0.2.53" } as const;
const dns6 = { type: "dns", address: "2001:db8::53" } as const;
const static4 = {
    id: "network0",
    type: "ipv4",
    link: "tap1",
    ip_address: "192.0.2.10",
    netmask: "255.255.255.0",
    routes: [{ network: "0.0.0.0", netmask: "0.0.0.0", gateway: "192.0.2.1" }],
    services: [dns4],
    network_id: "net1",
} as const;
const static6 = {
    id: "network1",
    type: "ipv6",
    link: "tap1",
    ip_address: "2001:db8::10",
    netmask: "ffff:ffff:ffff:ffff::",
    routes: [{ network: "::", netmask: "::", gateway: "2001:db8::1" }],
    services: [dns6],
    network_id: "net1",
} as const;
const v6: NovaSubnet = {
    cidr: "2001:db8::/64",
    ips: ["2001:db8::10"],
    gateway: "2001:db8::1",
    dns: ["2001:db8::53"],
};
const vendorData = { "cloud-init": "#cloud-config\n", list: [1, 2.5, true, null, "é"], 10: "ten", 9: "nine" };

const metaData: readonly Comparison[] = [
    compare("nothing but names", {}, {}),
    compare("meta", { meta: { role: "web", n: "1", "10": "x" } }, { meta: { role: "web", n: "1", "10": "x" } }),
    compare("empty meta", { meta: {} }, { meta: {} }),
    compare("ssh key", { keypairs: [{ name: "ops", type: "ssh", public_key: SSH }] }, { publicKeys: { ops: SSH } }),
    compare(
        "certificate",
        { keypairs: [{ name: "admin", type: "x509", public_key: PEM }] },
        { publicKeys: { admin: PEM } },
    ),
    compare("administrator's password", { adminPass: 'p"ä\\' }, { adminPassword: 'p"ä\\' }),
    compare("no zone", {}, { availabilityZone: null }),
    compare("zone", { availabilityZone: "az1" }, { availabilityZone: "az1" }),
    compare("domain of the network service", { dhcpDomain: "novalocal" }, { hostname: "h1.novalocal" }),
    compare("launch index", { launchIndex: 3 }, { launchIndex: 3 }),
    compare("name in many scripts", { name: "Ünï \u{1f600} \u007f\t" }, { name: "Ünï \u{1f600} \u007f\t" }),
    compare("dedicated CPUs", { cells: [[5, 1], [11]] }, { dedicatedCpus: [5, 11, 1] }),
];

const contents: readonly Comparison[] = [
    compare("user data", { userData: base64("#!/bin/sh\necho ü\n") }, { userData: "#!/bin/sh\necho ü\n" }),
    compare("empty user data", { userData: "" }, { userData: "" }),
    compare("binary user data", { userData: "H4sIAAAA/wA=" }, { userData: { base64: "H4sIAAAA/wA=" } }),
    compare(
        "files",
        {
            files: [
                { path: "/etc/b", base64: base64("b\n") },
                { path: "/etc/c", base64: "" },
            ],
        },
        { files: { "/etc/c": { content: "" }, "/etc/b": { base64: base64("b\n") } } },
    ),
    compare("vendor data", { vendorData }, { vendorData }),
];

const devices: readonly Comparison[] = [
    compare("tagged NIC", { devices: [{ ...nic, tags: ["lan"] }] }, { devices: [{ ...nic, tags: ["lan"] }] }),
    compare("untagged NIC", { devices: [nic] }, { devices: [nic] }),
    compare("NIC with VLAN", { devices: [{ ...nic, vlan: 100 }] }, { devices: [{ ...nic, vlan: 100 }] }),
    compare("trusted NIC", { devices: [{ ...nic, vf_trusted: true }] }, { devices: [{ ...nic, vf_trusted: true }] }),
    compare("disk without serial", { devices: [disk] }, { devices: [disk] }),
    compare(
        "bus without address",
        { devices: [{ type: "disk", bus: "usb" }] },
        { devices: [{ type: "disk", bus: "usb" }] },
    ),
    compare(
        "disk without bus",
        { devices: [{ type: "disk", serial: "s" }] },
        { devices: [{ type: "disk", serial: "s" }] },
    ),
    compare("share", { devices: [share] }, { devices: [share] }),
    compare("all kinds of devices", { devices: [share, nic, disk] }, { devices: [share, nic, disk] }),
];

const networks: readonly Comparison[] = [
    compare("no network", { vifs: [] }, {}),
    compare(
        "static IPv4",
        { vifs: [{ ...vif, subnets: [v4] }] },
        { networkData: { links: [link], networks: [static4], services: [dns4] } },
    ),
    compare(
        "DHCP for IPv4",
        { vifs: [{ ...vif, mtu: 1450, subnets: [{ ...v4, meta: { enable_dhcp: true } }] }] },
        {
            networkData: {
                networks: [{ network_id: "net1", link: "tap1", type: "ipv4_dhcp", id: "network0" }],
                links: [{ ...link, mtu: 1450 }],
                services: [dns4],
            },
        },
    ),
    compare(
        "both families",
        { vifs: [{ ...vif, subnets: [v4, v6] }] },
        { networkData: { links: [link], networks: [static4, static6], services: [dns4, dns6] } },
    ),
    compare(
        "further routes",
        { vifs: [{ ...vif, subnets: [{ ...v4, routes: [{ cidr: "10.8.0.0/13", gateway: "192.0.2.2" }] }] }] },
        {
            networkData: {
                links: [link],
                networks: [
                    {
                        ...static4,
                        routes: [
                            ...static4.routes,
                            { gateway: "192.0.2.2", netmask: "255.248.0.0", network: "10.8.0.0" },
                        ],
                    },
                ],
                services: [dns4],
            },
        },
    ),
    compare(
        "stateful DHCP for IPv6",
        { vifs: [{ ...vif, subnets: [{ ...v6, meta: { ipv6_address_mode: "dhcpv6-stateful" } }] }] },
        {
            networkData: {
                links: [link],
                networks: [{ ...static6, id: "network0", type: "ipv6_dhcpv6-stateful" }],
                services: [dns6],
            },
        },
    ),
];

/** One of everything. */
export const EVERYTHING: Comparison = compare(
    "everything at once",
    {
        name: "Ünï",
        availabilityZone: "az1",
        launchIndex: 2,
        meta: { role: "web" },
        keypairs: [{ name: "ops", type: "ssh", public_key: SSH }],
        userData: base64("#cloud-config\n"),
        adminPass: "pw",
        files: [{ path: "/etc/motd", base64: base64("hello\n") }],
        devices: [{ ...nic, vlan: 100, tags: ["lan"] }, disk, share],
        cells: [[2, 3]],
        vendorData,
        vifs: [{ ...vif, subnets: [v4] }],
    },
    {
        name: "Ünï",
        availabilityZone: "az1",
        launchIndex: 2,
        meta: { role: "web" },
        publicKeys: { ops: SSH },
        userData: "#cloud-config\n",
        adminPassword: "pw",
        files: { "/etc/motd": { content: "hello\n" } },
        devices: [{ ...nic, vlan: 100, tags: ["lan"] }, disk, share],
        dedicatedCpus: [2, 3],
        vendorData,
        networkData: { links: [link], networks: [static4], services: [dns4] },
    },
);

/** Instances worth a look of their own. */
export const COMPARISONS: readonly Comparison[] = [...metaData, ...contents, ...devices, ...networks, EVERYTHING];
