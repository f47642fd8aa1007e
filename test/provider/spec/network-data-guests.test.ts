import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { problemsIn, warningsIn } from "./reading.ts";

const nic = { id: "a", type: "phy", ethernet_mac_address: "52:54:00:12:34:56" };
const bridge = { id: "br", type: "bridge", ethernet_mac_address: "52:54:00:12:34:57" };

describe("a bridge", () => {
    const networks = [{ id: "n", link: "br", type: "ipv4_dhcp" }];
    const reason = (key: string): string =>
        `networkData.links[1]: describes a bridge in the guest ("${key}"), but guests read a link of type "bridge" as a NIC; without a NIC of that MAC no network comes up, so configure the NIC here and create the bridge with userData`;

    it.each(["bridge_interfaces", "bridge_ports", "bridge_stp", "bridge_fd", "bridge-ports", "interfaces", "ports"])(
        "in the guest is rejected: %s",
        (key) => {
            expect(problemsIn({ networkData: { links: [nic, { ...bridge, [key]: ["a"] }], networks } })).toEqual([
                reason(key),
            ]);
        },
    );

    it("of the host, on which a NIC is, is accepted", () => {
        expect(problemsIn({ networkData: { links: [nic, bridge], networks } })).toEqual([]);
        expect(problemsIn({ networkData: { links: [nic, { ...bridge, vif_id: "x", mtu: 1500 }], networks } })).toEqual(
            [],
        );
    });

    it("isn't looked for in links of other types", () => {
        const links = [nic, { ...bridge, type: "ovs", bridge_name: "br-int" }];
        expect(problemsIn({ networkData: { links, networks } })).toEqual([]);
    });
});

describe("keys of a network that cloudbase-init doesn't read", () => {
    const v4 = { id: "n", type: "ipv4", link: "a", ip_address: "192.0.2.10", netmask: "255.255.255.0" };
    const v6 = { id: "m", type: "ipv6", link: "a", ip_address: "2001:db8::10", netmask: "ffff:ffff:ffff:ffff::" };
    const said = (network: object, more: object = {}, userData = "#ps1\n"): readonly string[] =>
        warningsIn({ userData, networkData: { links: [nic], networks: [network], ...more } });
    const gateway = (zero: string): string =>
        `networkData.networks[0].gateway: isn't read by cloudbase-init on Windows; declare it as a route: { network: "${zero}", netmask: "${zero}", gateway: … }`;
    const servers =
        'networkData.networks[0].dns_nameservers: aren\'t read by cloudbase-init on Windows; list them in services, each as { type: "dns", address: … }';
    const service = (address: string): object => ({ services: [{ type: "dns", address }] });

    it("are reported if the guest is Windows", () => {
        expect(said({ ...v4, gateway: "192.0.2.1" })).toEqual([gateway("0.0.0.0")]);
        expect(said({ ...v6, gateway: "2001:db8::1" })).toEqual([gateway("::")]);
        expect(said({ ...v4, dns_nameservers: ["192.0.2.53"] })).toEqual([servers]);
        expect(said({ ...v4, dns_nameservers: ["192.0.2.53", "192.0.2.54"] }, service("192.0.2.53"))).toEqual([
            servers,
        ]);
        const networkData = { links: [nic], networks: [{ ...v4, gateway: "192.0.2.1" }] };
        expect(warningsIn({ adminPassword: "correct horse", networkData })).toEqual([gateway("0.0.0.0")]);
    });

    it("aren't reported if the same is where it is read", () => {
        const route = { network: "0.0.0.0", netmask: "0.0.0.0", gateway: "192.0.2.1" };
        expect(said({ ...v4, gateway: "192.0.2.1", routes: [route] })).toEqual([]);
        expect(said({ ...v4, dns_nameservers: ["192.0.2.53"] }, service("192.0.2.53"))).toEqual([]);
    });

    it("aren't reported for other guests, beside DHCP, or as long as they aren't known", () => {
        expect(said({ ...v4, gateway: "192.0.2.1", dns_nameservers: ["192.0.2.53"] }, {}, "#!/bin/sh\n")).toEqual([]);
        expect(said({ id: "n", type: "ipv4_dhcp", link: "a", gateway: "192.0.2.1" })).toEqual([]);
        expect(said({ ...v4, gateway: UNKNOWN })).toEqual([]);
        expect(said({ ...v4, gateway: "192.0.2.1", routes: UNKNOWN })).toEqual([]);
        expect(said({ ...v4, dns_nameservers: ["192.0.2.53"] }, { services: UNKNOWN })).toEqual([]);
    });
});
