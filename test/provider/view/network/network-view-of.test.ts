import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { networkViewOf } from "../../../../provider/view/network/network-view-of.ts";
import { SEED } from "../../../support/seed.ts";
import { BOND, documents } from "./documents.ts";

/** The links that can be reached from one by going down. */
const reachable = (below: ReadonlyMap<string, readonly string[]>, from: string): ReadonlySet<string> => {
    const found = new Set<string>();
    const waiting = [...(below.get(from) ?? [])];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        if (!found.has(id)) waiting.push(...(below.get(id) ?? []));
        found.add(id);
    }
    return found;
};

describe("networkViewOf", () => {
    it("shows links, what they carry, addresses, routes and name servers", () => {
        expect(networkViewOf(BOND)).toEqual({
            links: [
                {
                    id: "eth0",
                    kind: "nic",
                    type: "phy",
                    mac: "52:54:00:00:00:01",
                    mtu: undefined,
                    below: [],
                    remarks: [],
                },
                {
                    id: "eth1",
                    kind: "nic",
                    type: "ovs",
                    mac: "52:54:00:00:00:02",
                    mtu: undefined,
                    below: [],
                    remarks: [],
                },
                {
                    ...{ id: "bond0", kind: "bond", type: "bond", mac: "52:54:00:00:00:01", mtu: 9000 },
                    ...{ below: ["eth0", "eth1"], remarks: ["802.3ad", "layer3+4", "miimon 100"] },
                },
                {
                    ...{ id: "vlan42", kind: "vlan", type: "vlan", mac: "52:54:00:00:00:01", mtu: undefined },
                    ...{ below: ["bond0"], remarks: ["VLAN 42", "named storage"] },
                },
            ],
            networks: [
                {
                    ...{
                        id: "n0",
                        link: "vlan42",
                        method: "static IPv4",
                        address: "192.0.2.10/24",
                        gateway: "192.0.2.1",
                    },
                    ...{ routes: [{ to: "10.0.0.0/8", via: "192.0.2.254" }], dns: ["192.0.2.53", "192.0.2.54"] },
                },
                {
                    ...{
                        id: "n1",
                        link: "vlan42",
                        method: "static IPv6",
                        address: "2001:db8::10/64",
                        gateway: "2001:db8::1",
                    },
                    ...{ routes: [], dns: [] },
                },
                { id: "n2", link: "bond0", method: "SLAAC", address: "", gateway: "", routes: [], dns: [] },
            ],
            dns: ["192.0.2.53"],
            omitted: 0,
        });
    });

    it.each([
        ["ipv4", "static IPv4"],
        ["static", "static IPv4"],
        ["ipv6", "static IPv6"],
        ["static6", "static IPv6"],
        ["ipv4_dhcp", "DHCPv4"],
        ["ipv6_dhcp", "DHCPv6"],
        ["ipv6_slaac", "SLAAC"],
        ["ipv6_dhcpv6-stateful", "stateful DHCPv6"],
        ["ipv6_dhcpv6-stateless", "SLAAC and stateless DHCPv6"],
        ["dhcp", "unknown type dhcp"],
    ])("says %s as %s", (type, method) => {
        expect(networkViewOf({ networks: [{ type }] })?.networks[0]?.method).toBe(method);
    });

    it.each([
        [{ ip_address: "192.0.2.10", netmask: "255.255.255.0" }, "192.0.2.10/24"],
        [{ ip_address: "192.0.2.10", netmask: "24" }, "192.0.2.10/24"],
        [{ ip_address: "192.0.2.10", netmask: 24 }, "192.0.2.10/24"],
        [{ ip_address: "192.0.2.10/24" }, "192.0.2.10/24"],
        [{ ip_address: "192.0.2.10/24", netmask: "255.255.255.0" }, "192.0.2.10/24"],
        [{ ip_address: "192.0.2.10" }, "192.0.2.10"],
        [{ ip_address: "2001:DB8:0::10", netmask: "ffff:ffff:ffff:ffff::" }, "2001:db8::10/64"],
        [{ ip_address: "2001:db8::10", netmask: "64" }, "2001:db8::10/64"],
        [{ ip_address: "192.0.2.10", netmask: "255.0.255.0" }, "192.0.2.10/255.0.255.0"],
        [{ ip_address: "192.0.2.10", netmask: "64" }, "192.0.2.10/64"],
        [{ ip_address: "nowhere", netmask: "24" }, "nowhere/24"],
        [{ netmask: "24" }, ""],
        [{ ip_address: ["192.0.2.10"] }, ""],
    ])("writes %j as %j", (network, address) => {
        expect(networkViewOf({ networks: [network] })?.networks[0]?.address).toBe(address);
    });

    it("takes the first default route as the gateway, or the network's own", () => {
        const [zeros, other] = [
            { network: "0.0.0.0", netmask: "0.0.0.0" },
            { network: "::", netmask: "0" },
        ];
        const gatewayOf = (network: unknown): unknown => {
            const [first] = networkViewOf({ networks: [network] })?.networks ?? [];
            return [first?.gateway, first?.routes];
        };
        expect(gatewayOf({ routes: [{ ...zeros, gateway: "192.0.2.1" }] })).toEqual(["192.0.2.1", []]);
        expect(gatewayOf({ routes: [{ ...other, gateway: "2001:db8::1" }] })).toEqual(["2001:db8::1", []]);
        expect(gatewayOf({ gateway: "192.0.2.1" })).toEqual(["192.0.2.1", []]);
        expect(gatewayOf({ gateway: "192.0.2.1", routes: [zeros] })).toEqual(["192.0.2.1", []]);
        expect(
            gatewayOf({
                routes: [
                    { ...zeros, gateway: "192.0.2.1" },
                    { ...zeros, gateway: "192.0.2.2" },
                ],
            }),
        ).toEqual(["192.0.2.1", [{ to: "0.0.0.0/0", via: "192.0.2.2" }]]);
    });

    it("finds name servers wherever guests do, each once", () => {
        const view = networkViewOf({
            networks: [
                {
                    services: [
                        { type: "dns", address: "192.0.2.53" },
                        { type: "ntp", address: "192.0.2.123" },
                        { address: "192.0.2.54" },
                    ],
                    dns_nameservers: ["192.0.2.53", "2001:DB8::53", 5],
                },
            ],
            services: [{ type: "dns", address: "192.0.2.53" }, { type: "dns" }, null],
        });
        expect(view?.networks[0]?.dns).toEqual(["192.0.2.53", "192.0.2.54", "2001:db8::53"]);
        expect(view?.dns).toEqual(["192.0.2.53"]);
    });

    it("gives each link and each network an id of its own", () => {
        const view = networkViewOf({
            links: [{ id: "a" }, { id: "a" }, {}, { id: "links[1]" }, { id: 5 }, "text", null],
            networks: [{ id: "n", link: "a" }, { id: "n", link: "missing" }, {}],
        });
        expect(view?.links.map(({ id }) => id)).toEqual([
            "a",
            "links[1]'",
            "links[2]",
            "links[1]",
            "links[4]",
            "links[5]",
            "links[6]",
        ]);
        expect(view?.networks.map(({ id, link }) => [id, link])).toEqual([
            ["n", "a"],
            ["networks[1]", ""],
            ["networks[2]", ""],
        ]);
    });

    it("has no link that is below itself", () => {
        const links = [
            { id: "self", type: "vlan", vlan_link: "self" },
            { id: "a", type: "vlan", vlan_link: "b" },
            { id: "b", type: "bond", bond_links: ["c", "missing", "c"] },
            { id: "c", type: "vlan", vlan_link: "a" },
        ];
        expect(networkViewOf({ links })?.links.map(({ id, below }) => [id, below])).toEqual([
            ["self", []],
            ["a", ["b"]],
            ["b", ["c"]],
            ["c", []],
        ]);
    });

    it("is undefined where nothing is declared", () => {
        for (const nothing of [
            undefined,
            null,
            {},
            [],
            "text",
            5,
            { links: [], networks: null, services: {} },
            { links: {} },
        ])
            expect(networkViewOf(nothing)).toBeUndefined();
    });

    it("has limits, and counts what exceeds them", () => {
        const route = { network: "10.0.0.0", netmask: "8", gateway: "192.0.2.1" };
        const view = networkViewOf({
            links: Array.from({ length: 300 }, (_, index) => ({
                id: `${index}`,
                type: "bond",
                bond_links: Array.from({ length: 300 }, (__, at) => `${at}`),
            })),
            networks: Array.from({ length: 1100 }, () => ({
                routes: [route, route],
                services: [{ address: "192.0.2.53" }, { address: "192.0.2.54" }],
            })),
            services: [{ address: "192.0.2.53" }],
        });
        expect(view?.links).toHaveLength(256);
        expect(view?.networks).toHaveLength(1024);
        expect(view?.networks.flatMap(({ routes }) => routes)).toHaveLength(1024);
        expect(view?.omitted).toBe(44 + 76 + 1024 + 1024 + 1);
        const [long] =
            networkViewOf({
                links: [{ id: "x".repeat(1e6), type: "y".repeat(1e6), ethernet_mac_address: "z".repeat(1e6) }],
            })?.links ?? [];
        expect(JSON.stringify(long).length).toBeLessThan(600);
    });

    it(`is right for any JSON, CONFIG_DRIVE_SEED=${SEED}`, () => {
        fc.assert(
            fc.property(documents, (document) => {
                const { links = [], networks = [] } = networkViewOf(document) ?? {};
                const ids = links.map(({ id }) => id);
                expect(new Set(ids).size).toBe(ids.length);
                expect(new Set(networks.map(({ id }) => id)).size).toBe(networks.length);
                const below = new Map(links.map((link) => [link.id, link.below]));
                for (const id of [...below.values()].flat()) expect(ids).toContain(id);
                for (const id of ids) expect(reachable(below, id).has(id)).toBe(false);
                for (const { link } of networks) expect(["", ...ids]).toContain(link);
            }),
            { numRuns: 1500, seed: SEED },
        );
    });
});
