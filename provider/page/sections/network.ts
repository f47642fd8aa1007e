import type { DriveView } from "../../view/drive-view.ts";
import type { NetworkView } from "../../view/network/network-view.ts";
import { differs, type Pair } from "../compare.ts";
import { diagramMarkup } from "../diagram/diagram.ts";
import { graphOf } from "../diagram/graph.ts";
import { type Drives, pairs, shownDrive } from "../drives.ts";
import { type Content, html } from "../html.ts";
import { NAMES, nameList } from "../name-list.ts";
import { ADDRESSES, LINKS } from "../network-pairs.ts";
import { noneOf } from "../none.ts";
import type { Section } from "../section.ts";
import { omittedNote } from "../table.ts";
import { counted, listed } from "../words.ts";
import { KINDS, linksTable, networksTable } from "./network-tables.ts";

const NONE: NetworkView = { links: [], networks: [], dns: [], omitted: 0 };

const networkOf = ({ network }: DriveView): NetworkView => network ?? NONE;

const describe = (views: readonly (NetworkView | undefined)[]): string => {
    const links = views.flatMap((view) => view?.links ?? []);
    const kinds = (["nic", "bond", "vlan"] as const).map(
        (kind) => [kind, new Set(links.filter((link) => link.kind === kind).map(({ id }) => id)).size] as const,
    );
    const networks = new Set(views.flatMap((view) => view?.networks ?? []).map(({ id }) => id)).size;
    const amounts = [
        ...kinds.filter(([, count]) => count > 0).map(([kind, count]) => counted(count, KINDS[kind])),
        counted(networks, "network"),
    ];
    return `${listed(amounts)}. The tables below have the same facts.`;
};

const diagram = ({ left, right, limits }: Drives): Content => {
    const graph = graphOf(networkOf(left), right && networkOf(right), limits);
    return [
        diagramMarkup(graph, describe([left.network, right?.network])),
        graph.omitted > 0 &&
            html`<p class="omitted">The diagram omits ${counted(graph.omitted, "link or network", "links and networks")}.</p>`,
        graph.omittedWires > 0 &&
            html`<p class="omitted">The diagram omits ${counted(graph.omittedWires, "connection")}.</p>`,
    ];
};

const dnsMarkup = (servers: readonly Pair<string>[], drives: Drives): Content =>
    servers.length > 0 && html`<h3>Name servers for all networks</h3>${nameList(servers, "server", drives.limits)}`;

const withoutNetworkData = ({ networkConfig }: DriveView): string =>
    networkConfig === undefined
        ? "No network data: the guest configures its network by its own defaults."
        : `No network data. cloud-init uses ${networkConfig} instead, which network_config in the metadata names: a file in the format of Debian's /etc/network/interfaces.`;

/** The network that the drive declares: a drawing, and tables. */
export const networkSection = (drives: Drives): Section => {
    const { left, right, limits } = drives;
    const links = pairs(drives, (drive) => networkOf(drive).links, LINKS);
    const networks = pairs(drives, (drive) => networkOf(drive).networks, ADDRESSES);
    const servers = pairs(drives, (drive) => networkOf(drive).dns, NAMES);
    const beyond = Math.max(networkOf(left).omitted, right ? networkOf(right).omitted : 0);
    return {
        id: "network",
        title: "Network",
        amount: links.length > 0 ? counted(links.length, "link") : "",
        body: [
            links.length + networks.length === 0
                ? noneOf(drives, ["network"], {
                      none: withoutNetworkData(shownDrive(drives)),
                      what: "the network",
                  })
                : diagram(drives),
            links.length > 0 && linksTable(links, limits),
            networks.length > 0 && networksTable(networks, limits),
            dnsMarkup(servers, drives),
            omittedNote(beyond, "link, network, route or name server", "links, networks, routes and name servers"),
        ],
        differences: [...links, ...networks, ...servers].filter(differs).length,
        topics: ["network"],
    };
};
