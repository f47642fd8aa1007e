import type { RawInputs } from "../../model/inputs.ts";
import { UNKNOWN } from "../../model/problem.ts";
import { fieldOf, itemsOf } from "../json.ts";
import type { Path } from "../path.ts";
import { quote } from "../reason.ts";
import type { Rule } from "../rule.ts";
import { isForTalos } from "../talos.ts";
import { familyOf, isPhysical, linksOf, networksOf, problem, repeated, textIn } from "./parts.ts";

const someLink: Rule = {
    severity: "error",
    find: ({ networkData }) => {
        const links = fieldOf(networkData, "links");
        if (!Array.isArray(links) || links.length > 0) return [];
        const reason =
            "is empty: the guest would have no network at all; leave networkData out for the guest's default";
        return [problem(["links"], reason)];
    },
};

const uniqueIds: Rule = {
    severity: "error",
    find: (inputs) => {
        const ids = linksOf(inputs).map((link) => textIn(link, "id"));
        return repeated(ids).map(({ at, first }) =>
            problem(["links", at, "id"], `${quote(ids[at] ?? "")} is taken by links[${first}]`),
        );
    },
};

const uniqueNames: Rule = {
    severity: "error",
    find: (inputs) => {
        const names = linksOf(inputs).map((link) => textIn(link, "name"));
        return repeated(names).map(({ at, first }) =>
            problem(["links", at, "name"], `${quote(names[at] ?? "")} is the name of links[${first}] too`),
        );
    },
};

// Before 26 cloud-init names bonds by their number, whatever name they have.
const notLikeBond: Rule = {
    severity: "error",
    find: (inputs) => {
        const links = linksOf(inputs);
        const bonds = links.filter((link) => textIn(link, "type") === "bond").map((_, number) => `bond${number}`);
        return links.flatMap((link, index) => {
            const name = textIn(link, "name");
            if (isPhysical(link) !== true || name === undefined || !bonds.includes(name)) return [];
            return [problem(["links", index, "name"], "is what guests name a bond: one of the two would be lost")];
        });
    },
};

const uniqueMacs: Rule = {
    severity: "error",
    find: (inputs) => {
        const macs = linksOf(inputs).map((link) =>
            isPhysical(link) === true ? textIn(link, "ethernet_mac_address")?.toLowerCase() : undefined,
        );
        return repeated(macs).map(({ at, first }) => {
            const reason = `is the MAC of links[${first}] too: of two links on one NIC the first loses its addresses`;
            return problem(["links", at, "ethernet_mac_address"], `${reason}; give one link several networks instead`);
        });
    },
};

/** A place that names a link, and what stands there. */
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
        // A link whose id is missing or not known yet may be the one that is meant.
        if (links.length === 0 || ids.length < links.length) return [];
        return referencesOf(inputs).flatMap(([path, id]) => {
            if (typeof id !== "string" || id === UNKNOWN || ids.includes(id)) return [];
            const known = [...new Set(ids)].map(quote);
            return [problem(path, `no link has the id ${quote(id)}; ids there: ${known.join(", ")}`)];
        });
    },
};

const KNOWN_TYPES: readonly unknown[] = [
    ...["bridge", "dvs", "hw_veb", "hyperv", "ovs", "tap", "vhostuser", "vif", "phy", "bond", "vlan", UNKNOWN],
];

const knownTypes: Rule = {
    severity: "warning",
    find: (inputs) =>
        linksOf(inputs).flatMap((link, index) => {
            const type = fieldOf(link, "type");
            if (typeof type !== "string" || KNOWN_TYPES.includes(type)) return [];
            const reason = `${quote(type)} is no type of OpenStack's: some guests skip the link; "phy" fits any NIC`;
            return [problem(["links", index, "type"], reason)];
        }),
};

/** What the platform `openstack` of Talos takes. */
const TALOS_TYPES: readonly unknown[] = ["phy", "vif", "ovs", "bond", UNKNOWN];

const forTalos: Rule = {
    severity: "warning",
    find: (inputs) =>
        linksOf(inputs).flatMap((link, index) => {
            const type = textIn(link, "type");
            if (!isForTalos(inputs) || type === undefined || TALOS_TYPES.includes(type)) return [];
            return [
                problem(
                    ["links", index, "type"],
                    `Talos skips a link of type ${quote(type)}; it takes "phy", "vif", "ovs" and "bond"`,
                ),
            ];
        }),
};

/** RFC 8200 5: Linux turns IPv6 off on a link with less. */
const LEAST_IPV6_MTU = 1280;

const roomForIpv6: Rule = {
    severity: "error",
    find: (inputs) => {
        const used = networksOf(inputs)
            .filter((network) => familyOf(network) === 6)
            .map((network) => textIn(network, "link"));
        return linksOf(inputs).flatMap((link, index) => {
            const [id, mtu] = [textIn(link, "id"), fieldOf(link, "mtu")];
            if (typeof mtu !== "number" || mtu < 68 || mtu >= LEAST_IPV6_MTU) return [];
            if (id === undefined || !used.includes(id)) return [];
            const reason = `must be at least ${LEAST_IPV6_MTU}, since a network on this link is IPv6: guests turn it off below`;
            return [problem(["links", index, "mtu"], reason)];
        });
    },
};

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
