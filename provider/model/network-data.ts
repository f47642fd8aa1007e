/** OpenStack's `network_data.json`. */
export interface NetworkData {
    /** NICs, bonds and VLANs. */
    readonly links: readonly Link[];
    /** What the links are configured with. */
    readonly networks: readonly Network[];
    /** Name servers for all networks. */
    readonly services?: readonly Service[] | undefined;
}

/** How OpenStack connects a NIC; every guest accepts `phy`. */
export type PhysicalLinkType = "bridge" | "dvs" | "hw_veb" | "hyperv" | "ovs" | "tap" | "vhostuser" | "vif" | "phy";

interface LinkBase {
    /** Name of the link, to which networks and other links refer. */
    readonly id: string;
    /** Size of the largest packet in bytes. @integer */
    readonly mtu?: number | null | undefined;
    /** OpenStack's id of the port. */
    readonly vif_id?: string | undefined;
    /** Name of the interface in the guest. */
    readonly name?: string | undefined;
}

/** A NIC, found in the guest by its MAC. */
export interface PhysicalLink extends LinkBase {
    /** Kind of link; `phy` for any NIC. */
    readonly type: PhysicalLinkType;
    /** MAC by which the guest finds the NIC. */
    readonly ethernet_mac_address: string;
}

/** Several links that act as one. */
export interface BondLink extends LinkBase {
    /** Kind of link. */
    readonly type: "bond";
    /** MAC of the bond. */
    readonly ethernet_mac_address?: string | undefined;
    /** How the bond uses its links. */
    readonly bond_mode: BondMode;
    /** Ids of the links in the bond. */
    readonly bond_links: readonly string[];
    /** Milliseconds between two checks of the links. @integer */
    readonly bond_miimon?: number | undefined;
    /** How the bond chooses a link for a packet. */
    readonly bond_xmit_hash_policy?: BondHashPolicy | undefined;
}

/** A VLAN on another link. */
export interface VlanLink extends LinkBase {
    /** Kind of link. */
    readonly type: "vlan";
    /** Id of the link that the VLAN is on. */
    readonly vlan_link: string;
    /** Number of the VLAN; 1 to 4094. @integer */
    readonly vlan_id: number;
    /** MAC of the VLAN's interface. */
    readonly vlan_mac_address: string;
    /** The same MAC, for FreeBSD. */
    readonly ethernet_mac_address?: string | undefined;
}

/** A link of the guest. */
export type Link = PhysicalLink | BondLink | VlanLink;

/** How a bond uses its links, by the Linux kernel's names. */
export type BondMode =
    | "802.3ad"
    | "balance-rr"
    | "active-backup"
    | "balance-xor"
    | "broadcast"
    | "balance-tlb"
    | "balance-alb";

/** How a bond chooses a link for a packet, by the Linux kernel's names; not all guests support `vlan+srcmac`. */
export type BondHashPolicy = "layer2" | "layer2+3" | "layer3+4" | "encap2+3" | "encap3+4" | "vlan+srcmac";

/** A route; the default one has a network and a netmask of zeros. */
export interface Route {
    /** Destination without a prefix length, e.g. `10.0.0.0`. */
    readonly network: string;
    /** Mask of the destination in full, e.g. `255.0.0.0`. */
    readonly netmask: string;
    /** Address of the router. */
    readonly gateway: string;
    /** Name servers. */
    readonly services?: readonly Service[] | undefined;
}

interface NetworkBase {
    /** Name of the network. */
    readonly id: string;
    /** Id of the link that the network configures. */
    readonly link: string;
    /** OpenStack's id of the network. */
    readonly network_id?: string | undefined;
    /** Name servers. */
    readonly services?: readonly Service[] | undefined;
    /** Routes. */
    readonly routes?: readonly Route[] | undefined;
}

/** Addresses that are declared here. */
export interface StaticNetwork extends NetworkBase {
    /** How the link gets its address. */
    readonly type: "ipv4" | "ipv6";
    /** Address without a prefix length. */
    readonly ip_address: string;
    /** Mask in full, e.g. `255.255.255.0`. */
    readonly netmask: string;
}

/** Addresses that the network assigns. */
export interface DynamicNetwork extends NetworkBase {
    /** How the link gets its address. */
    readonly type: "ipv4_dhcp" | "ipv6_dhcp" | "ipv6_slaac" | "ipv6_dhcpv6-stateful" | "ipv6_dhcpv6-stateless";
    /** Address without a prefix length. */
    readonly ip_address?: string | undefined;
    /** Mask in full, e.g. `255.255.255.0`. */
    readonly netmask?: string | undefined;
}

/** What a link is configured with. */
export type Network = StaticNetwork | DynamicNetwork;

/** A name server. */
export interface Service {
    /** Kind of service. */
    readonly type: "dns";
    /** Address of the name server. */
    readonly address: string;
}
