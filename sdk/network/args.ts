import type { BondMode } from "../../provider/model/inputs.ts";

/** A route of a link. */
export interface RouteArgs {
    /** Where it leads: an address with its prefix length, such as `10.0.0.0/8`; `0.0.0.0/0` and `::/0` are all others. */
    readonly to: string;
    /** Address of the router. */
    readonly via: string;
}

/** What a link of any kind is configured with. */
export interface LinkArgs {
    /**
     * Addresses with their prefix length.
     *
     * @default none
     * @example ["192.0.2.10/24", "2001:db8::10/64"]
     */
    readonly addresses?: readonly string[] | undefined;
    /** Whether the network gives an IPv4 address. @default false */
    readonly dhcp4?: boolean | undefined;
    /**
     * Whether the network gives an IPv6 address, and how: `true` by DHCPv6, in OpenStack's words `"slaac"`, `"stateful"`
     * or `"stateless"`.
     *
     * @default false
     */
    readonly dhcp6?: boolean | "slaac" | "stateful" | "stateless" | undefined;
    /** The router for all other IPv4 networks; in the network of one of `addresses`. @default none */
    readonly gateway4?: string | undefined;
    /** The router for all other IPv6 networks. @default none */
    readonly gateway6?: string | undefined;
    /** Further routes. @default none */
    readonly routes?: readonly RouteArgs[] | undefined;
    /** Bytes of the largest packet. @default the guest's own, mostly 1500 */
    readonly mtu?: number | undefined;
}

/** A NIC. */
export interface EthernetArgs extends LinkArgs {
    /** By which the guest finds it: that of a NIC of the domain. */
    readonly mac: string;
}

/** Several NICs that act as one. */
export interface BondArgs extends LinkArgs {
    /** Names of the NICs, as they stand in `ethernets`. */
    readonly interfaces: readonly string[];
    readonly mode: BondMode;
    /** @default that of the first NIC */
    readonly mac?: string | undefined;
}

/** A VLAN on a NIC or a bond. */
export interface VlanArgs extends LinkArgs {
    /** Number of the VLAN; 1 to 4094. */
    readonly id: number;
    /** Name of the NIC or the bond. */
    readonly link: string;
    /** @default that of the link */
    readonly mac?: string | undefined;
}

/** The network of a guest, in netplan's words. */
export interface NetworkArgs {
    /** The NICs by name. */
    readonly ethernets: Readonly<Record<string, EthernetArgs>>;
    /** @default none */
    readonly bonds?: Readonly<Record<string, BondArgs>> | undefined;
    /** @default none */
    readonly vlans?: Readonly<Record<string, VlanArgs>> | undefined;
    /** Addresses of the name servers. @default none */
    readonly nameservers?: readonly string[] | undefined;
}
