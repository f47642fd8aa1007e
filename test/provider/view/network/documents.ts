import fc from "fast-check";

/** A bond of two NICs with a VLAN on it. */
export const BOND = {
    links: [
        { id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:00:00:01" },
        { id: "eth1", type: "ovs", ethernet_mac_address: "52:54:00:00:00:02" },
        {
            id: "bond0",
            type: "bond",
            ethernet_mac_address: "52:54:00:00:00:01",
            bond_links: ["eth0", "eth1"],
            bond_mode: "802.3ad",
            bond_miimon: 100,
            bond_xmit_hash_policy: "layer3+4",
            mtu: 9000,
        },
        {
            id: "vlan42",
            type: "vlan",
            name: "storage",
            vlan_link: "bond0",
            vlan_id: 42,
            vlan_mac_address: "52:54:00:00:00:01",
        },
    ],
    networks: [
        {
            id: "n0",
            type: "ipv4",
            link: "vlan42",
            ip_address: "192.0.2.10",
            netmask: "255.255.255.0",
            routes: [
                { network: "0.0.0.0", netmask: "0.0.0.0", gateway: "192.0.2.1" },
                { network: "10.0.0.0", netmask: "255.0.0.0", gateway: "192.0.2.254" },
            ],
            services: [
                { type: "dns", address: "192.0.2.53" },
                { type: "dns", address: "192.0.2.54" },
            ],
        },
        {
            id: "n1",
            type: "ipv6",
            link: "vlan42",
            ip_address: "2001:db8::10",
            netmask: "ffff:ffff:ffff:ffff::",
            routes: [{ network: "::", netmask: "::", gateway: "2001:db8::1" }],
        },
        { id: "n2", type: "ipv6_slaac", link: "bond0" },
    ],
    services: [{ type: "dns", address: "192.0.2.53" }],
};

const id = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(..."abcdefgh") },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
    fc.constantFrom("links[0]", "links[1]'", "", "\n  └─ x", "__proto__"),
);

const link = fc.record(
    {
        id,
        type: fc.constantFrom("phy", "bond", "vlan", "ovs", "\u001b[31m"),
        ethernet_mac_address: fc.constantFrom("52:54:00:00:00:01", "", "a b"),
        vlan_link: id,
        vlan_id: fc.oneof(fc.integer(), fc.string()),
        bond_links: fc.oneof(fc.array(id, { maxLength: 5 }), fc.jsonValue()),
        bond_mode: fc.oneof(fc.constant("802.3ad"), fc.jsonValue()),
        mtu: fc.oneof(fc.constantFrom(1500, "9000", null), fc.jsonValue()),
    },
    { requiredKeys: [] },
);

const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.jsonValue());

const network = fc.record(
    {
        id,
        link: id,
        type: fc.constantFrom("ipv4", "ipv6", "ipv4_dhcp", "ipv6_slaac", "other", "\n"),
        ip_address: address,
        netmask: fc.oneof(fc.constantFrom("255.255.255.0", "64", "ffff::", 24), address),
        gateway: address,
        routes: fc.oneof(fc.array(fc.record({ network: address, netmask: address, gateway: address })), fc.jsonValue()),
        services: fc.oneof(fc.array(fc.record({ type: fc.constant("dns"), address })), fc.jsonValue()),
    },
    { requiredKeys: [] },
);

/** Documents that resemble `network_data.json`, and any JSON. */
export const documents: fc.Arbitrary<unknown> = fc.oneof(
    {
        weight: 4,
        arbitrary: fc.record({
            links: fc.array(fc.oneof({ weight: 9, arbitrary: link }, { weight: 1, arbitrary: fc.jsonValue() }), {
                maxLength: 12,
            }),
            networks: fc.array(fc.oneof({ weight: 9, arbitrary: network }, { weight: 1, arbitrary: fc.jsonValue() })),
            services: fc.oneof(fc.array(fc.record({ address })), fc.jsonValue()),
        }),
    },
    fc.jsonValue(),
);
