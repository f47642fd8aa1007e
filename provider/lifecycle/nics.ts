import type { Definition } from "../domain/definition.ts";
import type { Part } from "../domain/read.ts";
import { ConfigDriveError } from "../errors.ts";
import type { DriveSpec } from "../spec/parse.ts";

/** Links that stand for a NIC of the machine; bonds and vlans are made from these. */
const isPhysical = (type: unknown): boolean => type !== "bond" && type !== "vlan";

interface WantedNic {
    readonly path: string;
    readonly mac: string;
}

const wantedNics = ({ networkData }: DriveSpec): readonly WantedNic[] => {
    const links = networkData?.["links"];
    if (!Array.isArray(links)) return [];
    return links.flatMap((link: unknown, index) => {
        if (typeof link !== "object" || link === null || !("ethernet_mac_address" in link)) return [];
        const mac = link.ethernet_mac_address;
        if (typeof mac !== "string" || ("type" in link && !isPhysical(link.type))) return [];
        return [{ path: `networkData.links[${index}].ethernet_mac_address`, mac: mac.toLowerCase() }];
    });
};

/**
 * Refuses network data for a NIC that the domain doesn't have: cloud-init then fails before any network is up, and
 * Windows guests give up the whole configuration. Where a PCI device of the host is in the domain it may be that NIC,
 * whose MAC libvirt doesn't know, so that it is only warned of.
 */
export const requireNics = (
    spec: DriveSpec,
    parts: readonly Part[],
    warn: (warning: string) => void = () => undefined,
): void => {
    const warnings = new Set<string>();
    for (const { definition } of parts) {
        const missing = wantedNics(spec).filter(({ mac }) => !definition.macs.includes(mac));
        const [first] = missing;
        if (first === undefined) continue;
        if (!definition.hostDevices.hasPci) throw nicMissing(definition, first);
        for (const { path, mac } of missing) {
            warnings.add(
                `${path}: domain "${definition.name}" has no interface with MAC ${mac}; unless a PCI device that is passed through has it, the guest stays without any network`,
            );
        }
    }
    for (const warning of warnings) warn(warning);
};

const nicMissing = ({ macs, name }: Definition, { path, mac }: WantedNic): ConfigDriveError => {
    const there = macs.length > 0 ? `It has ${macs.join(", ")}.` : "It has no NIC at all.";
    return new ConfigDriveError(
        "nic-missing",
        `${path}: domain "${name}" has no NIC with MAC ${mac}. ${there} The guest would stay without any network: give the domain's interface this MAC, or take the domain's.`,
    );
};
