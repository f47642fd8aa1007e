import type { NetworkData } from "../../provider/model/inputs.ts";
import type { Problem } from "../../provider/model/problem.ts";
import type { NetworkArgs } from "./args.ts";
import { linksOf } from "./links.ts";
import { networksOf, servicesOf } from "./networks.ts";

/**
 * Writes the network of a guest as OpenStack's `network_data.json` has it.
 *
 * @param network A description whose shape and addresses are right.
 * @throws Error that names the place, for a route or a link that leads nowhere.
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

const show = ({ path, reason }: Problem): string => (path === "" ? reason : `${path}: ${reason}`);

/**
 * Writes the network of a guest from a description of any shape; rejects with all that is wrong with its shape. What
 * knows that is loaded when it is needed, as whatever else checks.
 */
export const readNetwork = async (network: object): Promise<NetworkData> => {
    const { problemsInDescription } = await import("../../provider/spec/network-description.ts");
    const problems = problemsInDescription(network);
    if (problems.length > 0) throw new Error(["networkData:", ...problems.map(show)].join("\n    "));
    // Just that has been checked; TypeScript doesn't see it.
    return writeNetworkData(network as NetworkArgs);
};
