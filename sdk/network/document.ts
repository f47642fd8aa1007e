import type { NetworkData } from "../../provider/model/inputs.ts";
import type { NetworkArgs } from "./args.ts";
import { linksOf } from "./links.ts";
import { networksOf, servicesOf } from "./networks.ts";

/**
 * Converts the network of a guest to OpenStack's `network_data.json`.
 *
 * @param network A description whose shape and addresses are valid.
 * @throws Error with the path of a route or a link that leads nowhere.
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

/**
 * Converts a description of any shape; rejects with all problems of its shape. The check is loaded on demand, like all
 * others.
 */
export const readNetwork = async (network: object): Promise<NetworkData> => {
    const { problemsInDescription } = await import("../../provider/spec/network-description.ts");
    const { showProblem } = await import("../../provider/model/problem.ts");
    const problems = problemsInDescription(network);
    if (problems.length > 0) throw new Error(["networkData:", ...problems.map(showProblem)].join("\n    "));
    // The check above guarantees the type; TypeScript doesn't see it.
    return writeNetworkData(network as NetworkArgs);
};
