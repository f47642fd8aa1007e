import type { BondMode } from "../../model/network-data.ts";

/** A route of a link. */
export interface RouteArgs {
    /**
     * Destination: an address with its prefix length, e.g. `10.0.0.0/8`; `0.0.0.0/0` or `::/0` for all other networks.
     */
    readonly to: string;
    /** Address of the router. */
    readonly via: string;
}

/** Configuration of a link of any kind. */
export interface LinkArgs {
    /**
     * Addresses with their prefix length.
     *
     * @default none
     * @example ["192.0.2.10/24", "2001:db8::10/64"]
     */
    readonly addresses?: readonly string[] | undefined;
    /** Whether the link gets an IPv4 address by DHCP. @default false */
    readonly dhcp4?: boolean | undefined;
    /**
     * Whether the link gets an IPv6 address from the network, and how: `true` for DHCPv6, or OpenStack's terms
     * `"slaac"`, `"stateful"` or `"stateless"`.
     *
     * @default false
     */
    readonly dhcp6?: boolean | "slaac" | "stateful" | "stateless" | undefined;
    /** Router for all other IPv4 networks, within the network of one of `addresses`. @default none */
    readonly gateway4?: string | undefined;
    /** Router for all other IPv6 networks. @default none */
    readonly gateway6?: string | undefined;
    /** Additional routes. @default none */
    readonly routes?: readonly RouteArgs[] | undefined;
    /**
     * Size of the largest packet in bytes.
     *
     * @default the guest's own, usually 1500
     * @integer
     */
    readonly mtu?: number | undefined;
}

/** A NIC. */
export interface EthernetArgs extends LinkArgs {
    /** MAC of one of the domain's NICs, by which the guest finds it. */
    readonly mac: string;
}

/** A bond: several NICs that act as one. */
export interface BondArgs extends LinkArgs {
    /** Names of the NICs, as in `ethernets`. */
    readonly interfaces: readonly string[];
    /** How the bond uses its NICs. */
    readonly mode: BondMode;
    /** MAC of the bond. @default that of the first NIC */
    readonly mac?: string | undefined;
}

/** A VLAN on a NIC or a bond. */
export interface VlanArgs extends LinkArgs {
    /** Number of the VLAN; 1 to 4094. @integer */
    readonly id: number;
    /** Name of the NIC or the bond. */
    readonly link: string;
    /** MAC of the VLAN's interface. @default that of the link */
    readonly mac?: string | undefined;
}

/** The network of a guest, in netplan's terms. */
export interface NetworkArgs {
    /** The NICs by name. */
    readonly ethernets: Readonly<Record<string, EthernetArgs>>;
    /** The bonds by name. @default none */
    readonly bonds?: Readonly<Record<string, BondArgs>> | undefined;
    /** The VLANs by name. @default none */
    readonly vlans?: Readonly<Record<string, VlanArgs>> | undefined;
    /** Addresses of the name servers. @default none */
    readonly nameservers?: readonly string[] | undefined;
}
