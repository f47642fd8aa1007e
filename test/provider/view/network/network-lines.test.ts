import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { networkLines } from "../../../../provider/view/network/network-lines.ts";
import type { NetworkView } from "../../../../provider/view/network/network-view.ts";
import { networkViewOf } from "../../../../provider/view/network/network-view-of.ts";
import { SEED } from "../../../support/seed.ts";
import { BOND, documents } from "./documents.ts";

const NOTHING: NetworkView = { links: [], networks: [], dns: [], omitted: 0 };

const drawn = (document: unknown): string => `\n${networkLines(networkViewOf(document) ?? NOTHING).join("\n")}\n`;

/** What a drawing puts in front of a link, and the form of its id there. */
const LEAD = /^(?:│ ?| )*(?:[├└]─ )?/;

describe("networkLines", () => {
    it("draws one NIC on a few lines", () => {
        const links = [{ id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:00:00:01" }];
        expect(drawn({ links, networks: [{ id: "n", type: "ipv4_dhcp", link: "eth0" }] })).toMatchInlineSnapshot(`
          "
          eth0  nic  52:54:00:00:00:01
              DHCPv4
          "
        `);
    });

    it("draws the members of a bond and the VLANs on it below it", () => {
        expect(drawn(BOND)).toMatchInlineSnapshot(`
          "
          bond0      bond  52:54:00:00:00:01  802.3ad, layer3+4, miimon 100, mtu 9000
          │   SLAAC
          ├─ eth0    nic   52:54:00:00:00:01  member
          ├─ eth1    nic   52:54:00:00:00:02  member, ovs
          └─ vlan42  vlan  52:54:00:00:00:01  VLAN 42, named storage
                 192.0.2.10/24  via 192.0.2.1
                   10.0.0.0/8  via 192.0.2.254
                   dns 192.0.2.53, 192.0.2.54
                 2001:db8::10/64  via 2001:db8::1
          dns 192.0.2.53
          "
        `);
    });

    it("draws 40 links", () => {
        const mac = (index: number): string => `52:54:00:00:00:${index.toString(16).padStart(2, "0")}`;
        const nics = Array.from({ length: 20 }, (_, index) => ({
            id: `eth${index}`,
            type: "phy",
            ethernet_mac_address: mac(index),
        }));
        const bonds = [0, 2, 4].map((at, index) => ({
            ...{ id: `bond${index}`, type: "bond", bond_mode: "active-backup", ethernet_mac_address: mac(at) },
            bond_links: [`eth${at}`, `eth${at + 1}`],
        }));
        const vlans = Array.from({ length: 17 }, (_, index) => ({
            ...{ id: `vlan${100 + index}`, type: "vlan", vlan_id: 100 + index, vlan_mac_address: mac(index) },
            vlan_link: index < 12 ? `bond${index % 3}` : "eth10",
        }));
        const links = [...nics, ...bonds, ...vlans];
        const networks = vlans.map(({ id }, index) => ({
            ...{ id: `n${index}`, type: "ipv4", link: id, ip_address: `10.0.${index}.2`, netmask: "255.255.255.0" },
            routes: index === 0 ? [{ network: "0.0.0.0", netmask: "0.0.0.0", gateway: "10.0.0.1" }] : [],
        }));
        const services = ["192.0.2.53", "2001:db8:ffff:ffff:ffff:ffff:ffff:53", "2001:db8:ffff:ffff:ffff:ffff:ffff:54"];
        const text = drawn({ links, networks, services: services.map((address) => ({ type: "dns", address })) });
        expect(text).toMatchInlineSnapshot(`
          "
          eth6        nic   52:54:00:00:00:06
          eth7        nic   52:54:00:00:00:07
          eth8        nic   52:54:00:00:00:08
          eth9        nic   52:54:00:00:00:09
          eth10       nic   52:54:00:00:00:0a
          ├─ vlan112  vlan  52:54:00:00:00:0c  VLAN 112
          │      10.0.12.2/24
          ├─ vlan113  vlan  52:54:00:00:00:0d  VLAN 113
          │      10.0.13.2/24
          ├─ vlan114  vlan  52:54:00:00:00:0e  VLAN 114
          │      10.0.14.2/24
          ├─ vlan115  vlan  52:54:00:00:00:0f  VLAN 115
          │      10.0.15.2/24
          └─ vlan116  vlan  52:54:00:00:00:10  VLAN 116
                 10.0.16.2/24
          eth11       nic   52:54:00:00:00:0b
          eth12       nic   52:54:00:00:00:0c
          eth13       nic   52:54:00:00:00:0d
          eth14       nic   52:54:00:00:00:0e
          eth15       nic   52:54:00:00:00:0f
          eth16       nic   52:54:00:00:00:10
          eth17       nic   52:54:00:00:00:11
          eth18       nic   52:54:00:00:00:12
          eth19       nic   52:54:00:00:00:13
          bond0       bond  52:54:00:00:00:00  active-backup
          ├─ eth0     nic   52:54:00:00:00:00  member
          ├─ eth1     nic   52:54:00:00:00:01  member
          ├─ vlan100  vlan  52:54:00:00:00:00  VLAN 100
          │      10.0.0.2/24  via 10.0.0.1
          ├─ vlan103  vlan  52:54:00:00:00:03  VLAN 103
          │      10.0.3.2/24
          ├─ vlan106  vlan  52:54:00:00:00:06  VLAN 106
          │      10.0.6.2/24
          └─ vlan109  vlan  52:54:00:00:00:09  VLAN 109
                 10.0.9.2/24
          bond1       bond  52:54:00:00:00:02  active-backup
          ├─ eth2     nic   52:54:00:00:00:02  member
          ├─ eth3     nic   52:54:00:00:00:03  member
          ├─ vlan101  vlan  52:54:00:00:00:01  VLAN 101
          │      10.0.1.2/24
          ├─ vlan104  vlan  52:54:00:00:00:04  VLAN 104
          │      10.0.4.2/24
          ├─ vlan107  vlan  52:54:00:00:00:07  VLAN 107
          │      10.0.7.2/24
          └─ vlan110  vlan  52:54:00:00:00:0a  VLAN 110
                 10.0.10.2/24
          bond2       bond  52:54:00:00:00:04  active-backup
          ├─ eth4     nic   52:54:00:00:00:04  member
          ├─ eth5     nic   52:54:00:00:00:05  member
          ├─ vlan102  vlan  52:54:00:00:00:02  VLAN 102
          │      10.0.2.2/24
          ├─ vlan105  vlan  52:54:00:00:00:05  VLAN 105
          │      10.0.5.2/24
          ├─ vlan108  vlan  52:54:00:00:00:08  VLAN 108
          │      10.0.8.2/24
          └─ vlan111  vlan  52:54:00:00:00:0b  VLAN 111
                 10.0.11.2/24
          dns 192.0.2.53, 2001:db8:ffff:ffff:ffff:ffff:ffff:53
              2001:db8:ffff:ffff:ffff:ffff:ffff:54
          "
        `);
        expect(text.split("\n").filter((line) => line.length > 78)).toEqual([]);
    });

    it("puts what could be mistaken for the drawing in quotes, and says what is on no link", () => {
        const links = [
            { id: "eth0\n└─ eth1  nic", type: "phy", ethernet_mac_address: "52:54:00:00:00:01  member" },
            { id: "\u001b[31m", type: "vlan", vlan_link: "eth0\n└─ eth1  nic", vlan_id: 7 },
            { id: "a long id ".repeat(20), type: "\u0007phy", mtu: 1500 },
        ];
        const networks = [
            { type: "ipv4", link: "eth9", ip_address: "192.0.2.1 via 192.0.2.2", netmask: "24" },
            { type: "ipv6_slaac", link: "\u001b[31m", services: [{ address: "x, y" }] },
        ];
        expect(drawn({ links, networks })).toMatchInlineSnapshot(`
          "
          "eth0\\n└─ eth1  nic"  nic   "52:54:00:00:00:01  member"
          └─ "\\u001b[31m"       vlan  -                            VLAN 7
                 SLAAC
                   dns "x, y"
          a long id a long id a long id a long id a long id a long id a long id a long id a long id a long id a long id a long id a long i…  nic   -                            "\\u0007phy", mtu 1500
          on links that don't exist
              "192.0.2.1 via 192.0.2.2/24"
          "
        `);
    });

    it("draws links in any mesh", () => {
        const links = [
            { id: "eth0", type: "phy" },
            { id: "bond0", type: "bond", bond_links: ["eth0", "vlan1"] },
            { id: "bond1", type: "bond", bond_links: ["eth0", "bond0"] },
            { id: "vlan1", type: "vlan", vlan_link: "eth0" },
            { id: "vlan2", type: "vlan", vlan_link: "vlan1" },
        ];
        expect(drawn({ links })).toMatchInlineSnapshot(`
          "
          bond1           bond  -
          └─ bond0        bond  -  member
             ├─ eth0      nic   -  member
             └─ vlan1     vlan  -  member
                └─ vlan2  vlan  -
          "
        `);
    });

    it(`has each link, address, route and name server once, CONFIG_DRIVE_SEED=${SEED}`, () => {
        fc.assert(
            fc.property(documents, (document) => {
                const view = networkViewOf(document) ?? NOTHING;
                const lines = networkLines(view);
                const isLink = (line: string): boolean => / {2}(nic|bond|vlan) {1,}/.test(line);
                const own = lines.filter(isLink).map((line) => line.replace(LEAD, ""));
                const linesOf = ({ id }: { readonly id: string }): number =>
                    own.filter((line) => line.startsWith(`${id}  `) || line.startsWith(`${JSON.stringify(id)}  `))
                        .length;
                expect(view.links.map(linesOf), lines.join("\n")).toEqual(view.links.map(() => 1));
                expect(own).toHaveLength(view.links.length);
                const count = (text: string): number => lines.filter((line) => line.includes(text)).length;
                expect(count("  via ")).toBe(
                    view.networks.reduce(
                        (sum, { gateway, routes }) => sum + (gateway === "" ? 0 : 1) + routes.length,
                        0,
                    ),
                );
            }),
            { numRuns: 1000, seed: SEED },
        );
    });
});
