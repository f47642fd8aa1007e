/** A NIC, a bond or a VLAN. */
export interface LinkView {
    /** Unique in the view; a link without an id, or with an earlier link's, gets one by its index, e.g. `links[3]`. */
    readonly id: string;
    readonly kind: "nic" | "bond" | "vlan";
    /** The type as it is on the drive, e.g. `phy` or `ovs`. */
    readonly type: string;
    /** Empty if there is none. */
    readonly mac: string;
    /** Undefined if there is none. */
    readonly mtu: number | undefined;
    /** Ids of the links below: a bond's links, or the link that a VLAN is on. Only those that exist. */
    readonly below: readonly string[];
    /** The kind's own facts, for people: `802.3ad`, `VLAN 42`. */
    readonly remarks: readonly string[];
}

/** What a link is configured with. */
export interface AddressingView {
    /** Unique in the view. */
    readonly id: string;
    /** The id of its link; empty if that doesn't exist. */
    readonly link: string;
    /** For people: `static IPv4`, `DHCP`, `SLAAC`, … */
    readonly method: string;
    /** E.g. `192.0.2.10/24`; empty if it is dynamic. */
    readonly address: string;
    /** Without the default route. */
    readonly routes: readonly { readonly to: string; readonly via: string }[];
    /** Empty if there is none. */
    readonly gateway: string;
    readonly dns: readonly string[];
}

/** The network that a drive declares, by `network_data.json`. */
export interface NetworkView {
    readonly links: readonly LinkView[];
    readonly networks: readonly AddressingView[];
    /** Name servers for all networks. */
    readonly dns: readonly string[];
    /** How many links, networks, routes and name servers aren't in the view, since it has limits. */
    readonly omitted: number;
}
