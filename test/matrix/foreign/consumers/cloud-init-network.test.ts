import { beforeAll, describe, expect, it } from "vitest";
import type { ContentInputs, Json } from "../../../../provider/model/inputs.ts";
import type { NetworkData } from "../../../../provider/model/network-data.ts";
import { writeNetworkData } from "../../../../provider/spec/network-description/document.ts";
import { findCloudInit, type Renderer, SUITES, seenIn } from "./cloud-init/cloud-init.ts";
import { canExtract } from "./cloud-init/extract.ts";
import { NETWORKS } from "./cloud-init/networks.ts";
import { type Readings, readImages } from "./cloud-init/readings.ts";

const NIC = { id: "nic0", type: "phy", ethernet_mac_address: "52:54:00:12:34:56" } as const;
const OTHER_NIC = { id: "nic1", type: "phy", ethernet_mac_address: "52:54:00:12:34:57" } as const;
const SERVER = { type: "dns", address: "192.0.2.53" } as const;
const STATIC = { id: "a", type: "ipv4", link: "nic0", ip_address: "192.0.2.10", netmask: "255.255.255.0" } as const;
const DHCP = { id: "a", type: "ipv4_dhcp", link: "nic0" } as const;

/** Networks that versions differ in. */
const DIFFERENT = {
    "servers of a network": { links: [NIC], networks: [{ ...STATIC, services: [SERVER] }] },
    "servers of all networks": { links: [NIC], networks: [STATIC], services: [SERVER] },
    "servers of a network with DHCP": { links: [NIC], networks: [{ ...DHCP, services: [SERVER] }], services: [SERVER] },
    "servers of all networks with DHCP": { links: [NIC], networks: [DHCP], services: [SERVER] },
    "a VLAN on a VLAN": {
        links: [
            { ...NIC, id: "wan0", name: "wan0" },
            { id: "outer", type: "vlan", vlan_link: "wan0", vlan_id: 5, vlan_mac_address: NIC.ethernet_mac_address },
            { id: "inner", type: "vlan", vlan_link: "outer", vlan_id: 6, vlan_mac_address: NIC.ethernet_mac_address },
        ],
        networks: [{ ...DHCP, link: "inner" }],
    },
    "names of links": {
        links: [
            { ...NIC, name: "wan0" },
            { ...OTHER_NIC, name: "wan1" },
            { id: "b", type: "bond", bond_mode: "balance-rr", bond_links: ["nic0", "nic1"], name: "uplink" },
        ],
        networks: [{ ...DHCP, link: "b" }],
    },
} as const satisfies Readonly<Record<string, NetworkData>>;

const DRIVES = new Map<string, ContentInputs>([
    ...NETWORKS.flatMap(({ id, document, words }): [string, ContentInputs][] => [
        [`${id}, in OpenStack's words`, { networkData: document }],
        [`${id}, in netplan's words`, { networkData: writeNetworkData(words) }],
    ]),
    ...Object.entries(DIFFERENT).map(([id, networkData]): [string, ContentInputs] => [id, { networkData }]),
]);

/** What netplan has of the static network, but for name servers. */
const ENS3 = {
    match: { macaddress: NIC.ethernet_mac_address },
    "set-name": "ens3",
    addresses: ["192.0.2.10/24"],
};

const found = SUITES.flatMap((suite) => findCloudInit(suite) ?? []);

describe.skipIf(found.length < SUITES.length || !canExtract)("networkData, read by cloud-init", () => {
    let readings: Readings = new Map();

    beforeAll(async () => {
        readings = await readImages(found, DRIVES);
    });

    describe.each(found)("$version of $suite", ({ suite }) => {
        const rendered = (name: string, renderer: Renderer) => {
            const { network } = seenIn(readings.get(suite)?.get(name));
            const files = network?.rendered[renderer];
            if (files === undefined || "error" in files) throw new Error(`${renderer}: ${JSON.stringify(files)}`);
            return files;
        };

        /** netplan's configuration without its version; 22.4 also writes empty lists of domains to search. */
        const netplan = (name: string): Json => {
            const text = JSON.stringify(rendered(name, "netplan").netplan).replaceAll(',"search":[]', "");
            const { version, ...rest } = JSON.parse(text).network;
            expect(version).toBe(2);
            return rest;
        };

        /** Files of systemd's network daemon, by the ends of their names. */
        const networkd = (name: string): Readonly<Record<string, string>> =>
            Object.fromEntries(
                Object.entries(rendered(name, "networkd").files).map(([path, content]) => [
                    path.replace("etc/systemd/network/10-cloud-init-", ""),
                    content,
                ]),
            );

        it.each(NETWORKS.map(({ id, netplan: wanted }) => [id, wanted] as const))("sets up %s", (id, wanted) => {
            expect(netplan(`${id}, in OpenStack's words`)).toEqual(wanted);
            expect(netplan(`${id}, in netplan's words`)).toEqual(wanted);
        });

        it("finds a VLAN for a VLAN on a NIC whose name is its id", () => {
            expect(netplan("a VLAN on a VLAN")).toMatchObject({
                vlans: {
                    "wan0.5": { id: 5, link: "wan0" },
                    "wan0.5.6": { id: 6, link: "wan0.5", dhcp4: true },
                },
            });
        });

        it("names an interface as its link is named, a bond only since 26", () => {
            expect(netplan("names of links")).toEqual({
                ethernets: {
                    wan0: { match: { macaddress: NIC.ethernet_mac_address }, "set-name": "wan0" },
                    wan1: { match: { macaddress: OTHER_NIC.ethernet_mac_address }, "set-name": "wan1" },
                },
                bonds: {
                    [suite === "sid" ? "uplink" : "bond0"]: {
                        interfaces: ["wan0", "wan1"],
                        parameters: { mode: "balance-rr" },
                        dhcp4: true,
                    },
                },
            });
        });

        it("has name servers for static addresses, from a single network not before 25", () => {
            const nameservers = { addresses: ["192.0.2.53"] };
            expect(netplan("servers of a network")).toEqual({
                ethernets: { ens3: { ...ENS3, ...(suite === "bookworm" ? {} : { nameservers }) } },
            });
            expect(netplan("servers of all networks")).toEqual({ ethernets: { ens3: { ...ENS3, nameservers } } });
        });

        it("has name servers beside DHCP, but not with netplan", () => {
            const { addresses: _none, ...bare } = ENS3;
            for (const name of ["servers of a network with DHCP", "servers of all networks with DHCP"]) {
                expect(netplan(name)).toEqual({ ethernets: { ens3: { ...bare, dhcp4: true } } });
                expect(networkd(name)["ens3.network"]).toMatch(/^DNS=192\.0\.2\.53$/m);
            }
        });

        it("sets up addresses, routes and name servers with systemd's network daemon alone", () => {
            const file = networkd("both families and an MTU, in netplan's words")["ens3.network"]?.split("\n");
            expect(file).toEqual(
                expect.arrayContaining([
                    "MACAddress=52:54:00:12:34:56",
                    "Address=192.0.2.10/24",
                    "Address=2001:db8::10/64",
                    "MTUBytes=1400",
                    "Gateway=192.0.2.1",
                    "Gateway=fe80::1",
                ]),
            );
            expect(file?.some((line) => /^DNS=.*192\.0\.2\.53/.test(line))).toBe(true);
            expect(file?.some((line) => /^DNS=.*2001:db8::53/.test(line))).toBe(true);
        });

        it("sets up bonds and VLANs with systemd's network daemon alone only since 26", () => {
            const files = Object.keys(networkd("a VLAN on a bond, in netplan's words")).toSorted();
            const networks = ["bond0.5.network", "bond0.network", "ens3.network", "ens4.network"];
            const devices = suite === "sid" ? ["bond0.5.netdev", "bond0.netdev"] : [];
            expect(files).toEqual([...networks, ...devices].toSorted());
        });

        it("sets up bonds and VLANs with ifupdown", () => {
            const path = "etc/network/interfaces.d/50-cloud-init";
            const lines = rendered("a VLAN on a bond, in netplan's words", "eni").files[path]?.split(/\n +|\n+/);
            expect(lines).toEqual(
                expect.arrayContaining([
                    ...["iface ens3 inet manual", "bond-master bond0", "iface bond0 inet manual"],
                    ...["iface bond0.5 inet static", "vlan-raw-device bond0", "address 192.0.2.10/24"],
                    ...["iface bond0.5 inet6 static", "address 2001:db8::10/64", "dns-nameservers 192.0.2.53"],
                    // ifupdown takes either spelling and either command.
                    suite === "bookworm" ? "bond_mode 802.3ad" : "bond-mode 802.3ad",
                    suite === "sid"
                        ? "post-up ip -family inet6 route add default via fe80::1 || true"
                        : "post-up route add -A inet6 default gw fe80::1 || true",
                ]),
            );
        });

        it("sets up bonds and VLANs with the scripts of Red Hat", () => {
            const { files } = rendered("a VLAN on a bond, in netplan's words", "sysconfig");
            const lines = (name: string) => files[`etc/sysconfig/network-scripts/ifcfg-${name}`]?.split("\n");
            expect(lines("ens3")).toEqual(expect.arrayContaining(["MASTER=bond0", "HWADDR=52:54:00:12:34:56"]));
            expect(lines("bond0")).toEqual(expect.arrayContaining(["BONDING_SLAVE0=ens3", "BONDING_SLAVE1=ens4"]));
            expect(lines("bond0.5")).toEqual(
                expect.arrayContaining([
                    ...["VLAN=yes", "PHYSDEV=bond0", "IPADDR=192.0.2.10", "NETMASK=255.255.255.0"],
                    ...["IPV6ADDR=2001:db8::10/64", "IPV6_DEFAULTGW=fe80::1"],
                ]),
            );
        });

        it("says nothing of it, but that 25 doesn't know its own word for router advertisements", () => {
            const warned = [...(readings.get(suite) ?? [])].filter(([, { warnings }]) => warnings.length > 0);
            const names = ["OpenStack", "netplan"].map((whose) => `a VLAN on a bond, in ${whose}'s words`);
            expect(warned.map(([name]) => name)).toEqual(suite === "trixie" ? names : []);
            for (const [, { warnings }] of warned) {
                expect(warnings).toEqual([expect.stringContaining("'accept-ra' was unexpected")]);
            }
        });
    });
});
