import type { RawInputs } from "../../model/inputs.ts";
import { type Problem, UNKNOWN } from "../../model/problem.ts";
import { type Address, type Mask, parseAddress, parseMask } from "../address.ts";
import { fieldOf, itemsOf } from "../json.ts";
import { type Path, showPath } from "../path.ts";

/** The links as they came. */
export const linksOf = ({ networkData }: RawInputs): readonly unknown[] => itemsOf(fieldOf(networkData, "links"));

/** The networks as they came. */
export const networksOf = ({ networkData }: RawInputs): readonly unknown[] => itemsOf(fieldOf(networkData, "networks"));

/** A problem of a place in `network_data.json`. */
export const problem = (path: Path, reason: string): Problem => ({ path: showPath(["networkData", ...path]), reason });

/** A text that is known; undefined for all else. */
export const textOf = (value: unknown): string | undefined =>
    typeof value === "string" && value !== UNKNOWN ? value : undefined;

/** The known text that a value has under a key. */
export const textIn = (value: unknown, key: string): string | undefined => textOf(fieldOf(value, key));

/** The valid address that a value has under a key. */
export const addressIn = (value: unknown, key: string): Address | undefined => {
    const text = textIn(value, key);
    return text === undefined ? undefined : parseAddress(text);
};

/** The valid mask that a value has under a key. */
export const maskIn = (value: unknown, key: string): Mask | undefined => {
    const text = textIn(value, key);
    return text === undefined ? undefined : parseMask(text);
};

/** The family that a network's type says; undefined for no type that there is. */
export const familyOf = (network: unknown): 4 | 6 | undefined => {
    const type = textIn(network, "type");
    if (type === undefined || !/^ipv[46](_|$)/.test(type)) return undefined;
    return type.startsWith("ipv4") ? 4 : 6;
};

/** Whether a link stands for a NIC of the machine; undefined when its type isn't known. */
export const isPhysical = (link: unknown): boolean | undefined => {
    const type = textIn(link, "type");
    return type === undefined ? undefined : type !== "bond" && type !== "vlan";
};

/** A route, and where it stands. */
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

/** For each value that came before, the position of its first; a value that is undefined is equal to none. */
export const repeated = (values: readonly (string | undefined)[]): readonly { at: number; first: number }[] =>
    values.flatMap((value, at) => {
        const first = values.indexOf(value);
        return value === undefined || first === at ? [] : [{ at, first }];
    });
