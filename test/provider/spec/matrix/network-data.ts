import { breaks, type Mutation } from "./mutation.ts";

const IDS = '"eth0", "eth1", "bond0", "lan", "eth2", "dmz"';
const noLink = (id: string): string => `no link has the id "${id}"; existing ids: ${IDS}`;
const missing = (what: string): string => `is missing; it must be ${what}`;
const notMac = (example: string): string =>
    `must be six pairs of hex digits separated by ":", e.g. ${example}; guests don't recognise a MAC in any other form`;
const MIXED = "must be IPv4 to match the route's network; guests reject mixed families";
const NO_ADDRESS = "must be an IP address, e.g. 192.0.2.1 or 2001:db8::1; otherwise guests set up no network";
const NAME = 'must be 1 to 15 characters without "/", ":" or spaces; Linux rejects other names';
const MTU = "must be from 68 to 65535 bytes, or null";
const TYPES = '"ipv4", "ipv6", "ipv4_dhcp", "ipv6_dhcp", "ipv6_slaac", "ipv6_dhcpv6-stateful", "ipv6_dhcpv6-stateless"';
const MODES = '"802.3ad", "balance-rr", "active-backup", "balance-xor", "broadcast", "balance-tlb", "balance-alb"';
const POLICIES = '"layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4", "vlan+srcmac"';

const at = (rule: string, place: string, value: unknown, reason: string, where = place): Mutation =>
    breaks(rule, `networkData.${place}`, value, `networkData.${where.replaceAll(/\.(\d+)/g, "[$1]")}: ${reason}`);

const phy = (id: string, mac: string) => ({ id, type: "phy", ethernet_mac_address: mac });
const copy = (link: string) => ({
    ...{ id: "copy", type: "ipv4", link, ip_address: "192.0.2.10", netmask: "255.255.255.0" },
});
const route4 = { network: "10.1.0.0", netmask: "255.255.0.0", gateway: "192.0.2.1" };
const default4 = { network: "0.0.0.0", netmask: "0.0.0.0", gateway: "192.0.2.2" };
const route6 = { network: "2001:db8:1::", netmask: "ffff:ffff:ffff::", gateway: "fe80::1" };

const refusedLinks: readonly Mutation[] = [
    at(
        "V-01",
        "links",
        [],
        "is empty, so the guest would have no network at all; omit networkData to use the guest's default",
    ),
    at("V-40", "links.0.id", undefined, missing("a string")),
    at("V-40", "links.0.type", undefined, missing("a string")),
    at("V-40", "networks.0.id", "", "must not be empty"),
    at("V-40", "links.6", phy("eth0", "52:54:00:12:34:60"), '"eth0" is already the id of links[0]', "links.6.id"),
    at("V-41", "links.4.ethernet_mac_address", undefined, missing("a string")),
    at("V-41", "links.4.ethernet_mac_address", "52-54-00-12-34-59", notMac("52:54:00:12:34:59")),
    at("V-41", "links.5.vlan_mac_address", "525400123459", notMac("52:54:00:12:34:56")),
    at(
        "V-43",
        "links.1.ethernet_mac_address",
        "52:54:00:12:34:56".toUpperCase(),
        "is already the MAC of links[0]; when two links share a NIC, the first loses its addresses, so declare one link with several networks",
    ),
    at("V-45", "networks.0.link", "lan0", noLink("lan0")),
    at("V-45", "networks.0.link", undefined, missing("a string")),
    at("V-51", "links.1.mtu", "1500", "must be a number, not a string"),
    at("V-51", "links.1.mtu", 0, MTU),
    at("V-51", "links.1.mtu", 65_536, MTU),
    at(
        "V-51",
        "links.4.mtu",
        1279,
        "must be at least 1280 because a network on this link is IPv6; guests turn IPv6 off below that",
    ),
    at("V-52", "links.2.bond_mode", "lacp", `must be one of ${MODES}`),
    at("V-52", "links.2.bond_mode", 1, `must be one of ${MODES}, not a number`),
    at("V-52", "links.2.bond_links", [], "is empty; a bond without links never comes up"),
    at("V-52", "links.2.bond_links", undefined, missing("a list")),
    at("V-52", "links.2.bond_links.1", "eth9", noLink("eth9")),
    at("V-52", "links.2.bond_links.1", "bond0", '"bond0" is a bond, and guests can\'t put one bond into another'),
    at(
        "V-52",
        "links.2.bond_links.2",
        "eth0",
        '"eth0" is already in links[2].bond_links; list each link once, in one bond',
    ),
    at("V-52", "links.2.bond_miimon", -1, "must be a number of milliseconds, 0 or more"),
    at("V-52", "links.2.bond_xmit_hash_policy", "layer4", `must be one of ${POLICIES}`),
    at("V-53", "links.3.vlan_id", 0, "must be a VLAN ID from 1 to 4094"),
    at("V-53", "links.3.vlan_id", 4095, "must be a VLAN ID from 1 to 4094"),
    at("V-53", "links.3.vlan_id", "5", "must be a number, not a string"),
    at("V-53", "links.3.vlan_mac_address", undefined, missing("a string")),
    at("V-53", "links.3.vlan_link", "bond9", noLink("bond9")),
    at(
        "V-53",
        "links.3.vlan_link",
        "lan",
        'leads back to "lan" itself; set vlan_link to the NIC or bond that this VLAN runs on',
    ),
    at("V-53", "links.5.vlan_id", 5, "is already used by links[3] on the same link; guests create each VLAN only once"),
    at(
        "V-53",
        "links.5.vlan_link",
        "lan",
        '"lan" is itself a VLAN, and guests find it only if it is on a NIC whose name and id are equal; set that NIC\'s name to its id, or set vlan_link to the NIC or bond',
    ),
    at(
        "V-55",
        "links.4.name",
        "bond0",
        "is also the name that guests give to a bond here, so one of the two links would be lost; choose another name",
    ),
    at("V-55", "links.4.name", "sixteen-letters0", NAME),
    at("V-55", "links.4.name", "wan/0", NAME),
    at("V-55", "links.5.name", "wan0", '"wan0" is already the name of links[4]'),
];

const refusedNetworks: readonly Mutation[] = [
    at("V-46", "networks.1.type", "ipv6_auto", `must be one of ${TYPES}`),
    at("V-46", "networks.1.type", undefined, `is missing; it must be one of ${TYPES}`),
    at(
        "V-47",
        "networks.0.ip_address",
        "10.0.0.500",
        '"10.0.0.500" must be an IPv4 address, e.g. 192.0.2.10; otherwise guests set up no network',
    ),
    at("V-47", "networks.0.ip_address", null, "must be a string, not null"),
    at("V-47", "networks.0.ip_address", "2001:db8::20", "must be IPv4 to match the network's type, e.g. 192.0.2.10"),
    at(
        "V-47",
        "networks.2.ip_address",
        "2001:db8::10/64",
        'must not have a prefix length, which Windows guests reject; write "2001:db8::10" and set netmask to "ffff:ffff:ffff:ffff::"',
    ),
    at("V-47", "networks.0.netmask", undefined, missing("a string")),
    at(
        "V-47",
        "networks.0.netmask",
        "255.0.255.0",
        '"255.0.255.0" must be an IPv4 netmask, e.g. 255.255.255.0; guests reject anything else',
    ),
    at(
        "V-47",
        "networks.0.netmask",
        "33",
        '"33" must be an IPv4 netmask, e.g. 255.255.255.0; guests reject anything else',
    ),
    at("V-48", "networks.0.routes", null, "must be a list, not null"),
    at("V-48", "networks.0.routes.0.gateway", undefined, missing("a string")),
    at("V-48", "networks.0.routes.0.gateway", "router", `"router" ${NO_ADDRESS}`),
    at("V-48", "networks.0.routes.0.gateway", "2001:db8::1", MIXED),
    at("V-48", "networks.0.routes.0.netmask", "::", MIXED),
    at(
        "V-48",
        "networks.0.routes.0",
        { ...route4, network: "10.1.2.3" },
        'has host bits set, which Linux rejects; write "10.1.0.0"',
        "networks.0.routes.0.network",
    ),
    at("V-50", "services", null, "must be a list, not null"),
    at("V-50", "services.0.type", "ntp", 'must be "dns"'),
    at(
        "V-50",
        "services.1",
        { type: "dns", address: "ns.example.org" },
        `"ns.example.org" ${NO_ADDRESS}`,
        "services.1.address",
    ),
    at("V-50", "services.1", { type: "dns" }, missing("a string"), "services.1.address"),
    at(
        "V-49",
        "networks.0.routes.1",
        default4,
        "is a second default route on this link, after networkData.networks[0].routes[0], and with two some guests set up no network at all; remove one of them",
    ),
    at(
        "V-54",
        "networks.4",
        copy("lan"),
        "192.0.2.10 is already the address of networks[0] on the same link; declare it once",
        "networks.4.ip_address",
    ),
];

/** Errors in `network_data.json`. */
export const refusedNetworkData: readonly Mutation[] = [...refusedLinks, ...refusedNetworks];

/** Warnings in the same places. */
export const warnedNetworkData: readonly Mutation[] = [
    at(
        "V-44",
        "links.4.type",
        "ethernet",
        '"ethernet" isn\'t an OpenStack link type, so some guests skip the link; use "phy" for any NIC',
    ),
    at(
        "V-47",
        "networks.0.netmask",
        "24",
        'is a prefix length, which some guests don\'t accept; write "255.255.255.0"',
    ),
    at(
        "V-48",
        "networks.0.routes.0.gateway",
        "192.0.3.1",
        "192.0.3.1 isn't in any network of this link, so many guests drop the route",
    ),
    at(
        "V-48",
        "networks.1.routes",
        [route6],
        "are lost in guests with netplan, where routes come from the DHCP server",
    ),
    at(
        "V-48",
        "networks.0.routes.1",
        route6,
        "is IPv6 in an IPv4 network, so some guests drop it; declare a separate network for it",
        "networks.0.routes.1.network",
    ),
    at(
        "V-48",
        "networks.0.routes.1",
        route4,
        "isn't a default route, and cloudbase-init on Windows only sets up default routes",
    ),
    at(
        "V-49",
        "networks.0.routes.1",
        { ...default4, metric: 200 },
        "is a second default route on this link, after networkData.networks[0].routes[0], and with two some guests, e.g. RHEL, set up no network at all; remove one of them",
    ),
    at(
        "V-49",
        "networks.4",
        { ...copy("eth2"), ip_address: "192.0.2.20", routes: [default4] },
        "is a second default route, after networkData.networks[0].routes[0], and it is unpredictable which one the guest uses; remove one of them, or set different metrics",
        "networks.4.routes.0",
    ),
    at(
        "V-50",
        "networks.1.services",
        [{ type: "dns", address: "192.0.2.53" }],
        "are lost in guests with netplan, where name servers come from the DHCP server",
    ),
    at(
        "V-50",
        "networks.0.services.0.address",
        "192.0.2.54",
        "isn't in networkData.services; Debian 12 and others only read those, so list it in both",
        "networks.0.services.0",
    ),
    at(
        "V-52",
        "links.2.bond_xmit_hash_policy",
        "vlan+srcmac",
        "netplan, Windows and Talos guests reject vlan+srcmac; all guests support layer2+3",
    ),
    at(
        "V-54",
        "networks.4",
        copy("eth2"),
        "192.0.2.10 is already the address of networks[0] on another link; replies may leave through the wrong one",
        "networks.4.ip_address",
    ),
];
