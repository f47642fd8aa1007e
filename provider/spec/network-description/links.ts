import type { Link } from "../../model/network-data.ts";
import { WrongLink } from "./address.ts";
import type { BondArgs, EthernetArgs, LinkArgs, NetworkArgs, VlanArgs } from "./args.ts";

/** A link of any kind, with its name and its path in the program. */
export interface Named<T extends LinkArgs> {
    readonly name: string;
    readonly path: string;
    readonly args: T;
}

const showPath = (group: string, name: string): string =>
    /^[A-Za-z_$][\w$]*$/.test(name) ? `${group}.${name}` : `${group}[${JSON.stringify(name)}]`;

const named = <T extends LinkArgs>(group: string, members: Readonly<Record<string, T>> = {}): readonly Named<T>[] =>
    Object.entries(members).map(([name, args]) => ({ name, path: showPath(group, name), args }));

const mtuOf = ({ mtu }: LinkArgs): { readonly mtu?: number } => (mtu === undefined ? {} : { mtu });

/** The MAC of each link by name. A bond or a VLAN without one has that of the link below it. */
class Macs {
    readonly #known = new Map<string, string>();

    public add(name: string, mac: string): string {
        this.#known.set(name, mac);
        return mac;
    }

    public below(link: string | undefined, path: string): string {
        const mac = link === undefined ? undefined : this.#known.get(link);
        if (mac === undefined) throw new WrongLink(path, `${JSON.stringify(link ?? "")} isn't one of the links`);
        return mac;
    }
}

const ethernetLink = ({ name, args }: Named<EthernetArgs>, macs: Macs): Link => ({
    id: name,
    type: "phy",
    ethernet_mac_address: macs.add(name, args.mac),
    ...mtuOf(args),
});

const bondLink = ({ name, path, args }: Named<BondArgs>, macs: Macs): Link => ({
    id: name,
    type: "bond",
    ethernet_mac_address: macs.add(name, args.mac ?? macs.below(args.interfaces[0], `${path}.interfaces`)),
    bond_mode: args.mode,
    bond_links: args.interfaces,
    ...mtuOf(args),
});

const vlanLink = ({ name, path, args }: Named<VlanArgs>, macs: Macs): Link => {
    const mac = macs.add(name, args.mac ?? macs.below(args.link, `${path}.link`));
    return {
        id: name,
        type: "vlan",
        vlan_link: args.link,
        vlan_id: args.id,
        vlan_mac_address: mac,
        // Not in OpenStack's schema, but FreeBSD reads this key of every link.
        ethernet_mac_address: mac,
        ...mtuOf(args),
    };
};

/** All links as OpenStack writes them, and as the program writes them. */
export const linksOf = (
    network: NetworkArgs,
): { readonly links: readonly Link[]; readonly all: readonly Named<LinkArgs>[] } => {
    const ethernets = named("ethernets", network.ethernets);
    const bonds = named("bonds", network.bonds);
    const vlans = named("vlans", network.vlans);
    const macs = new Macs();
    const links = [
        ...ethernets.map((each) => ethernetLink(each, macs)),
        ...bonds.map((each) => bondLink(each, macs)),
        ...vlans.map((each) => vlanLink(each, macs)),
    ];
    return { links, all: [...ethernets, ...bonds, ...vlans] };
};
