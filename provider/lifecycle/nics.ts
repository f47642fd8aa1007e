import type { Definition } from "../domain/definition.ts";
import type { Part } from "../domain/read.ts";
import type { DriveSpec } from "../spec/parse.ts";
import { ConfigDriveError } from "../text/errors.ts";

/** Links that are NICs of the machine; bonds and VLANs are built on these. */
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
 * Rejects network data for a NIC that the domain doesn't have: cloud-init fails before any network is up, and Windows
 * guests drop the whole configuration. Only warns if the domain has a passed-through PCI device: it may be that NIC,
 * and libvirt doesn't know its MAC.
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
        if (!definition.hasHostPci) throw nicMissing(definition, first);
        for (const { path, mac } of missing) {
            warnings.add(
                `${path}: domain "${definition.name}" has no interface with MAC ${mac}; unless a passed-through PCI device has it, the guest has no network`,
            );
        }
    }
    for (const warning of warnings) warn(warning);
};

const nicMissing = ({ macs, name }: Definition, { path, mac }: WantedNic): ConfigDriveError => {
    const element = `<mac address='${mac}'/>`;
    const advice =
        macs.length > 0
            ? `Its NICs have ${macs.join(", ")}. Set ${mac} as the MAC of the domain's interface (${element}), or use one of its MACs in networkData.`
            : `It has no NICs at all. Add an interface with this MAC (${element}) to the domain.`;
    return new ConfigDriveError(
        "nic-missing",
        `${path}: domain "${name}" has no NIC with MAC ${mac}, so the guest would have no network. ${advice}`,
    );
};
