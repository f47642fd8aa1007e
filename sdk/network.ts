import * as pulumi from "@pulumi/pulumi";
import type { NetworkData } from "../provider/model/network-data.ts";
import { showProblem } from "../provider/model/problem.ts";
import type { NetworkArgs } from "../provider/spec/network-description/args.ts";
import type { DeepInput } from "./deep-input.ts";

export type {
    BondArgs,
    EthernetArgs,
    LinkArgs,
    NetworkArgs,
    RouteArgs,
    VlanArgs,
} from "../provider/spec/network-description/args.ts";

/** Converts a description of any shape; rejects with all problems. The conversion is loaded on demand, like all checks. */
export const readNetwork = async (network: object): Promise<NetworkData> => {
    const { convertNetwork } = await import("../provider/spec/network-description/document.ts");
    const conversion = convertNetwork(network);
    if ("document" in conversion) return conversion.document;
    throw new Error(["networkData:", ...conversion.problems.map(showProblem)].join("\n    "));
};

/**
 * OpenStack's network data from a short description in netplan's terms: NICs by MAC, addresses with their prefix
 * length. Masks, default routes and name servers are written where the guests' programs look for them.
 *
 * @param args The description; any value can be an output.
 * @throws Error that lists the paths of unknown keys, values of a wrong type and invalid addresses, and then of routes
 * without an address of their family and links that don't exist. The output throws it when the program runs.
 *
 * @example
 * new ConfigDrive("web", {
 *     networkData: networkData({
 *         ethernets: { lan: { mac: "52:54:00:12:34:56", addresses: ["192.0.2.10/24"], gateway4: "192.0.2.1" } },
 *         nameservers: ["192.0.2.53"],
 *     }),
 * });
 */
export const networkData = (args: DeepInput<NetworkArgs>): pulumi.Output<NetworkData> =>
    // With its outputs resolved a DeepInput of T is a T; TypeScript doesn't see that.
    pulumi.output(args as pulumi.Input<object>).apply(readNetwork);
