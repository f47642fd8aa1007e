import type { JsonObject } from "../../../../../provider/model/inputs.ts";
import type { NetworkData } from "../../../../../provider/model/network-data.ts";
import type { NetworkArgs } from "../../../../../provider/spec/network-description/args.ts";

/** The machine's NICs. */
export const MACS = { "52:54:00:12:34:56": "ens3", "52:54:00:12:34:57": "ens4" } as const;

const MAC = "52:54:00:12:34:56";
const OTHER_MAC = "52:54:00:12:34:57";

/** A network in OpenStack's words and in those of `networkData()`, and what a guest has to be set up with. */
export interface NetworkCase {
    readonly id: string;
    readonly document: NetworkData;
    readonly words: NetworkArgs;
    /** netplan's configuration below `network`, without the version. */
    readonly netplan: JsonObject;
}

const nic = (id: string, mac: string) => ({ id, type: "phy", ethernet_mac_address: mac }) as const;

const NIC = nic("nic0", MAC);
const OTHER_NIC = nic("nic1", OTHER_MAC);
const BOND = {
    id: "pair",
    type: "bond",
    ethernet_mac_address: MAC,
    bond_mode: "802.3ad",
    bond_links: ["nic0", "nic1"],
} as const;

/** netplan's entry of a NIC with nothing else. */
const ens3 = { match: { macaddress: MAC }, "set-name": "ens3" };
const ens4 = { match: { macaddress: OTHER_MAC }, "set-name": "ens4" };
const bond0 = { interfaces: ["ens3", "ens4"], macaddress: MAC, parameters: { mode: "802.3ad" } };

const dns4 = { type: "dns", address: "192.0.2.53" } as const;
const dns6 = { type: "dns", address: "2001:db8::53" } as const;

const static4 = { id: "n4", type: "ipv4", link: "nic0", ip_address: "192.0.2.10", netmask: "255.255.255.0" } as const;
const static6 = {
    id: "n6",
    type: "ipv6",
    link: "nic0",
    ip_address: "2001:db8::10",
    netmask: "ffff:ffff:ffff:ffff::",
} as const;
const default4 = { network: "0.0.0.0", netmask: "0.0.0.0", gateway: "192.0.2.1" } as const;
const default6 = { network: "::", netmask: "::", gateway: "fe80::1" } as const;
const via4 = { to: "0.0.0.0/0", via: "192.0.2.1" };
const via6 = { to: "::/0", via: "fe80::1" };

const statics: readonly NetworkCase[] = [
    {
        id: "IPv4, routes and name servers",
        document: {
            links: [NIC],
            networks: [
                {
                    ...static4,
                    routes: [default4, { network: "10.8.0.0", netmask: "255.248.0.0", gateway: "192.0.2.2" }],
                    services: [dns4, { type: "dns", address: "192.0.2.54" }],
                },
            ],
            services: [dns4, { type: "dns", address: "192.0.2.54" }],
        },
        words: {
            ethernets: {
                nic0: {
                    mac: MAC,
                    addresses: ["192.0.2.10/24"],
                    gateway4: "192.0.2.1",
                    routes: [{ to: "10.8.0.0/13", via: "192.0.2.2" }],
                },
            },
            nameservers: ["192.0.2.53", "192.0.2.54"],
        },
        netplan: {
            ethernets: {
                ens3: {
                    ...ens3,
                    addresses: ["192.0.2.10/24"],
                    routes: [via4, { to: "10.8.0.0/13", via: "192.0.2.2" }],
                    nameservers: { addresses: ["192.0.2.53", "192.0.2.54"] },
                },
            },
        },
    },
    {
        id: "IPv6",
        document: {
            links: [NIC],
            networks: [{ ...static6, routes: [default6], services: [dns6] }],
            services: [dns6],
        },
        words: {
            ethernets: { nic0: { mac: MAC, addresses: ["2001:db8::10/64"], gateway6: "fe80::1" } },
            nameservers: ["2001:db8::53"],
        },
        netplan: {
            ethernets: {
                ens3: {
                    ...ens3,
                    addresses: ["2001:db8::10/64"],
                    "accept-ra": false,
                    routes: [via6],
                    nameservers: { addresses: ["2001:db8::53"] },
                },
            },
        },
    },
    {
        id: "both families and an MTU",
        document: {
            links: [{ ...NIC, mtu: 1400 }],
            networks: [
                { ...static4, routes: [default4], services: [dns4] },
                { ...static6, routes: [default6], services: [dns6] },
            ],
            services: [dns4, dns6],
        },
        words: {
            ethernets: {
                nic0: {
                    mac: MAC,
                    mtu: 1400,
                    addresses: ["192.0.2.10/24", "2001:db8::10/64"],
                    gateway4: "192.0.2.1",
                    gateway6: "fe80::1",
                },
            },
            nameservers: ["192.0.2.53", "2001:db8::53"],
        },
        netplan: {
            ethernets: {
                ens3: {
                    ...ens3,
                    mtu: 1400,
                    addresses: ["192.0.2.10/24", "2001:db8::10/64"],
                    "accept-ra": false,
                    routes: [via4, via6],
                    nameservers: { addresses: ["192.0.2.53", "2001:db8::53"] },
                },
            },
        },
    },
];

const dynamic = (
    id: string,
    types: readonly NetworkData["networks"][number]["type"][],
    args: Omit<NetworkArgs["ethernets"][string], "mac">,
    netplan: JsonObject,
): NetworkCase => ({
    id,
    document: {
        links: [NIC],
        networks: types.map((type, index): NetworkData["networks"][number] =>
            type === "ipv4" || type === "ipv6" ? static4 : { id: `n${index}`, type, link: "nic0" },
        ),
    },
    words: { ethernets: { nic0: { mac: MAC, ...args } } },
    netplan: { ethernets: { ens3: { ...ens3, ...netplan } } },
});

const dynamics: readonly NetworkCase[] = [
    dynamic("DHCP for IPv4", ["ipv4_dhcp"], { dhcp4: true }, { dhcp4: true }),
    dynamic("DHCP for IPv6", ["ipv6_dhcp"], { dhcp6: true }, { dhcp6: true, "accept-ra": true }),
    dynamic(
        "DHCP for both",
        ["ipv4_dhcp", "ipv6_dhcpv6-stateful"],
        { dhcp4: true, dhcp6: "stateful" },
        { dhcp4: true, dhcp6: true, "accept-ra": true },
    ),
    dynamic("stateless DHCPv6", ["ipv6_dhcpv6-stateless"], { dhcp6: "stateless" }, { dhcp6: true }),
    dynamic(
        "SLAAC beside a static address",
        ["ipv4", "ipv6_slaac"],
        { addresses: ["192.0.2.10/24"], dhcp6: "slaac" },
        { addresses: ["192.0.2.10/24"], dhcp6: true },
    ),
];

const stacked: readonly NetworkCase[] = [
    {
        id: "a VLAN on a NIC",
        document: {
            links: [NIC, { id: "lan", type: "vlan", vlan_link: "nic0", vlan_id: 100, vlan_mac_address: MAC }],
            networks: [
                { id: "a", type: "ipv4_dhcp", link: "nic0" },
                { ...static4, link: "lan" },
            ],
        },
        words: {
            ethernets: { nic0: { mac: MAC, dhcp4: true } },
            vlans: { lan: { id: 100, link: "nic0", addresses: ["192.0.2.10/24"] } },
        },
        netplan: {
            ethernets: { ens3: { ...ens3, dhcp4: true } },
            vlans: { "ens3.100": { id: 100, link: "ens3", macaddress: MAC, addresses: ["192.0.2.10/24"] } },
        },
    },
    {
        id: "a bond",
        document: {
            links: [NIC, OTHER_NIC, { ...BOND, mtu: 9000 }],
            networks: [{ ...static4, link: "pair", routes: [default4] }],
        },
        words: {
            ethernets: { nic0: { mac: MAC }, nic1: { mac: OTHER_MAC } },
            bonds: {
                pair: {
                    interfaces: ["nic0", "nic1"],
                    mode: "802.3ad",
                    mtu: 9000,
                    addresses: ["192.0.2.10/24"],
                    gateway4: "192.0.2.1",
                },
            },
        },
        netplan: {
            ethernets: { ens3, ens4 },
            bonds: { bond0: { ...bond0, mtu: 9000, addresses: ["192.0.2.10/24"], routes: [via4] } },
        },
    },
    {
        id: "a VLAN on a bond",
        document: {
            links: [
                NIC,
                OTHER_NIC,
                BOND,
                { id: "lan", type: "vlan", vlan_link: "pair", vlan_id: 5, vlan_mac_address: MAC },
            ],
            networks: [
                { ...static4, link: "lan", services: [dns4] },
                { ...static6, link: "lan", routes: [default6] },
            ],
            services: [dns4],
        },
        words: {
            ethernets: { nic0: { mac: MAC }, nic1: { mac: OTHER_MAC } },
            bonds: { pair: { interfaces: ["nic0", "nic1"], mode: "802.3ad" } },
            vlans: {
                lan: { id: 5, link: "pair", addresses: ["192.0.2.10/24", "2001:db8::10/64"], gateway6: "fe80::1" },
            },
            nameservers: ["192.0.2.53"],
        },
        netplan: {
            ethernets: { ens3, ens4 },
            bonds: { bond0 },
            vlans: {
                "bond0.5": {
                    id: 5,
                    link: "bond0",
                    macaddress: MAC,
                    "accept-ra": false,
                    addresses: ["192.0.2.10/24", "2001:db8::10/64"],
                    routes: [via6],
                    nameservers: { addresses: ["192.0.2.53"] },
                },
            },
        },
    },
];

/** All kinds of networks that a drive can declare. */
export const NETWORKS: readonly NetworkCase[] = [...statics, ...dynamics, ...stacked];
