import { fieldOf, isObject, itemsOf } from "../../spec/json.ts";
import { addressingOf, nameServersOf } from "./addressing.ts";
import { Budget, MOST_LINKS, MOST_NAME_SERVERS, MOST_NETWORKS, MOST_ROUTES } from "./bounds.ts";
import { uniqueIds } from "./ids.ts";
import { linkViewsOf } from "./links.ts";
import type { NetworkView } from "./network-view.ts";

/**
 * The network that `network_data.json` declares, which any program can have written: what isn't valid is shown as far as
 * it can be. Undefined if it declares nothing.
 */
export const networkViewOf = (networkData: unknown): NetworkView | undefined => {
    if (!isObject(networkData)) return undefined;
    const budgets = { routes: new Budget(MOST_ROUTES), nameServers: new Budget(MOST_NAME_SERVERS) };
    const [linkBudget, networkBudget] = [new Budget(MOST_LINKS), new Budget(MOST_NETWORKS)];
    const { links, ids } = linkViewsOf(linkBudget.take(itemsOf(fieldOf(networkData, "links"))));
    const taken = networkBudget.take(itemsOf(fieldOf(networkData, "networks")));
    const networkIds = uniqueIds(taken, "networks");
    const networks = taken.map((network, index) => addressingOf(network, networkIds[index] ?? "", ids, budgets));
    const dns = nameServersOf(itemsOf(fieldOf(networkData, "services")), budgets.nameServers);
    if (links.length === 0 && networks.length === 0 && dns.length === 0) return undefined;
    const all = [linkBudget, networkBudget, budgets.routes, budgets.nameServers];
    return { links, networks, dns, omitted: all.reduce((sum, { omitted }) => sum + omitted, 0) };
};
