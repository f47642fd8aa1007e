import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCidr } from "../../provider/spec/address.ts";
import type { NetworkArgs } from "../../provider/spec/network-description/args.ts";
import { writeNetworkData } from "../../provider/spec/network-description/document.ts";
import { problemsInDescription } from "../../provider/spec/network-description.ts";
import { parseSpec } from "../../provider/spec/parse.ts";
import { networkData, readNetwork } from "../../sdk/network.ts";

const MAC = "52:54:00:12:34:56";
const UUID = "83679162-1378-4288-a2d4-70e13ec132aa";

describe("networkData", () => {
    it("takes outputs anywhere, and is secret when one of them is", async () => {
        const mac = pulumi.secret(MAC);
        const output = networkData({ ethernets: { lan: { mac, addresses: [pulumi.output("192.0.2.10/24")] } } });
        const written = await new Promise((resolve) => output.apply(resolve));
        expect(written).toEqual(writeNetworkData({ ethernets: { lan: { mac: MAC, addresses: ["192.0.2.10/24"] } } }));
        expect(await pulumi.isSecret(output)).toBe(true);
    });

    const refusal = (args: object): Promise<string> => readNetwork(args).then(() => "taken", String);

    it("says all that is wrong with the shape, and what was meant", async () => {
        const lan = { mac: MAC, dhcp: true, dhcp4: "no", dhcp6: "auto", gateway: "192.0.2.1", mtu: "9000" };
        const args = {
            ethernets: { lan, "eth 0": { addresses: "192.0.2.10/24", routes: [{ to: "default" }] }, none: null },
            vlans: { v: { id: "7", link: "lan" } },
            nameservers: { addresses: ["192.0.2.53"] },
            version: 2,
        };
        expect(await refusal(args)).toMatchInlineSnapshot(`
          "Error: networkData:
              ethernets.lan.dhcp4: must be true or false, not a string
              ethernets.lan.dhcp6: must be one of "slaac", "stateful", "stateless"
              ethernets.lan.mtu: must be a number, not a string
              ethernets.lan.dhcp: unknown key; did you mean "dhcp4"?
              ethernets.lan.gateway: unknown key; did you mean "gateway4"?
              ethernets["eth 0"].mac: is missing; it must be a string
              ethernets["eth 0"].addresses: must be a list, not a string
              ethernets["eth 0"].routes[0].to: must be a network with a prefix length; use "0.0.0.0/0" or "::/0" for the default route
              ethernets["eth 0"].routes[0].via: is missing; it must be a string
              ethernets.none: must be an object, not null
              vlans.v.id: must be a number, not a string
              nameservers: must be a list of addresses, not an object; set nameservers: ["192.0.2.53"] next to ethernets, for all links
              version: unknown key; supported keys: ethernets, bonds, vlans, nameservers"
        `);
        expect(await refusal([])).toMatchInlineSnapshot(`
          "Error: networkData:
              must be an object, not a list"
        `);
        expect(
            await refusal({ ethernets: { lan: { mac: MAC, addresses: ["192.0.2.10"] } }, nameservers: ["x"] }),
        ).toMatchInlineSnapshot(`
          "Error: networkData:
              ethernets.lan.addresses[0]: "192.0.2.10" must be an address with a prefix length, e.g. 192.0.2.10/24
              nameservers[0]: "x" isn't an IP address"
        `);
    });

    it("writes masks, routes and name servers where guests look for them", () => {
        const written = writeNetworkData({
            ethernets: {
                lan: {
                    mac: MAC,
                    addresses: ["192.0.2.10/24", "2001:db8::10/64"],
                    gateway4: "192.0.2.1",
                    gateway6: "2001:db8::1",
                    routes: [{ to: "10.8.0.0/13", via: "192.0.2.2" }],
                    mtu: 9000,
                },
            },
            nameservers: ["192.0.2.53", "2001:db8::53", "192.0.2.53"],
        });
        expect(written).toEqual({
            links: [{ id: "lan", type: "phy", ethernet_mac_address: MAC, mtu: 9000 }],
            networks: [
                {
                    id: "lan-0",
                    type: "ipv4",
                    link: "lan",
                    ip_address: "192.0.2.10",
                    netmask: "255.255.255.0",
                    routes: [
                        { network: "0.0.0.0", netmask: "0.0.0.0", gateway: "192.0.2.1" },
                        { network: "10.8.0.0", netmask: "255.248.0.0", gateway: "192.0.2.2" },
                    ],
                    services: [{ type: "dns", address: "192.0.2.53" }],
                },
                {
                    id: "lan-1",
                    type: "ipv6",
                    link: "lan",
                    ip_address: "2001:db8::10",
                    netmask: "ffff:ffff:ffff:ffff::",
                    routes: [{ network: "::", netmask: "::", gateway: "2001:db8::1" }],
                    services: [{ type: "dns", address: "2001:db8::53" }],
                },
            ],
            services: [
                { type: "dns", address: "192.0.2.53" },
                { type: "dns", address: "2001:db8::53" },
            ],
        });
    });

    it("writes what the network gives", () => {
        expect(writeNetworkData({ ethernets: { eth0: { mac: MAC, dhcp4: true, dhcp6: "slaac" } } })).toEqual({
            links: [{ id: "eth0", type: "phy", ethernet_mac_address: MAC }],
            networks: [
                { id: "eth0-0", type: "ipv4_dhcp", link: "eth0" },
                { id: "eth0-1", type: "ipv6_slaac", link: "eth0" },
            ],
            services: [],
        });
    });

    it.each([
        [true, "ipv6_dhcp"],
        ["stateful", "ipv6_dhcpv6-stateful"],
        ["stateless", "ipv6_dhcpv6-stateless"],
    ] as const)("knows dhcp6: %s as %s", (dhcp6, type) => {
        expect(writeNetworkData({ ethernets: { eth0: { mac: MAC, dhcp6 } } })).toMatchObject({ networks: [{ type }] });
    });

    it("gives bonds and VLANs the MAC of what is below them", () => {
        const written = writeNetworkData({
            ethernets: { eth0: { mac: MAC }, eth1: { mac: "52:54:00:12:34:57" } },
            bonds: { bond0: { interfaces: ["eth1", "eth0"], mode: "802.3ad" } },
            vlans: { storage: { id: 100, link: "bond0", addresses: ["10.0.0.1/32"] } },
        });
        expect(written).toMatchObject({
            links: [
                {},
                {},
                { id: "bond0", type: "bond", ethernet_mac_address: "52:54:00:12:34:57", bond_links: ["eth1", "eth0"] },
                { id: "storage", vlan_link: "bond0", vlan_id: 100, vlan_mac_address: "52:54:00:12:34:57" },
            ],
            networks: [{ id: "storage-0", netmask: "255.255.255.255" }],
        });
    });

    it("puts a route with the address that its router is reached from", () => {
        const lan = {
            mac: MAC,
            addresses: ["192.0.2.10/25", "198.51.100.10/24"],
            gateway4: "198.51.100.1",
            routes: [{ to: "203.0.113.0/24", via: "10.0.0.1" }],
        };
        expect(writeNetworkData({ ethernets: { lan } })).toMatchObject({
            networks: [{ routes: [{ gateway: "10.0.0.1" }] }, { routes: [{ gateway: "198.51.100.1" }] }],
        });
    });

    it.each<[NetworkArgs, string]>([
        [
            { ethernets: { lan: { mac: MAC, addresses: ["192.0.2.10"] } } },
            'ethernets.lan.addresses[0]: "192.0.2.10" must be an address with a prefix length, e.g. 192.0.2.10/24',
        ],
        [
            { ethernets: { "eth 0": { mac: MAC, addresses: ["2001:db8::1/129"] } } },
            'ethernets["eth 0"].addresses[0]: "2001:db8::1/129" must be an address with a prefix length, e.g. 2001:db8::10/64',
        ],
        [{ ethernets: { lan: { mac: MAC, addresses: ["10.0.0.500/24"] } } }, `"10.0.0.500" isn't an IP address`],
        [
            { ethernets: { lan: { mac: MAC, dhcp4: true, gateway4: "192.0.2.1" } } },
            "ethernets.lan.gateway4: 192.0.2.1 can't be reached: the link has no IPv4 address",
        ],
        [
            { ethernets: { lan: { mac: MAC, addresses: ["192.0.2.10/24"], gateway4: "2001:db8::1" } } },
            "ethernets.lan.gateway4: 2001:db8::1 must be an IPv4 address",
        ],
        [
            {
                ethernets: {
                    lan: { mac: MAC, addresses: ["192.0.2.10/24"], routes: [{ to: "::/0", via: "192.0.2.1" }] },
                },
            },
            "ethernets.lan.routes[0].via: 192.0.2.1 must be an IPv6 address",
        ],
        [
            { ethernets: { lan: { mac: MAC } }, vlans: { v: { id: 1, link: "wan" } } },
            'vlans.v.link: "wan" isn\'t one of the links',
        ],
        [{ ethernets: {}, nameservers: ["dns.example.org"] }, `nameservers[0]: "dns.example.org" isn't an IP address`],
    ])("refuses %j", async (args, message) => {
        await expect(readNetwork(args)).rejects.toThrow(message);
    });

    const address4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([ip, prefix]) => `${ip}/${prefix}`);
    const address6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([ip, prefix]) => `${ip}/${prefix}`);

    // A link has an address once, however it is written: `::` is `0::`.
    const same = (address: string): string | undefined => parseCidr(address)?.address.text;
    const distinct = fc.uniqueArray(fc.oneof(address4, address6), { maxLength: 4, selector: same });

    it("writes for any addresses what the drive's own check accepts", () => {
        fc.assert(
            fc.property(distinct, (addresses) => {
                const written = writeNetworkData({ ethernets: { lan: { mac: MAC, addresses } } });
                expect(problemsInDescription({ ethernets: { lan: { mac: MAC, addresses } } })).toEqual([]);
                expect(parseSpec({ networkData: written }, UUID)).toMatchObject({ kind: "spec" });
            }),
        );
    });
});
