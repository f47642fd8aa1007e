import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
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
    it("is written to the drive unchanged, including keys only some readers support", () => {
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
            "networkData.links: is empty, so the guest would have no network at all; omit networkData to use the guest's default",
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
            'networkData.links[1].id: "eth0" is already the id of links[0]',
        ],
        [
            withNetworks({ ...dhcp, link: "eth1" }),
            'networkData.networks[0].link: no link has the id "eth1"; existing ids: "eth0"',
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
    ])("rejects %j", (inputs, problem) => {
        expect(problemsIn(inputs)).toEqual([problem]);
    });

    it("requires the keys of bonds and VLANs", () => {
        expect(problemsIn(withLinks({ id: "b", type: "bond", bond_mode: 1 }, { id: "v", type: "vlan" }))).toEqual([
            'networkData.links[0].bond_mode: must be one of "802.3ad", "balance-rr", "active-backup", "balance-xor", "broadcast", "balance-tlb", "balance-alb", not a number',
            "networkData.links[0].bond_links: is missing; it must be a list",
            "networkData.links[1].vlan_link: is missing; it must be a string",
            "networkData.links[1].vlan_id: is missing; it must be a number",
            "networkData.links[1].vlan_mac_address: is missing; it must be a string",
        ]);
    });

    it("requires the links below bonds and VLANs to exist", () => {
        const bond = { id: "b", type: "bond", bond_mode: "802.3ad", bond_links: ["eth0", "eth9"] };
        const vlan = { id: "v", type: "vlan", vlan_link: "bond", vlan_id: 5, vlan_mac_address: MAC };
        expect(problemsIn(withLinks(phy, bond, vlan))).toEqual([
            'networkData.links[1].bond_links[1]: no link has the id "eth9"; existing ids: "eth0", "b", "v"',
            'networkData.links[2].vlan_link: no link has the id "bond"; existing ids: "eth0", "b", "v"',
        ]);
    });

    it("accepts a VLAN on a VLAN if guests find it", () => {
        const vlan = (id: string, base: unknown, tag: number) => ({
            ...{ id, type: "vlan", vlan_link: base, vlan_id: tag, vlan_mac_address: MAC },
        });
        const onNic = (nic: object) => problemsIn(withLinks(nic, vlan("outer", "eth0", 5), vlan("inner", "outer", 6)));
        const refused =
            'networkData.links[2].vlan_link: "outer" is itself a VLAN, and guests find it only if it is on a NIC whose name and id are equal; set that NIC\'s name to its id, or set vlan_link to the NIC or bond';
        expect(onNic({ ...phy, name: "eth0" })).toEqual([]);
        expect(onNic({ ...phy, name: UNKNOWN })).toEqual([]);
        expect(onNic(phy)).toEqual([refused]);
        expect(onNic({ ...phy, name: "wan0" })).toEqual([refused]);
        expect(problemsIn(withLinks(phy, vlan("outer", UNKNOWN, 5), vlan("inner", "outer", 6)))).toEqual([]);
    });

    it("rejects a VLAN whose interface name would be too long", () => {
        const vlan = { id: "v", type: "vlan", vlan_link: "eth0", vlan_id: 4094, vlan_mac_address: MAC };
        expect(problemsIn(withLinks({ ...phy, name: "ten-letter" }, vlan))).toEqual([]);
        expect(problemsIn(withLinks({ ...phy, name: "eleven-long" }, vlan))).toEqual([
            'networkData.links[1].vlan_id: would get the interface name "eleven-long.4094", but Linux allows 15 characters; shorten the name of the link below it',
        ]);
    });

    it("checks the types of further keys cloud-init reads", () => {
        const wrong = { gateway: "2001:db8::1", metric: "1", dns_nameservers: "192.0.2.53", dns_search: [0] };
        const right = {
            gateway: "192.0.2.1",
            metric: 100,
            dns_nameservers: ["192.0.2.53"],
            dns_search: ["example.org"],
        };
        expect(problemsIn(withNetworks({ ...fixed, ...right }))).toEqual([]);
        expect(problemsIn(withNetworks({ ...fixed, ...wrong }))).toEqual([
            "networkData.networks[0].metric: must be a number, not a string",
            "networkData.networks[0].dns_nameservers: must be a list, not a string",
            "networkData.networks[0].dns_search[0]: must be a string, not a number",
            "networkData.networks[0].gateway: must be IPv4 to match the network's type, e.g. 192.0.2.10",
        ]);
    });

    it("doesn't require a link to exist as long as one isn't known", () => {
        const networks = [{ ...dhcp, link: "eth1" }];
        expect(problemsIn({ networkData: { links: UNKNOWN, networks } })).toEqual([]);
        expect(problemsIn({ networkData: { links: [phy, UNKNOWN], networks } })).toEqual([]);
        expect(problemsIn({ networkData: { links: [{ ...phy, id: UNKNOWN }], networks } })).toEqual([]);
    });

    it("warns about a link type OpenStack doesn't have", () => {
        expect(warningsIn(withLinks({ ...phy, type: "ethernet" }))).toEqual([
            'networkData.links[0].type: "ethernet" isn\'t an OpenStack link type, so some guests skip the link; use "phy" for any NIC',
        ]);
    });
});

describe("a document with thousands of links", () => {
    const vlan = (id: string, base: string, tag: number) => ({
        ...{ id, type: "vlan", vlan_link: base, vlan_id: tag, vlan_mac_address: MAC },
    });
    const ids = Array.from({ length: 1500 }, (_, index) => `v${index}`);

    // Both took minutes when each link searched all others.
    it("is judged at once: VLANs below the bond that they are on", () => {
        const bond = { id: "b", type: "bond", bond_mode: "802.3ad", bond_links: ids };
        const circle = ids.map((id, index) => vlan(id, "b", index + 1));
        const found = problemsIn(withLinks(bond, ...circle)).filter((problem) => problem.includes("leads back to"));
        expect(found).toHaveLength(ids.length);
    });

    it("is judged at once: each VLAN on the one before", () => {
        const chain = ids.map((id, index) => vlan(id, index === 0 ? "eth0" : `v${index - 1}`, 1));
        const found = problemsIn(withLinks(phy, ...chain)).filter((problem) => problem.includes("is itself a VLAN"));
        expect(found).toHaveLength(ids.length - 1);
    });
});

describe("links the guest's reader can't create", () => {
    const mac = "52:54:00:12:34:56";
    const nic = { id: "a", type: "phy", ethernet_mac_address: mac };
    const bond = { id: "pair", type: "bond", bond_mode: "802.3ad", bond_links: ["a"], ethernet_mac_address: mac };
    const vlan = { id: "lan", type: "vlan", vlan_link: "a", vlan_id: 5, vlan_mac_address: mac };
    const saidOf = (userData: unknown, ...links: readonly object[]): readonly string[] =>
        warningsIn({ userData, networkData: { links } });

    it("are reported for cloudbase-init if the guest is Windows: a VLAN on a NIC", () => {
        expect(saidOf("#ps1\n", nic, vlan)).toEqual([
            "networkData.links[1].vlan_link: is a NIC; cloudbase-init on Windows only creates VLANs on bonds and would set up no network at all",
        ]);
        expect(saidOf("#ps1\n", nic, bond, { ...vlan, vlan_link: "pair" })).toEqual([]);
        expect(saidOf("#cloud-config\n{}\n", nic, vlan)).toEqual([]);
    });

    it("are reported for cloudbase-init if the guest is Windows: bonds", () => {
        const byMac =
            "networkData.links[1]: must have the ethernet_mac_address of a member; cloudbase-init on Windows finds the team's first NIC by it";
        const { ethernet_mac_address: _, ...bare } = bond;
        expect(saidOf("#ps1\n", nic, bare)).toEqual([byMac]);
        expect(saidOf("#ps1\n", nic, { ...bond, ethernet_mac_address: "52:54:00:12:34:99" })).toEqual([byMac]);
        expect(saidOf("#ps1\n", nic, { ...bond, ethernet_mac_address: UNKNOWN })).toEqual([]);
        expect(saidOf("#ps1\n", nic, { ...bond, bond_mode: "broadcast" })).toEqual([
            "networkData.links[1]: has bond_mode broadcast, which Windows teams don't support",
        ]);
        expect(saidOf("#cloud-config\n{}\n", nic, { ...bare, bond_mode: "broadcast" })).toEqual([]);
    });

    it("are reported for Talos if the user data is its configuration", () => {
        const said = (at: number, type: string): string =>
            `networkData.links[${at}].type: Talos skips links of type "${type}"; use "phy" for any NIC`;
        const other = { ...nic, id: "other", ethernet_mac_address: "52:54:00:12:34:98" };
        const links = [
            { ...nic, type: "dvs" },
            { ...other, type: "hyperv" },
        ];
        expect(saidOf("version: v1alpha1\nmachine:\n", ...links)).toEqual([said(0, "dvs"), said(1, "hyperv")]);
        expect(saidOf("version: v1alpha1\nmachine:\n", nic, bond, { ...vlan, vlan_link: "pair" })).toEqual([]);
        for (const type of ["phy", "vif", "ovs", "bridge", "tap", "vhostuser", "hw_veb"]) {
            expect(saidOf("version: v1alpha1\nmachine:\n", { ...nic, type }, vlan)).toEqual([]);
        }
        expect(saidOf("#cloud-config\n{}\n", ...links)).toEqual([]);
    });
});
