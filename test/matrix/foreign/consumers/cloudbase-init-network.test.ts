import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NetworkData } from "../../../../provider/model/network-data.ts";
import type { NetworkArgs } from "../../../../provider/spec/network-description/args.ts";
import { writeNetworkData } from "../../../../provider/spec/network-description/document.ts";
import { makeFolder, removeFolder } from "../../../foreign/support/folder.ts";
import { type Done, findCloudbaseInit, seenIn } from "./cloudbase-init/cloudbase-init.ts";
import { type Declared, type Readings, readDeclared } from "./cloudbase-init/declared.ts";

const python = findCloudbaseInit();

const MAC = "52:54:00:12:34:56";
const OTHER_MAC = "52:54:00:12:34:57";

const words: NetworkArgs = {
    ethernets: {
        lan: {
            mac: MAC,
            mtu: 1400,
            addresses: ["192.0.2.10/24", "2001:db8::10/64"],
            gateway4: "192.0.2.1",
            gateway6: "2001:db8::1",
            routes: [{ to: "10.8.0.0/13", via: "192.0.2.2" }],
        },
        dynamic: { mac: OTHER_MAC, dhcp4: true, dhcp6: "slaac" },
    },
    nameservers: ["192.0.2.53", "2001:db8::53"],
};

/** The same by hand. */
const document: NetworkData = {
    links: [
        { id: "lan", type: "phy", ethernet_mac_address: MAC, mtu: 1400 },
        { id: "dynamic", type: "vif", ethernet_mac_address: OTHER_MAC },
    ],
    networks: [
        {
            id: "n4",
            type: "ipv4",
            link: "lan",
            ip_address: "192.0.2.10",
            netmask: "255.255.255.0",
            routes: [
                { network: "10.8.0.0", netmask: "255.248.0.0", gateway: "192.0.2.2" },
                { network: "0.0.0.0", netmask: "0.0.0.0", gateway: "192.0.2.1" },
            ],
        },
        {
            id: "n6",
            type: "ipv6",
            link: "lan",
            ip_address: "2001:db8::10",
            netmask: "ffff:ffff:ffff:ffff::",
            routes: [{ network: "::", netmask: "::", gateway: "2001:db8::1" }],
            services: [{ type: "dns", address: "2001:db8::53" }],
        },
        { id: "d4", type: "ipv4_dhcp", link: "dynamic" },
        { id: "d6", type: "ipv6_slaac", link: "dynamic" },
    ],
    services: [
        { type: "dns", address: "192.0.2.53" },
        { type: "dns", address: "2001:db8::53" },
    ],
};

const stacked: NetworkArgs = {
    ethernets: { a: { mac: MAC }, b: { mac: OTHER_MAC } },
    bonds: { pair: { interfaces: ["a", "b"], mode: "802.3ad", mtu: 9000 } },
    vlans: { lan: { id: 5, link: "pair", addresses: ["192.0.2.10/24"], gateway4: "192.0.2.1" } },
};

const vlanOnNic: NetworkArgs = {
    ethernets: { a: { mac: MAC } },
    vlans: { lan: { id: 5, link: "a", addresses: ["192.0.2.10/24"] } },
};

const elsewhere: NetworkArgs = { ethernets: { a: { mac: "52:54:00:00:00:99", addresses: ["192.0.2.10/24"] } } };

/** Keys that cloud-init and nuageinit read, but not cloudbase-init; OpenStack doesn't have them. */
const otherKeys = { gateway: "192.0.2.1", dns_nameservers: ["192.0.2.53"] };

const keys: NetworkData = {
    links: [{ id: "lan", type: "phy", ethernet_mac_address: MAC }],
    networks: [
        {
            id: "n4",
            type: "ipv4",
            link: "lan",
            ip_address: "192.0.2.10",
            netmask: "255.255.255.0",
            ...otherKeys,
        },
    ],
};

const adapters = { [MAC]: "Ethernet", [OTHER_MAC]: "Ethernet 2" };
const declared = (networkData: NetworkData): Declared => ({ inputs: { networkData }, adapters });

const DRIVES = {
    words: declared(writeNetworkData(words)),
    document: declared(document),
    stacked: declared(writeNetworkData(stacked)),
    "a VLAN on a NIC": declared(writeNetworkData(vlanOnNic)),
    elsewhere: declared(writeNetworkData(elsewhere)),
    keys: declared(keys),
    "names as they are": { ...declared(document), adapters: { [MAC]: "lan", [OTHER_MAC]: "dynamic" } },
    nothing: { inputs: {}, adapters },
} as const satisfies Readonly<Record<string, Declared>>;

describe.skipIf(python === undefined)("networkData, read by cloudbase-init", () => {
    let folder: string;
    let readings: Readings;

    const done = (name: keyof typeof DRIVES): Done => seenIn(readings.of.get(name)).plugins.network;

    beforeAll(() => {
        folder = makeFolder();
        readings = readDeclared(python ?? "", folder, DRIVES);
    });
    afterAll(() => removeFolder(folder));

    it.each(["words", "document"] as const)(
        "sets static addresses, skips all else, and loses further routes: %s",
        (name) => {
            expect(done(name)).toEqual({
                calls: [
                    ["rename_network_adapter", "Ethernet", "lan"],
                    ["set_network_adapter_mtu", "lan", 1400],
                    ["enable_network_adapter", "lan", true],
                    ["rename_network_adapter", "Ethernet 2", "dynamic"],
                    ["enable_network_adapter", "dynamic", true],
                    ["set_static_network_config", "lan", "192.0.2.10", "24", "192.0.2.1", ["192.0.2.53"]],
                    ["set_static_network_config", "lan", "2001:db8::10", "64", "2001:db8::1", ["2001:db8::53"]],
                ],
                error: null,
                warnings: [],
            });
        },
    );

    it("teams NICs and puts a VLAN on the team", () => {
        expect(done("stacked")).toEqual({
            calls: [
                ["rename_network_adapter", "Ethernet", "a"],
                ["enable_network_adapter", "a", true],
                ["rename_network_adapter", "Ethernet 2", "b"],
                ["enable_network_adapter", "b", true],
                ["create_network_team", "bond_pair", "802.3ad", null, ["a", "b"], MAC, "pair", null, null],
                ["set_network_adapter_mtu", "pair", 9000],
                ["enable_network_adapter", "pair", true],
                ["add_network_team_nic", "bond_pair", "lan", 5],
                ["enable_network_adapter", "lan", true],
                ["set_static_network_config", "lan", "192.0.2.10", "24", "192.0.2.1", []],
            ],
            error: null,
            warnings: [],
        });
    });

    it("ends the network's set-up at a VLAN that is on a NIC, and at a NIC that isn't there", () => {
        const vlan = done("a VLAN on a NIC");
        expect(vlan.error).toBe("ItemNotFoundException: Team not found: bond_a");
        expect(vlan.calls.map(([name]) => name)).not.toContain("set_static_network_config");
        const { calls, error } = done("elsewhere");
        expect(calls).toEqual([]);
        expect(error).toBe('ItemNotFoundException: Network interface with MAC address "52:54:00:00:00:99" not found');
    });

    it("loses a gateway and name servers that are keys of the network", () => {
        const set = done("keys").calls.filter(([name]) => name === "set_static_network_config");
        expect(set).toEqual([["set_static_network_config", "lan", "192.0.2.10", "24", null, []]]);
    });

    it("leaves an adapter its name, and the network as it is, where nothing else is declared", () => {
        const renamed = done("names as they are").calls.filter(([name]) => name === "rename_network_adapter");
        expect(renamed).toEqual([]);
        expect(done("nothing")).toEqual({ calls: [], warnings: [], error: null });
    });
});
