import type { DynamicNetwork, Network, Route, Service, StaticNetwork } from "../../provider/inputs.ts";
import { type Family, familyOf, isInside, maskOf, parseCidr, type Subnet, wrong } from "./address.ts";
import type { LinkArgs, RouteArgs } from "./args.ts";
import type { Named } from "./links.ts";

/** A route, and the address of the link that its router is reached from. */
interface HomedRoute {
    readonly home: Subnet;
    readonly route: Route;
}

/** Where the parts of a route stand in the program. */
interface RoutePaths {
    readonly to: string;
    readonly via: string;
}

const EVERYWHERE: Readonly<Record<Family, string>> = { 4: "0.0.0.0/0", 6: "::/0" };

/** Routers need not be in the network of an address, but where one is, the route goes with that address. */
const homedRoute = ({ to, via }: RouteArgs, paths: RoutePaths, subnets: readonly Subnet[]): HomedRoute => {
    const { family, address, prefix } = parseCidr(to, paths.to);
    if (familyOf(via, paths.via) !== family) throw wrong(paths.via, `${via} must be an IPv${family} address`);
    const own = subnets.filter((subnet) => subnet.family === family);
    const home = own.find((subnet) => isInside(via, subnet)) ?? own[0];
    if (home === undefined) throw wrong(paths.via, `${via} can't be reached: the link has no IPv${family} address`);
    return { home, route: { network: address, netmask: maskOf(family, prefix), gateway: via } };
};

const homedRoutes = ({ path, args }: Named<LinkArgs>, subnets: readonly Subnet[]): readonly HomedRoute[] => {
    const gateway = (via: string | undefined, family: Family): readonly HomedRoute[] => {
        if (via === undefined) return [];
        const key = `${path}.gateway${family}`;
        return [homedRoute({ to: EVERYWHERE[family], via }, { to: key, via: key }, subnets)];
    };
    const routes = (args.routes ?? []).map((route, index) => {
        const at = `${path}.routes[${index}]`;
        return homedRoute(route, { to: `${at}.to`, via: `${at}.via` }, subnets);
    });
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

/** What a network has besides its id and its link. */
type Settings = Omit<StaticNetwork, "id" | "link"> | Omit<DynamicNetwork, "id" | "link">;

const staticNetwork = (subnet: Subnet, homed: readonly HomedRoute[], nameservers: readonly string[]): Settings => {
    const routes = homed.filter(({ home }) => home === subnet).map(({ route }) => route);
    const services = servicesOf(nameservers.filter((address) => familyOf(address, "nameservers") === subnet.family));
    return {
        type: subnet.family === 4 ? "ipv4" : "ipv6",
        ip_address: subnet.address,
        netmask: maskOf(subnet.family, subnet.prefix),
        ...(routes.length > 0 && { routes }),
        // Some readers look for name servers here, others at the end of the document.
        ...(services.length > 0 && { services }),
    };
};

/** The networks of a link: one for each of its addresses, and for each way in which the network gives it one. */
export const networksOf = (link: Named<LinkArgs>, nameservers: readonly string[]): readonly Network[] => {
    const { name, path, args } = link;
    const subnets = (args.addresses ?? []).map((text, index) => parseCidr(text, `${path}.addresses[${index}]`));
    const routes = homedRoutes(link, subnets);
    const settings: readonly Settings[] = [
        ...subnets.map((subnet) => staticNetwork(subnet, routes, nameservers)),
        ...dynamicTypes(args).map((type): Settings => ({ type })),
    ];
    return settings.map((each, index) => ({ id: `${name}-${index}`, link: name, ...each }));
};
