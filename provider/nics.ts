import type { Part } from "./disk/domain.ts";
import { ConfigDriveError } from "./errors.ts";
import type { DriveSpec } from "./spec.ts";

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
 * Windows guests give up the whole configuration.
 */
export const requireNics = (spec: DriveSpec, parts: readonly Part[]): void => {
    for (const { definition } of parts) {
        const missing = wantedNics(spec).find(({ mac }) => !definition.macs.includes(mac));
        if (missing === undefined) continue;
        const there = definition.macs.length > 0 ? `It has ${definition.macs.join(", ")}.` : "It has no NIC at all.";
        throw new ConfigDriveError(
            "nic-missing",
            `${missing.path}: domain "${definition.name}" has no NIC with MAC ${missing.mac}. ${there} The guest would stay without any network: give the domain's interface this MAC, or take the domain's.`,
        );
    }
};
