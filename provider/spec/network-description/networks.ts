import type { DynamicNetwork, Network, Route, Service, StaticNetwork } from "../../model/network-data.ts";
import { type Address, contains, showMask } from "../address.ts";
import { addressOf, type Subnet, subnetOf, WrongLink } from "./address.ts";
import type { LinkArgs, RouteArgs } from "./args.ts";
import type { Named } from "./links.ts";

/** A route, and the link's address from which its router is reached. */
interface HomedRoute {
    readonly home: Subnet;
    readonly route: Route;
}

type Family = Address["family"];

const EVERYWHERE: Readonly<Record<Family, string>> = { 4: "0.0.0.0/0", 6: "::/0" };

const maskOf = ({ address, mask }: Subnet): string => showMask(mask.length, address.family);

/**
 * A router doesn't have to be in the network of an address. If it is, the route goes with that address.
 *
 * @param path The router's path in the program.
 */
const homedRoute = ({ to, via }: RouteArgs, path: string, subnets: readonly Subnet[]): HomedRoute => {
    const target = subnetOf(to);
    const { family } = target.address;
    const router = addressOf(via);
    if (router.family !== family) throw new WrongLink(path, `${via} must be an IPv${family} address`);
    const own = subnets.filter(({ address }) => address.family === family);
    const home = own.find(({ address, mask }) => contains(address, mask, router)) ?? own[0];
    if (home === undefined) throw new WrongLink(path, `${via} can't be reached: the link has no IPv${family} address`);
    return { home, route: { network: target.written, netmask: maskOf(target), gateway: via } };
};

const homedRoutes = ({ path, args }: Named<LinkArgs>, subnets: readonly Subnet[]): readonly HomedRoute[] => {
    const gateway = (via: string | undefined, family: Family): readonly HomedRoute[] => {
        if (via === undefined) return [];
        return [homedRoute({ to: EVERYWHERE[family], via }, `${path}.gateway${family}`, subnets)];
    };
    const routes = (args.routes ?? []).map((route, index) =>
        homedRoute(route, `${path}.routes[${index}].via`, subnets),
    );
    return [...gateway(args.gateway4, 4), ...gateway(args.gateway6, 6), ...routes];
};

/** Name servers, each once. */
export const servicesOf = (addresses: readonly string[]): readonly Service[] =>
    [...new Set(addresses)].map((address) => ({ type: "dns", address }));

const DHCP6 = {
    dhcp: "ipv6_dhcp",
    slaac: "ipv6_slaac",
    stateful: "ipv6_dhcpv6-stateful",
    stateless: "ipv6_dhcpv6-stateless",
} as const;

const dynamicTypes = ({ dhcp4 = false, dhcp6 = false }: LinkArgs): readonly DynamicNetwork["type"][] => {
    const six = dhcp6 === true ? "dhcp" : dhcp6;
    return [...(dhcp4 ? (["ipv4_dhcp"] as const) : []), ...(six === false ? [] : [DHCP6[six]])];
};

/** A network without its id and its link. */
type Settings = Omit<StaticNetwork, "id" | "link"> | Omit<DynamicNetwork, "id" | "link">;

const staticNetwork = (subnet: Subnet, homed: readonly HomedRoute[], nameservers: readonly string[]): Settings => {
    const routes = homed.filter(({ home }) => home === subnet).map(({ route }) => route);
    const { family } = subnet.address;
    const services = servicesOf(nameservers.filter((address) => addressOf(address).family === family));
    return {
        type: family === 4 ? "ipv4" : "ipv6",
        ip_address: subnet.written,
        netmask: maskOf(subnet),
        ...(routes.length > 0 && { routes }),
        // Some guests look for name servers here, others at the end of the document.
        ...(services.length > 0 && { services }),
    };
};

/** The networks of a link: one for each static address, and one for each way to get a dynamic one. */
export const networksOf = (link: Named<LinkArgs>, nameservers: readonly string[]): readonly Network[] => {
    const { name, args } = link;
    const subnets = (args.addresses ?? []).map(subnetOf);
    const routes = homedRoutes(link, subnets);
    const settings: readonly Settings[] = [
        ...subnets.map((subnet) => staticNetwork(subnet, routes, nameservers)),
        ...dynamicTypes(args).map((type): Settings => ({ type })),
    ];
    return settings.map((each, index) => ({ id: `${name}-${index}`, link: name, ...each }));
};
