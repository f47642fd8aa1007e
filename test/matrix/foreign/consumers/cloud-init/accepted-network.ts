import fc from "fast-check";
import ipaddr from "ipaddr.js";
import type { Link, Network, NetworkData, Route, Service } from "../../../../../provider/model/network-data.ts";
import { showMask } from "../../../../../provider/spec/address.ts";

type Family = 4 | 6;

/** A name that some reader may stumble over. */
export const text: fc.Arbitrary<string> = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });

/** Of so many NICs at most; the guest has all of them. */
const MOST_NICS = 4;

/** A MAC that goes with a number, and the name that the guest has for the NIC. */
export const MACS: Readonly<Record<string, string>> = Object.fromEntries(
    Array.from({ length: MOST_NICS }, (_, index) => [`52:54:00:ab:cd:0${index}`, `enp1s${index}`]),
);

const mtu = fc.option(fc.integer({ min: 1280, max: 65_535 }));

const interfaceName = fc
    .string({ unit: fc.constantFrom(..."abzABZ019-_.@%'\"{}#é!"), minLength: 1, maxLength: 15 })
    .filter((name) => name !== "." && name !== "..");

const octet = fc.nat(255);
const v4 = fc.tuple(fc.integer({ min: 1, max: 223 }), octet, octet, octet).map((octets) => octets.join("."));
const group = fc.oneof(fc.constant(0), fc.nat(0xffff)).map((number) => number.toString(16));
const v6 = fc
    .array(group, { minLength: 7, maxLength: 7 })
    .map((groups) => ["2001", ...groups].join(":"))
    .chain((full) => fc.constantFrom(full, ipaddr.IPv6.parse(full).toRFC5952String()));

const addressOf = (family: Family): fc.Arbitrary<string> => (family === 4 ? v4 : v6);
const prefixOf = (family: Family): fc.Arbitrary<number> => fc.integer({ min: 1, max: family === 4 ? 32 : 128 });

/** A mask, written out, or for some readers as a prefix length. */
const writtenMask = (family: Family, prefix: number): fc.Arbitrary<string> =>
    fc.constantFrom(showMask(prefix, family), showMask(prefix, family), String(prefix));

const service: fc.Arbitrary<Service> = fc.oneof(v4, v6).map((address): Service => ({ type: "dns", address }));
const services = fc.option(fc.array(service, { maxLength: 3 }), { nil: undefined });

const networkAddress = (address: string, prefix: number, family: Family): string => {
    const cidr = `${address}/${prefix}`;
    return family === 4
        ? ipaddr.IPv4.networkAddressFromCIDR(cidr).toString()
        : ipaddr.IPv6.networkAddressFromCIDR(cidr).toRFC5952String();
};

const route = (family: Family): fc.Arbitrary<Route> =>
    fc
        .record({
            address: addressOf(family),
            prefix: prefixOf(family),
            gateway: addressOf(family),
            isDefault: fc.boolean(),
        })
        .chain(({ address, prefix, gateway, isDefault }) => {
            const length = isDefault ? 0 : prefix;
            return writtenMask(family, length).map((netmask) => ({
                network: networkAddress(address, length, family),
                netmask,
                gateway,
            }));
        });

/** Drops what is undefined, as JSON does. */
const defined = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value));

/** What only cloud-init takes. */
const extras = {
    metric: fc.option(fc.nat(1000), { nil: undefined }),
    dns_nameservers: fc.option(fc.array(fc.oneof(v4, v6), { maxLength: 2 }), { nil: undefined }),
    dns_search: fc.option(fc.array(fc.constantFrom("example.org", "a"), { maxLength: 2 }), { nil: undefined }),
};

/** What a network is, but for its id and its link. */
type Settings = Readonly<Record<string, unknown>> & { readonly type: string };

const staticSettings = (family: Family): fc.Arbitrary<Settings> =>
    fc
        .record({
            ip_address: addressOf(family),
            prefix: prefixOf(family),
            routes: fc.option(fc.array(route(family), { maxLength: 3 }), { nil: undefined }),
            services,
            network_id: fc.option(fc.uuid(), { nil: undefined }),
            ...extras,
        })
        .chain(({ prefix, ...rest }) =>
            writtenMask(family, prefix).map((netmask): Settings => ({ type: `ipv${family}`, netmask, ...rest })),
        );

const dynamicSettings: fc.Arbitrary<Settings> = fc.record({
    type: fc.constantFrom("ipv4_dhcp", "ipv6_dhcp", "ipv6_slaac", "ipv6_dhcpv6-stateful", "ipv6_dhcpv6-stateless"),
    services,
});

const settings = fc.oneof(staticSettings(4), staticSettings(6), dynamicSettings);

const physicalType = fc.constantFrom(
    "phy",
    "ovs",
    "bridge",
    "tap",
    "vif",
    "hw_veb",
    "dvs",
    "hyperv",
    "vhostuser",
    "ethernet",
);

const nics = fc.integer({ min: 1, max: MOST_NICS }).chain((count) =>
    fc.tuple(
        ...Array.from({ length: count }, (_, index) =>
            fc
                .record({
                    type: physicalType,
                    mtu: fc.option(mtu, { nil: undefined }),
                    name: fc.option(interfaceName, { nil: undefined }),
                    vif_id: fc.option(text, { nil: undefined }),
                    isUpper: fc.boolean(),
                })
                .map(({ isUpper, ...rest }) => {
                    const mac = `52:54:00:ab:cd:0${index}`;
                    return { ...rest, ethernet_mac_address: isUpper ? mac.toUpperCase() : mac };
                }),
        ),
    ),
);

const bond = fc.record({
    mode: fc.constantFrom(
        "802.3ad",
        "balance-rr",
        "active-backup",
        "balance-xor",
        "broadcast",
        "balance-tlb",
        "balance-alb",
    ),
    miimon: fc.option(fc.nat(1000), { nil: undefined }),
    policy: fc.option(fc.constantFrom("layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4", "vlan+srcmac"), {
        nil: undefined,
    }),
    mac: fc.option(fc.constant("52:54:00:ab:cd:00"), { nil: undefined }),
    mtu: fc.option(mtu, { nil: undefined }),
    name: fc.option(interfaceName, { nil: undefined }),
    /** How many of the NICs. */
    size: fc.integer({ min: 1, max: MOST_NICS }),
});

const vlan = fc.record({
    /** Which of the links before it. */
    base: fc.nat(),
    id: fc.integer({ min: 1, max: 4094 }),
    mac: fc.option(fc.constant("52:54:00:AB:CD:00"), { nil: undefined }),
    mtu: fc.option(mtu, { nil: undefined }),
});

const links: fc.Arbitrary<readonly Link[]> = fc
    .record({
        ids: fc.uniqueArray(text, { minLength: 10, maxLength: 10 }),
        physical: nics,
        bonds: fc.array(bond, { maxLength: 1 }),
        vlans: fc.array(vlan, { maxLength: 3 }),
        isReversed: fc.boolean(),
    })
    .map(({ ids, physical, bonds, vlans, isReversed }) => {
        const all: { id: string }[] = physical.map((nic, index) => ({ id: ids[index] ?? "", ...nic }));
        for (const { mode, miimon, policy, mac, size, ...rest } of bonds) {
            all.push(
                defined({
                    id: ids[all.length] ?? "",
                    type: "bond",
                    bond_mode: mode,
                    bond_links: ids.slice(0, Math.min(size, physical.length)),
                    bond_miimon: miimon,
                    bond_xmit_hash_policy: policy,
                    ethernet_mac_address: mac,
                    ...rest,
                }),
            );
        }
        for (const { base, id, mac, ...rest } of vlans) {
            all.push({
                id: ids[all.length] ?? "",
                ...defined({
                    type: "vlan",
                    vlan_link: all[base % all.length]?.id,
                    vlan_id: id,
                    vlan_mac_address: mac ?? "52:54:00:ab:cd:00",
                    ethernet_mac_address: mac,
                    ...rest,
                }),
            });
        }
        return defined((isReversed ? all.toReversed() : all) as unknown as readonly Link[]);
    });

/** Networks in OpenStack's words, most of which `parseSpec` accepts. */
export const networkData: fc.Arbitrary<NetworkData> = fc
    .record({
        links,
        networks: fc.array(fc.tuple(fc.nat(), settings), { maxLength: 6 }),
        services,
    })
    .map(({ links: all, networks, services: common }) =>
        defined({
            links: all,
            networks: networks.map(([link, rest], index) => ({
                id: `network${index}`,
                link: all[link % all.length]?.id,
                ...rest,
            })) as unknown as readonly Network[],
            services: common,
        }),
    );
