import type { RawInputs } from "../../model/inputs.ts";
import type { Problem } from "../../model/problem.ts";
import { UNKNOWN } from "../../model/unknown.ts";
import { type Address, type Mask, parseAddress, parseMask } from "../address.ts";
import { fieldOf, itemsOf } from "../json.ts";
import { type Path, showPath } from "../path.ts";
import type { Rule } from "../rule.ts";

/** The unchecked links. */
export const linksOf = ({ networkData }: RawInputs): readonly unknown[] => itemsOf(fieldOf(networkData, "links"));

/** The unchecked networks. */
export const networksOf = ({ networkData }: RawInputs): readonly unknown[] => itemsOf(fieldOf(networkData, "networks"));

/** A problem at a place in `network_data.json`. */
export const problem = (path: Path, reason: string): Problem => ({ path: showPath(["networkData", ...path]), reason });

/** A rule that checks each link, and reports it at a key of the link or at the link itself. */
export const eachLink = (
    severity: Rule["severity"],
    key: readonly string[],
    checkIn: (inputs: RawInputs) => (link: unknown) => string | undefined,
): Rule => ({
    severity,
    find: (inputs) => {
        const reasonFor = checkIn(inputs);
        return linksOf(inputs).flatMap((link, index) => {
            const reason = reasonFor(link);
            return reason === undefined ? [] : [problem(["links", index, ...key], reason)];
        });
    },
});

/** A rule that reports each link with the same value as an earlier link; undefined values are never equal. */
export const uniqueOnLinks = (
    key: string,
    textFor: (link: unknown) => string | undefined,
    reasonFor: (first: string, value: string) => string,
): Rule => ({
    severity: "error",
    find: (inputs) => {
        const values = linksOf(inputs).map(textFor);
        return values.flatMap((value, at) => {
            const first = values.indexOf(value);
            if (value === undefined || first === at) return [];
            return [problem(["links", at, key], reasonFor(`links[${first}]`, value))];
        });
    },
});

/** A known text; undefined for any other value. */
export const textOf = (value: unknown): string | undefined =>
    typeof value === "string" && value !== UNKNOWN ? value : undefined;

/** The known text of a key. */
export const textIn = (value: unknown, key: string): string | undefined => textOf(fieldOf(value, key));

/** The valid address of a key. */
export const addressIn = (value: unknown, key: string): Address | undefined => {
    const text = textIn(value, key);
    return text === undefined ? undefined : parseAddress(text);
};

/** The valid mask of a key. */
export const maskIn = (value: unknown, key: string): Mask | undefined => {
    const text = textIn(value, key);
    return text === undefined ? undefined : parseMask(text);
};

/** The address family of a network's type; undefined for an unknown type. */
export const familyOf = (network: unknown): 4 | 6 | undefined => {
    const type = textIn(network, "type");
    if (type === undefined || !/^ipv[46](_|$)/.test(type)) return undefined;
    return type.startsWith("ipv4") ? 4 : 6;
};

/** Whether a link is a NIC of the machine; undefined if its type isn't known. */
export const isPhysical = (link: unknown): boolean | undefined => {
    const type = textIn(link, "type");
    return type === undefined ? undefined : type !== "bond" && type !== "vlan";
};

/** A route with its path. */
export interface PlacedRoute {
    readonly path: Path;
    readonly network: unknown;
    readonly route: unknown;
}

/** All routes, in their order. */
export const routesOf = (inputs: RawInputs): readonly PlacedRoute[] =>
    networksOf(inputs).flatMap((network, index) =>
        itemsOf(fieldOf(network, "routes")).map((route, at) => ({
            path: ["networks", index, "routes", at],
            network,
            route,
        })),
    );
