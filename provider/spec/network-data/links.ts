import type { RawInputs } from "../../model/inputs.ts";
import { UNKNOWN } from "../../model/unknown.ts";
import { isForTalos } from "../intended-guest.ts";
import { fieldOf, itemsOf } from "../json.ts";
import type { Path } from "../path.ts";
import { quote } from "../reason.ts";
import type { Rule } from "../rule.ts";
import { eachLink, familyOf, isPhysical, linksOf, networksOf, problem, textIn, uniqueOnLinks } from "./parts.ts";

const someLink: Rule = {
    severity: "error",
    find: ({ networkData }) => {
        const links = fieldOf(networkData, "links");
        if (!Array.isArray(links) || links.length > 0) return [];
        const reason =
            "is empty, so the guest would have no network at all; omit networkData to use the guest's default";
        return [problem(["links"], reason)];
    },
};

const uniqueIds = uniqueOnLinks(
    "id",
    (link) => textIn(link, "id"),
    (first, id) => `${quote(id)} is already the id of ${first}`,
);

const uniqueNames = uniqueOnLinks(
    "name",
    (link) => textIn(link, "name"),
    (first, name) => `${quote(name)} is already the name of ${first}`,
);

// Before version 26, cloud-init names bonds by their number and ignores their declared name.
const notLikeBond = eachLink("error", ["name"], (inputs) => {
    const bonds = linksOf(inputs).filter((link) => textIn(link, "type") === "bond");
    const names = bonds.map((_, number) => `bond${number}`);
    return (link) =>
        isPhysical(link) === true && names.includes(textIn(link, "name") ?? "")
            ? "is also the name that guests give to a bond here, so one of the two links would be lost; choose another name"
            : undefined;
});

const uniqueMacs = uniqueOnLinks(
    "ethernet_mac_address",
    (link) => (isPhysical(link) === true ? textIn(link, "ethernet_mac_address")?.toLowerCase() : undefined),
    (first) =>
        `is already the MAC of ${first}; when two links share a NIC, the first loses its addresses, so declare one link with several networks`,
);

/** A place that refers to a link, and the value there. */
type Reference = readonly [path: Path, id: unknown];

const referencesOf = (inputs: RawInputs): readonly Reference[] => [
    ...linksOf(inputs).flatMap((link, index): readonly Reference[] => {
        const type = fieldOf(link, "type");
        if (type === "vlan") return [[["links", index, "vlan_link"], fieldOf(link, "vlan_link")]];
        if (type !== "bond") return [];
        return itemsOf(fieldOf(link, "bond_links")).map((id, at) => [["links", index, "bond_links", at], id]);
    }),
    ...networksOf(inputs).map((network, index): Reference => [["networks", index, "link"], fieldOf(network, "link")]),
];

const existingLinks: Rule = {
    severity: "error",
    find: (inputs) => {
        const links = linksOf(inputs);
        const ids = links.flatMap((link) => textIn(link, "id") ?? []);
        // The reference can mean a link whose id is missing or not known yet.
        if (links.length === 0 || ids.length < links.length) return [];
        return referencesOf(inputs).flatMap(([path, id]) => {
            if (typeof id !== "string" || id === UNKNOWN || ids.includes(id)) return [];
            const known = [...new Set(ids)].map(quote);
            return [problem(path, `no link has the id ${quote(id)}; existing ids: ${known.join(", ")}`)];
        });
    },
};

const KNOWN_TYPES: readonly unknown[] = [
    ...["bridge", "dvs", "hw_veb", "hyperv", "ovs", "tap", "vhostuser", "vif", "phy", "bond", "vlan", UNKNOWN],
];

const knownTypes = eachLink("warning", ["type"], () => (link) => {
    const type = fieldOf(link, "type");
    if (typeof type !== "string" || KNOWN_TYPES.includes(type)) return undefined;
    return `${quote(type)} isn't an OpenStack link type, so some guests skip the link; use "phy" for any NIC`;
});

/** The types the Talos platform `openstack` supports, VLANs since 1.12.2: openstack.go in its sources. */
const TALOS_TYPES: readonly string[] = [
    ...["phy", "vif", "ovs", "bridge", "tap", "vhostuser", "hw_veb", "bond", "vlan"],
];

const forTalos = eachLink("warning", ["type"], (inputs) => (link) => {
    const type = textIn(link, "type");
    if (!isForTalos(inputs) || type === undefined || TALOS_TYPES.includes(type)) return undefined;
    return `Talos skips links of type ${quote(type)}; use "phy" for any NIC`;
});

/** RFC 8200 5: Linux turns IPv6 off on a link with a smaller MTU. */
const LEAST_IPV6_MTU = 1280;

const roomForIpv6 = eachLink("error", ["mtu"], (inputs) => {
    const used = networksOf(inputs)
        .filter((network) => familyOf(network) === 6)
        .map((network) => textIn(network, "link"));
    return (link) => {
        const [id, mtu] = [textIn(link, "id"), fieldOf(link, "mtu")];
        if (typeof mtu !== "number" || mtu < 68 || mtu >= LEAST_IPV6_MTU) return undefined;
        if (id === undefined || !used.includes(id)) return undefined;
        return `must be at least ${LEAST_IPV6_MTU} because a network on this link is IPv6; guests turn IPv6 off below that`;
    };
});

/** The rules about all kinds of links. */
export const linksRules: readonly Rule[] = [
    someLink,
    uniqueIds,
    uniqueNames,
    notLikeBond,
    uniqueMacs,
    existingLinks,
    knownTypes,
    forTalos,
    roomForIpv6,
];
