import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/spec/problem.ts";
import { problemsIn, specOf, warningsIn } from "./reading.ts";

const MAC = "52:54:00:12:34:56";
const phy = { id: "eth0", type: "phy", ethernet_mac_address: MAC };
const dhcp = { id: "n0", type: "ipv4_dhcp", link: "eth0" };
const fixed = { id: "n0", type: "ipv4", link: "eth0", ip_address: "192.0.2.10", netmask: "255.255.255.0" };

const withLinks = (...links: readonly unknown[]): Readonly<Record<string, unknown>> => ({
    networkData: { links, networks: [] },
});
const withNetworks = (...networks: readonly unknown[]): Readonly<Record<string, unknown>> => ({
    networkData: { links: [phy], networks },
});

describe("networkData", () => {
    it("goes on the drive as it is, keys that only some readers know included", () => {
        const networkData = {
            links: [{ ...phy, mtu: 1500, "x-vendor": { a: 1 } }],
            networks: [{ ...fixed, gateway: "192.0.2.1", dns_search: ["example.org"] }],
            services: [{ type: "dns", address: "192.0.2.53", comment: "ours" }],
        };
        expect(specOf({ networkData }).networkData).toBe(networkData);
    });

    it.each([
        [{ networkData: [] }, "networkData: must be an object, not a list"],
        [{ networkData: { links: [phy] } }, "networkData.networks: is missing; it must be a list"],
        [
            withLinks(),
            "networkData.links: is empty: the guest would have no network at all; leave networkData out for the guest's default",
        ],
        [withLinks(phy, "eth1"), "networkData.links[1]: must be an object, not a string"],
        [withLinks({ ...phy, id: 0 }), "networkData.links[0].id: must be a string, not a number"],
        [withLinks({ id: "a" }), "networkData.links[0].type: is missing; it must be a string"],
        [
            withLinks({ id: "a", type: "phy" }),
            "networkData.links[0].ethernet_mac_address: is missing; it must be a string",
        ],
        [withLinks({ ...phy, mtu: "1500" }), "networkData.links[0].mtu: must be a number, not a string"],
        [
            withLinks(phy, { ...phy, ethernet_mac_address: "52:54:00:12:34:57" }),
            'networkData.links[1].id: "eth0" is taken by links[0]',
        ],
        [
            withNetworks({ ...dhcp, link: "eth1" }),
            'networkData.networks[0].link: no link has the id "eth1"; ids there: "eth0"',
        ],
        [withNetworks({ ...dhcp, link: undefined }), "networkData.networks[0].link: is missing; it must be a string"],
        [
            withNetworks({ ...fixed, netmask: undefined }),
            "networkData.networks[0].netmask: is missing; it must be a string",
        ],
        [withNetworks({ ...fixed, routes: null }), "networkData.networks[0].routes: must be a list, not null"],
        [
            withNetworks({ ...fixed, routes: [{ network: "0.0.0.0", netmask: "0.0.0.0" }] }),
            "networkData.networks[0].routes[0].gateway: is missing; it must be a string",
        ],
        [
            withNetworks({ ...fixed, type: "dhcp" }),
            'networkData.networks[0].type: must be one of "ipv4", "ipv6", "ipv4_dhcp", "ipv6_dhcp", "ipv6_slaac", "ipv6_dhcpv6-stateful", "ipv6_dhcpv6-stateless"',
        ],
        [
            { networkData: { links: [phy], networks: [], services: [{ type: "ntp", address: "192.0.2.1" }] } },
            'networkData.services[0].type: must be "dns"',
        ],
        [
            { networkData: { links: [phy], networks: [], services: [{ type: "dns" }] } },
            "networkData.services[0].address: is missing; it must be a string",
        ],
    ])("refuses %j", (inputs, problem) => {
        expect(problemsIn(inputs)).toEqual([problem]);
    });

    it("knows what bonds and VLANs need", () => {
        expect(problemsIn(withLinks({ id: "b", type: "bond", bond_mode: 1 }, { id: "v", type: "vlan" }))).toEqual([
            'networkData.links[0].bond_mode: must be one of "802.3ad", "balance-rr", "active-backup", "balance-xor", "broadcast", "balance-tlb", "balance-alb", not a number',
            "networkData.links[0].bond_links: is missing; it must be a list",
            "networkData.links[1].vlan_link: is missing; it must be a string",
            "networkData.links[1].vlan_id: is missing; it must be a number",
            "networkData.links[1].vlan_mac_address: is missing; it must be a string",
        ]);
    });

    it("knows the links that bonds and VLANs stand on", () => {
        const bond = { id: "b", type: "bond", bond_mode: "802.3ad", bond_links: ["eth0", "eth9"] };
        const vlan = { id: "v", type: "vlan", vlan_link: "bond", vlan_id: 5, vlan_mac_address: MAC };
        expect(problemsIn(withLinks(phy, bond, vlan))).toEqual([
            'networkData.links[1].bond_links[1]: no link has the id "eth9"; ids there: "eth0", "b", "v"',
            'networkData.links[2].vlan_link: no link has the id "bond"; ids there: "eth0", "b", "v"',
        ]);
    });

    it("looks for no link as long as one isn't known", () => {
        const networks = [{ ...dhcp, link: "eth1" }];
        expect(problemsIn({ networkData: { links: UNKNOWN, networks } })).toEqual([]);
        expect(problemsIn({ networkData: { links: [phy, UNKNOWN], networks } })).toEqual([]);
        expect(problemsIn({ networkData: { links: [{ ...phy, id: UNKNOWN }], networks } })).toEqual([]);
    });

    it("warns of a type of link that OpenStack doesn't have", () => {
        expect(warningsIn(withLinks({ ...phy, type: "ethernet" }))).toEqual([
            'networkData.links[0].type: "ethernet" is no type of OpenStack\'s: some guests skip the link; "phy" fits any NIC',
        ]);
    });
});
