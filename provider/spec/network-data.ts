import { z } from "zod";
import type { JsonObject } from "../inputs.ts";
import { fieldOf, itemsOf } from "./json.ts";
import { showPath } from "./path.ts";
import { type Problem, UNKNOWN } from "./problem.ts";
import { quote } from "./reason.ts";
import type { RawInputs, Rule } from "./rule.ts";
import { choose, open, type Schemas, verbatim, wholeNumber } from "./schema.ts";

/** OpenStack's `network_data.json`. */
export interface NetworkDataContent {
    readonly networkData: JsonObject | undefined;
}

const service = open({ type: z.literal("dns"), address: z.string() });
const services = z.array(service);
const routes = z.array(
    open({ network: z.string(), netmask: z.string(), gateway: z.string(), services: services.optional() }),
);

const linkBase = {
    id: z.string(),
    type: z.string(),
    mtu: wholeNumber.nullable().optional(),
    vif_id: z.string().optional(),
    name: z.string().optional(),
};

const physicalLink = open({ ...linkBase, ethernet_mac_address: z.string() });

const BOND_MODES = [
    ...["802.3ad", "balance-rr", "active-backup", "balance-xor"],
    ...["broadcast", "balance-tlb", "balance-alb"],
];

const bondLink = open({
    ...linkBase,
    bond_mode: z.enum(BOND_MODES),
    bond_links: z.array(z.string()),
    ethernet_mac_address: z.string().optional(),
    bond_miimon: wholeNumber.optional(),
    bond_xmit_hash_policy: z.string().optional(),
});

const vlanLink = open({
    ...linkBase,
    vlan_link: z.string(),
    vlan_id: wholeNumber,
    vlan_mac_address: z.string(),
    ethernet_mac_address: z.string().optional(),
});

const untypedLink = open({ id: z.string(), type: z.string() });

const link = choose<unknown>((value) => {
    const type = fieldOf(value, "type");
    if (type === "bond") return bondLink;
    if (type === "vlan") return vlanLink;
    return typeof type === "string" && type !== UNKNOWN ? physicalLink : untypedLink;
});

const STATIC = ["ipv4", "ipv6"];
const DYNAMIC = ["ipv4_dhcp", "ipv6_dhcp", "ipv6_slaac", "ipv6_dhcpv6-stateful", "ipv6_dhcpv6-stateless"];

const networkBase = {
    id: z.string(),
    type: z.enum([...STATIC, ...DYNAMIC]),
    link: z.string(),
    network_id: z.string().optional(),
    routes: routes.optional(),
    services: services.optional(),
};

const staticNetwork = open({ ...networkBase, ip_address: z.string(), netmask: z.string() });
const dynamicNetwork = open({ ...networkBase, ip_address: z.string().optional(), netmask: z.string().optional() });

const network = choose<unknown>((value) => {
    const type = fieldOf(value, "type");
    return type === "ipv4" || type === "ipv6" ? staticNetwork : dynamicNetwork;
});

const document = verbatim(open({ links: z.array(link), networks: z.array(network), services: services.optional() }));

/** The schema of `network_data.json`. Extra keys pass: readers know some that OpenStack's own schema doesn't. */
export const networkDataSchemas: Schemas<NetworkDataContent> = { networkData: document.optional() };

const linksOf = ({ networkData }: RawInputs): readonly unknown[] => itemsOf(fieldOf(networkData, "links"));

const problem = (path: readonly (string | number)[], reason: string): Problem => ({
    path: showPath(["networkData", ...path]),
    reason,
});

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

const uniqueLinks: Rule = {
    severity: "error",
    find: (inputs) => {
        const ids = linksOf(inputs).map((item) => fieldOf(item, "id"));
        return ids.flatMap((id, index) => {
            const first = ids.indexOf(id);
            if (typeof id !== "string" || id === UNKNOWN || first === index) return [];
            return [problem(["links", index, "id"], `${quote(id)} is taken by links[${first}]`)];
        });
    },
};

/** A place that names a link, and what stands there. */
type Reference = readonly [path: readonly (string | number)[], id: unknown];

const referencesOf = (inputs: RawInputs): readonly Reference[] => {
    const { networkData } = inputs;
    const networks = itemsOf(fieldOf(networkData, "networks"));
    return [
        ...linksOf(inputs).flatMap((item, index): readonly Reference[] => {
            const type = fieldOf(item, "type");
            if (type === "vlan") return [[["links", index, "vlan_link"], fieldOf(item, "vlan_link")]];
            if (type !== "bond") return [];
            return itemsOf(fieldOf(item, "bond_links")).map((id, at) => [["links", index, "bond_links", at], id]);
        }),
        ...networks.map((item, index): Reference => [["networks", index, "link"], fieldOf(item, "link")]),
    ];
};

const existingLinks: Rule = {
    severity: "error",
    find: (inputs) => {
        const links = linksOf(inputs);
        const ids = links.map((item) => (item === UNKNOWN ? UNKNOWN : fieldOf(item, "id")));
        if (links.length === 0 || ids.includes(UNKNOWN)) return [];
        return referencesOf(inputs).flatMap(([path, id]) => {
            if (typeof id !== "string" || id === UNKNOWN || ids.includes(id)) return [];
            const known = [...new Set(ids)].filter((known) => typeof known === "string").map(quote);
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
        linksOf(inputs).flatMap((item, index) => {
            const type = fieldOf(item, "type");
            if (typeof type !== "string" || KNOWN_TYPES.includes(type)) return [];
            const reason = `${quote(type)} is no type of OpenStack's: some guests skip the link; "phy" fits any NIC`;
            return [problem(["links", index, "type"], reason)];
        }),
};

/** The rules between the parts of `network_data.json`. */
export const networkDataRules: readonly Rule[] = [someLink, uniqueLinks, existingLinks, knownTypes];
