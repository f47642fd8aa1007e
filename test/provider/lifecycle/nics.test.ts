import { describe, expect, it } from "vitest";
import { readDefinition } from "../../../provider/domain/definition.ts";
import type { Part } from "../../../provider/domain/read.ts";
import { requireNics } from "../../../provider/lifecycle/nics.ts";
import { domainXml } from "../domain/machines.ts";
import { FULL, specOf } from "../spec/reading.ts";

const part = (...macs: readonly string[]): Part => ({
    definition: readDefinition(
        domainXml(macs.map((mac) => `<interface type='network'><mac address='${mac}'/></interface>`).join("")),
    ),
    flag: 1,
});

const phy = (...macs: readonly string[]) =>
    specOf({
        networkData: {
            links: macs.map((mac, index) => ({ id: `eth${index}`, type: "phy", ethernet_mac_address: mac })),
            networks: [],
        },
    });

describe("requireNics", () => {
    it("accepts a domain that has every NIC, in upper or lower case", () => {
        requireNics(phy("52:54:00:AA:bb:01", "52:54:00:aa:bb:02"), [
            part("52:54:00:aa:BB:02", "52:54:00:aa:bb:01", "52:54:00:aa:bb:03"),
        ]);
    });

    it("requires nothing without network data", () => {
        requireNics(specOf({}), [part()]);
    });

    it("requires the NICs under bonds and VLANs, not those themselves", () => {
        requireNics(specOf({ ...FULL }), [part("52:54:00:12:34:56", "52:54:00:12:34:57")]);
    });

    it("says which NIC is missing and which exist", () => {
        expect(() =>
            requireNics(phy("52:54:00:aa:bb:01", "52:54:00:aa:bb:02"), [
                part("52:54:00:aa:bb:01", "52:54:00:aa:bb:09"),
            ]),
        ).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: networkData.links[1].ethernet_mac_address: domain "web" has no NIC with MAC 52:54:00:aa:bb:02, so the guest would have no network. Its NICs have 52:54:00:aa:bb:01, 52:54:00:aa:bb:09. Set 52:54:00:aa:bb:02 as the MAC of the domain's interface (<mac address='52:54:00:aa:bb:02'/>), or use one of its MACs in networkData.]`,
        );
        expect(() => requireNics(phy("52:54:00:aa:bb:01"), [part()])).toThrow("It has no NICs at all.");
    });

    it("checks both definitions", () => {
        const spec = phy("52:54:00:aa:bb:01");
        expect(() => requireNics(spec, [part("52:54:00:aa:bb:01"), part()])).toThrow("no NIC with MAC");
    });

    it("only warns, once for each NIC, if a passed-through PCI device may be the NIC", () => {
        const withDevice = (type: string, ...macs: readonly string[]): Part => {
            const { definition, flag } = part(...macs);
            const { hasHostPci } = readDefinition(domainXml(`<hostdev mode='subsystem' type='${type}'/>`));
            return { definition: { ...definition, hasHostPci }, flag };
        };
        const spec = phy("52:54:00:aa:bb:01", "52:54:00:aa:bb:02", "52:54:00:aa:bb:03");
        const warnings: string[] = [];
        const passed = withDevice("pci", "52:54:00:aa:bb:02");
        requireNics(spec, [passed, passed], (warning) => warnings.push(warning));
        expect(warnings).toEqual(
            [0, 2].map(
                (index) =>
                    `networkData.links[${index}].ethernet_mac_address: domain "web" has no interface with MAC 52:54:00:aa:bb:0${index + 1}; unless a passed-through PCI device has it, the guest has no network`,
            ),
        );
        expect(() => requireNics(spec, [withDevice("usb", "52:54:00:aa:bb:02")])).toThrow("no NIC with MAC");
    });
});
