import type { NetworkData } from "../../provider/inputs.ts";
import { familyOf } from "./address.ts";
import type { NetworkArgs } from "./args.ts";
import { linksOf } from "./links.ts";
import { networksOf, servicesOf } from "./networks.ts";

/** Writes the network of a guest as OpenStack's `network_data.json` has it; throws what names the place of a mistake. */
export const writeNetworkData = (network: NetworkArgs): NetworkData => {
    const { nameservers = [] } = network;
    for (const [index, address] of nameservers.entries()) familyOf(address, `nameservers[${index}]`);
    const { links, all } = linksOf(network);
    return {
        links,
        networks: all.flatMap((link) => networksOf(link, nameservers)),
        services: servicesOf(nameservers),
    };
};
