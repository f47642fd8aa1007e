import { z } from "zod";
import type { JsonObject } from "../model/inputs.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { fieldOf, isObject } from "./json.ts";
import { mac } from "./mac.ts";
import { bondsRules } from "./network-data/bonds.ts";
import { bridgesRules } from "./network-data/bridges.ts";
import { linksRules } from "./network-data/links.ts";
import { networksRules } from "./network-data/networks.ts";
import { routesRules } from "./network-data/routes.ts";
import * as scalars from "./network-data/scalars.ts";
import { servicesRules } from "./network-data/services.ts";
import { vlansRules } from "./network-data/vlans.ts";
import { windowsRules } from "./network-data/windows.ts";
import type { Rule } from "./rule.ts";
import { choose, never, open, type Schemas, verbatim, wholeNumber } from "./schema.ts";

/** OpenStack's `network_data.json`. */
export interface NetworkDataContent {
    readonly networkData: JsonObject | undefined;
}

const service = open({ type: z.literal("dns"), address: scalars.anyAddress });
const services = z.array(service);
const routes = z.array(
    open({
        network: scalars.anyAddress,
        netmask: scalars.anyMask,
        gateway: scalars.anyAddress,
        services: services.optional(),
    }),
);

const linkBase = {
    id: scalars.id,
    type: z.string(),
    mtu: scalars.mtu.nullable().optional(),
    vif_id: z.string().optional(),
    name: scalars.linkName.optional(),
};

const physicalLink = open({ ...linkBase, ethernet_mac_address: mac });

const BOND_MODES = [
    ...["802.3ad", "balance-rr", "active-backup", "balance-xor"],
    ...["broadcast", "balance-tlb", "balance-alb"],
];

const HASH_POLICIES = ["layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4", "vlan+srcmac"];

const bondLink = open({
    ...linkBase,
    bond_mode: z.enum(BOND_MODES),
    bond_links: z.array(z.string()),
    ethernet_mac_address: mac.optional(),
    bond_miimon: scalars.interval.optional(),
    bond_xmit_hash_policy: z.enum(HASH_POLICIES).optional(),
});

const vlanLink = open({
    ...linkBase,
    vlan_link: z.string(),
    vlan_id: scalars.vlanId,
    vlan_mac_address: mac,
    ethernet_mac_address: mac.optional(),
});

const untypedLink = open({ id: scalars.id, type: z.string() });

const link = choose<unknown>((value) => {
    const type = fieldOf(value, "type");
    if (type === "bond") return bondLink;
    if (type === "vlan") return vlanLink;
    return typeof type === "string" && type !== UNKNOWN ? physicalLink : untypedLink;
});

const STATIC = ["ipv4", "ipv6"];
const DYNAMIC = ["ipv4_dhcp", "ipv6_dhcp", "ipv6_slaac", "ipv6_dhcpv6-stateful", "ipv6_dhcpv6-stateless"];

const networkBase = {
    id: scalars.id,
    type: z.enum([...STATIC, ...DYNAMIC]),
    link: z.string(),
    network_id: z.string().optional(),
    routes: routes.optional(),
    services: services.optional(),
    // Not in OpenStack's schema, but cloud-init reads them and fails for other types: convert_net_json.
    metric: wholeNumber.optional(),
    dns_nameservers: z.array(scalars.anyAddress).optional(),
    dns_search: z.array(z.string()).optional(),
};

const staticNetwork = (family: 4 | 6): z.ZodType =>
    open({
        ...networkBase,
        ip_address: scalars.address(family),
        netmask: scalars.mask(family),
        gateway: scalars.address(family).optional(),
    });

const dynamicNetwork = (family: 4 | 6): z.ZodType =>
    open({
        ...networkBase,
        ip_address: scalars.address(family).optional(),
        netmask: scalars.mask(family).optional(),
        gateway: scalars.address(family).optional(),
    });

const untypedNetwork = open(networkBase);

const NETWORKS: Readonly<Record<string, z.ZodType>> = {
    ipv4: staticNetwork(4),
    ipv6: staticNetwork(6),
    ipv4_dhcp: dynamicNetwork(4),
    ...Object.fromEntries(DYNAMIC.slice(1).map((type) => [type, dynamicNetwork(6)])),
};

const network = choose<unknown>((value) => {
    const type = fieldOf(value, "type");
    return typeof type === "string" && Object.hasOwn(NETWORKS, type)
        ? (NETWORKS[type] ?? untypedNetwork)
        : untypedNetwork;
});

const document = verbatim(open({ links: z.array(link), networks: z.array(network), services: services.optional() }));

const USE_HELPER = "write it with networkData({ … }), which takes the same settings in a form that resembles netplan";

/** Why a value is in another format that is often mistaken for OpenStack's; undefined for OpenStack's own. */
const otherFormat = (value: unknown): string | undefined => {
    if (typeof value === "string") return `is text; ${USE_HELPER}`;
    if (!isObject(value) || value["links"] !== undefined || value["networks"] !== undefined) return undefined;
    const { network, version, config, ethernets } = value;
    if (version === 1 || Array.isArray(config) || fieldOf(network, "version") === 1) {
        return `is cloud-init's own network config, which the drive can't carry; ${USE_HELPER}`;
    }
    if (isObject(network) || version === 2) return `is netplan's format, which guests don't read here; ${USE_HELPER}`;
    return ethernets === undefined ? undefined : `isn't OpenStack's format; ${USE_HELPER}`;
};

const openStack = choose<JsonObject>((value) => {
    const reason = value === UNKNOWN ? undefined : otherFormat(value);
    return reason === undefined ? document : never(reason);
});

/** The schema of `network_data.json`. Extra keys are allowed: readers support some that OpenStack's schema lacks. */
export const networkDataSchemas: Schemas<NetworkDataContent> = { networkData: openStack.optional() };

/** The rules about the parts of `network_data.json`. */
export const networkDataRules: readonly Rule[] = [
    ...linksRules,
    ...bondsRules,
    ...bridgesRules,
    ...vlansRules,
    ...networksRules,
    ...routesRules,
    ...servicesRules,
    ...windowsRules,
];
