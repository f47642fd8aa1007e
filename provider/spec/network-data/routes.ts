import type { RawInputs } from "../../model/inputs.ts";
import { UNKNOWN } from "../../model/unknown.ts";
import { type Address, contains, fits, isHostMask, isLinkLocal, type Mask, networkOf } from "../address.ts";
import { isForWindows } from "../intended-guest.ts";
import { fieldOf, itemsOf } from "../json.ts";
import { quote } from "../reason.ts";
import type { Rule } from "../rule.ts";
import { addressIn, familyOf, maskIn, networksOf, type PlacedRoute, problem, routesOf, textIn } from "./parts.ts";

/** A route whose parts are all valid and of one family. */
interface Read extends PlacedRoute {
    readonly to: Address;
    readonly mask: Mask;
    readonly gateway: Address;
}

const readRoutes = (inputs: RawInputs): readonly Read[] =>
    routesOf(inputs).flatMap((placed): readonly Read[] => {
        const { route } = placed;
        const [to, mask, gateway] = [
            addressIn(route, "network"),
            maskIn(route, "netmask"),
            addressIn(route, "gateway"),
        ];
        if (to === undefined || mask === undefined || gateway === undefined) return [];
        return gateway.family === to.family && fits(mask, to.family) ? [{ ...placed, to, mask, gateway }] : [];
    });

const oneFamily: Rule = {
    severity: "error",
    find: (inputs) =>
        routesOf(inputs).flatMap(({ path, route }) => {
            const to = addressIn(route, "network");
            if (to === undefined) return [];
            const [mask, gateway] = [maskIn(route, "netmask"), addressIn(route, "gateway")];
            const reason = `must be IPv${to.family} to match the route's network; guests reject mixed families`;
            const wrongMask = mask !== undefined && !fits(mask, to.family);
            const wrongGateway = gateway !== undefined && gateway.family !== to.family;
            return [
                ...(wrongMask ? [problem([...path, "netmask"], reason)] : []),
                ...(wrongGateway ? [problem([...path, "gateway"], reason)] : []),
            ];
        }),
};

const noHostBits: Rule = {
    severity: "error",
    find: (inputs) =>
        readRoutes(inputs).flatMap(({ path, to, mask }) => {
            const network = networkOf(to, mask);
            if (network.text === to.text) return [];
            const reason = `has host bits set, which Linux rejects; write ${quote(network.text)}`;
            return [problem([...path, "network"], reason)];
        }),
};

/** A network whose addresses the guest reaches directly. */
interface Reach {
    readonly address: Address;
    readonly mask: Mask;
}

/** The networks the guest reaches through a link without a router; undefined if any of them isn't known. */
const reachOf = (inputs: RawInputs, link: string, family: 4 | 6): readonly Reach[] | undefined => {
    const other = family === 4 ? 6 : 4;
    const networks = networksOf(inputs).filter((network) => {
        const name = fieldOf(network, "link");
        return network === UNKNOWN || name === UNKNOWN || (name === link && familyOf(network) !== other);
    });
    const reach = networks.flatMap((network) => {
        const [address, mask] = [addressIn(network, "ip_address"), maskIn(network, "netmask")];
        return address?.family === family && mask !== undefined && fits(mask, family) ? [{ address, mask }] : [];
    });
    return reach.length === networks.length && reach.length > 0 ? reach : undefined;
};

// With a mask for a single host, every gateway is outside on purpose.
const isOutside = (inputs: RawInputs, { network, route, gateway }: Read): boolean => {
    const link = textIn(network, "link");
    if (link === undefined || isLinkLocal(gateway)) return false;
    if (fieldOf(route, "onlink") !== undefined || fieldOf(route, "on-link") !== undefined) return false;
    const reach = reachOf(inputs, link, gateway.family);
    if (reach === undefined || reach.some(({ mask }) => isHostMask(mask, gateway.family))) return false;
    return !reach.some(({ address, mask }) => contains(address, mask, gateway));
};

const reachableGateway: Rule = {
    severity: "warning",
    find: (inputs) =>
        readRoutes(inputs)
            .filter((read) => isOutside(inputs, read))
            .map(({ path, gateway }) => {
                const reason = `${gateway.text} isn't in any network of this link, so many guests drop the route`;
                return problem([...path, "gateway"], reason);
            }),
};

const familyOfNetwork: Rule = {
    severity: "warning",
    find: (inputs) =>
        readRoutes(inputs).flatMap(({ path, network, to }) => {
            const family = familyOf(network);
            if (family === undefined || family === to.family) return [];
            const reason = `is IPv${to.family} in an IPv${family} network, so some guests drop it; declare a separate network for it`;
            return [problem([...path, "network"], reason)];
        }),
};

const DHCP: readonly unknown[] = ["ipv4_dhcp", "ipv6_dhcp"];

const notBesideDhcp: Rule = {
    severity: "warning",
    find: (inputs) =>
        networksOf(inputs).flatMap((network, index) => {
            if (!DHCP.includes(fieldOf(network, "type")) || itemsOf(fieldOf(network, "routes")).length === 0) return [];
            const reason = "are lost in guests with netplan, where routes come from the DHCP server";
            return [problem(["networks", index, "routes"], reason)];
        }),
};

const isDefault = ({ mask }: Read): boolean => mask.length === 0;

/** A default route with the keys by which it is compared to others. */
interface Default extends Read {
    /** Family and metric. Routes with different metrics can coexist. */
    readonly kind: string | undefined;
    /** Family and link of a static network's route. */
    readonly own: string | undefined;
}

const defaultsOf = (inputs: RawInputs): readonly Default[] =>
    readRoutes(inputs)
        .filter(isDefault)
        .map((read) => {
            const { network, route, to } = read;
            const [metric, link] = [fieldOf(route, "metric"), textIn(network, "link")];
            const isStatic = textIn(network, "type") === `ipv${to.family}`;
            return {
                ...read,
                kind: metric === UNKNOWN ? undefined : `${to.family} ${JSON.stringify(metric ?? null)}`,
                own: isStatic && link !== undefined ? `${to.family} ${link}` : undefined,
            };
        });

/** A rule about default routes that conflict with an earlier one. */
const secondDefault = (
    severity: Rule["severity"],
    conflicts: (one: Default, other: Default) => boolean,
    reasonFor: (other: string) => string,
): Rule => ({
    severity,
    find: (inputs) => {
        const defaults = defaultsOf(inputs);
        return defaults.flatMap((route, at) => {
            const other = defaults.slice(0, at).find((before) => conflicts(route, before));
            return other === undefined ? [] : [problem(route.path, reasonFor(problem(other.path, "").path))];
        });
    },
});

const isOfOneLink = (one: Default, other: Default): boolean => one.own !== undefined && one.own === other.own;
const isOfOneKind = (one: Default, other: Default): boolean => one.kind !== undefined && one.kind === other.kind;

// cloud-init on RHEL fails for the second one: Renderer._render_subnet_routes in cloudinit/net/sysconfig.py.
const oneDefaultOfLink = secondDefault(
    "error",
    (one, other) => isOfOneLink(one, other) && isOfOneKind(one, other),
    (other) =>
        `is a second default route on this link, after ${other}, and with two some guests set up no network at all; remove one of them`,
);

const oneDefaultForRhel = secondDefault(
    "warning",
    (one, other) =>
        isOfOneLink(one, other) && one.kind !== undefined && other.kind !== undefined && one.kind !== other.kind,
    (other) =>
        `is a second default route on this link, after ${other}, and with two some guests, e.g. RHEL, set up no network at all; remove one of them`,
);

const oneDefault = secondDefault(
    "warning",
    (one, other) => !isOfOneLink(one, other) && isOfOneKind(one, other),
    (other) =>
        `is a second default route, after ${other}, and it is unpredictable which one the guest uses; remove one of them, or set different metrics`,
);

const forWindows: Rule = {
    severity: "warning",
    find: (inputs) => {
        if (!isForWindows(inputs)) return [];
        return readRoutes(inputs)
            .filter((read) => !isDefault(read) && textIn(read.network, "type") === `ipv${read.to.family}`)
            .map(({ path }) =>
                problem(path, "isn't a default route, and cloudbase-init on Windows only sets up default routes"),
            );
    },
};

/** The rules about routes. */
export const routesRules: readonly Rule[] = [
    oneFamily,
    noHostBits,
    reachableGateway,
    familyOfNetwork,
    notBesideDhcp,
    oneDefaultOfLink,
    oneDefaultForRhel,
    oneDefault,
    forWindows,
];
