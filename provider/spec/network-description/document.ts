import type { NetworkData } from "../../model/network-data.ts";
import type { Problem } from "../../model/problem.ts";
import { problemsInDescription } from "../network-description.ts";
import { WrongLink } from "./address.ts";
import type { NetworkArgs } from "./args.ts";
import { linksOf } from "./links.ts";
import { networksOf, servicesOf } from "./networks.ts";

/**
 * Converts the network of a guest to OpenStack's `network_data.json`.
 *
 * @param network A description whose shape and addresses are valid.
 * @throws WrongLink for a route or a link that leads nowhere.
 */
export const writeNetworkData = (network: NetworkArgs): NetworkData => {
    const { nameservers = [] } = network;
    const { links, all } = linksOf(network);
    return {
        links,
        networks: all.flatMap((link) => networksOf(link, nameservers)),
        services: servicesOf(nameservers),
    };
};

/** Converts a description of any shape, or lists what is wrong with it. */
export const convertNetwork = (
    network: unknown,
): { readonly document: NetworkData } | { readonly problems: readonly Problem[] } => {
    const problems = problemsInDescription(network);
    if (problems.length > 0) return { problems };
    try {
        // The check above guarantees the type; TypeScript doesn't see it.
        return { document: writeNetworkData(network as NetworkArgs) };
    } catch (error) {
        if (error instanceof WrongLink) return { problems: [error.problem] };
        throw error;
    }
};
