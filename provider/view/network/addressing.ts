import { fits, parseAddress, parseMask } from "../../spec/address.ts";
import { fieldOf, itemsOf } from "../../spec/json.ts";
import { textIn } from "../../spec/network-data/parts.ts";
import { type Budget, shortText } from "./bounds.ts";
import type { Links } from "./links.ts";
import type { AddressingView } from "./network-view.ts";

/** The types of OpenStack, and those that cloud-init accepts too: convert_net_json in cloudinit/sources/helpers/openstack.py. */
const METHODS: ReadonlyMap<string, string> = new Map([
    ["ipv4", "static IPv4"],
    ["static", "static IPv4"],
    ["ipv6", "static IPv6"],
    ["static6", "static IPv6"],
    ["ipv4_dhcp", "DHCPv4"],
    ["ipv6_dhcp", "DHCPv6"],
    ["ipv6_slaac", "SLAAC"],
    ["ipv6_dhcpv6-stateful", "stateful DHCPv6"],
    ["ipv6_dhcpv6-stateless", "SLAAC and stateless DHCPv6"],
]);

const methodOf = (network: unknown): string => {
    const type = textIn(network, "type");
    if (type === undefined) return "unknown";
    return METHODS.get(type) ?? `unknown type ${shortText(type)}`;
};

/** A text, or a number: some programs write a prefix length as one. */
const wordIn = (value: unknown, key: string): string => {
    const found = fieldOf(value, key);
    return typeof found === "number" ? String(found) : (textIn(value, key) ?? "");
};

/** An address with the length of its mask. What isn't valid stays as it is on the drive. */
export const cidrOf = (address: string, netmask: string): string => {
    const parsed = parseAddress(address);
    const mask = parseMask(netmask);
    if (parsed !== undefined && mask !== undefined && fits(mask, parsed.family)) return `${parsed.text}/${mask.length}`;
    const own = parsed?.text ?? shortText(address);
    return own === "" || netmask === "" || own.includes("/") ? own : `${own}/${shortText(netmask)}`;
};

interface RouteView {
    readonly to: string;
    readonly via: string;
}

const EVERYWHERE: readonly string[] = ["0.0.0.0/0", "::/0"];

const routeOf = (route: unknown): RouteView => ({
    to: cidrOf(wordIn(route, "network"), wordIn(route, "netmask")),
    via: cidrOf(wordIn(route, "gateway"), ""),
});

/** The address of a name server; empty if it is another service. */
const nameServerOf = (service: unknown): string => {
    if (typeof service === "string") return cidrOf(service, "");
    return (textIn(service, "type") ?? "dns") === "dns" ? cidrOf(wordIn(service, "address"), "") : "";
};

/** The addresses of name servers, each once. */
export const nameServersOf = (services: readonly unknown[], budget: Budget): readonly string[] => [
    ...new Set(
        budget
            .take(services)
            .map(nameServerOf)
            .filter((address) => address !== ""),
    ),
];

/** cloud-init also accepts the name servers of a network as texts. */
const ownNameServers = (network: unknown, budget: Budget): readonly string[] =>
    nameServersOf(
        ["services", "dns_nameservers"].flatMap((key) => itemsOf(fieldOf(network, key))),
        budget,
    );

/** What limits the view of networks. */
export interface Budgets {
    readonly routes: Budget;
    readonly nameServers: Budget;
}

/** The gateway of the default route if it has one, or the network's `gateway`, which FreeBSD and cloud-init read. */
const gatewayOf = (network: unknown, defaults: readonly RouteView[]): string =>
    defaults[0]?.via || cidrOf(wordIn(network, "gateway"), "");

/** The view of one network. */
export const addressingOf = (network: unknown, id: string, ids: Links["ids"], budgets: Budgets): AddressingView => {
    const routes = budgets.routes.take(itemsOf(fieldOf(network, "routes"))).map(routeOf);
    const defaults = routes.filter(({ to }) => EVERYWHERE.includes(to));
    const gateway = gatewayOf(network, defaults);
    // A second default route isn't the gateway, and is shown as the route that it is.
    const others = routes.filter((route) => route !== defaults[0]);
    return {
        id,
        link: ids.get(textIn(network, "link") ?? "") ?? "",
        method: methodOf(network),
        address: cidrOf(wordIn(network, "ip_address"), wordIn(network, "netmask")),
        routes: others,
        gateway,
        dns: ownNameServers(network, budgets.nameServers),
    };
};
