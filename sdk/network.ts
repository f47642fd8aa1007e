import * as pulumi from "@pulumi/pulumi";
import type { NetworkData } from "../provider/model/inputs.ts";
import type { DeepInput } from "./deep-input.ts";
import type { NetworkArgs } from "./network/args.ts";
import { readNetwork } from "./network/document.ts";

export type { BondArgs, EthernetArgs, LinkArgs, NetworkArgs, RouteArgs, VlanArgs } from "./network/args.ts";

/**
 * OpenStack's network data from a short description in netplan's words: NICs by MAC, addresses with their prefix length.
 * Masks, default routes and name servers are written out where the guests' programs look for them.
 *
 * @param args The description; any value may be an output.
 * @throws Error naming the places, for keys that aren't known, values of a wrong type and what is no address, and then
 * for a route without an address of its family and a link that isn't there; from the output when the program runs.
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
