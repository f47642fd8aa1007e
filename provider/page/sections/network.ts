import type { DriveView } from "../../view/drive-view.ts";
import type { AddressingView, LinkView, NetworkView } from "../../view/network/network-view.ts";
import { differs, type Pair } from "../compare.ts";
import { diagramMarkup } from "../diagram/diagram.ts";
import { graphOf } from "../diagram/graph.ts";
import { type Drives, pairs } from "../drives.ts";
import { type Content, html, joined, type Safe } from "../html.ts";
import { clipped } from "../limits.ts";
import { property } from "../marks.ts";
import { NAMES, nameList } from "../name-list.ts";
import { ADDRESSES, LINKS } from "../network-pairs.ts";
import type { Section } from "../section.ts";
import { omittedNote, tableMarkup } from "../table.ts";
import { counted, listed } from "../words.ts";

const KINDS: Readonly<Record<LinkView["kind"], string>> = { nic: "NIC", bond: "bond", vlan: "VLAN" };
/** Values of one cell, e.g. routes. */
const MAX_VALUES = 12;

type Show = (text: string) => Content;

const several = (values: readonly string[], show: Show): Content => [
    joined(values.slice(0, MAX_VALUES).map(show), html`<br>`),
    values.length > MAX_VALUES && html`<br><span class="omitted">${values.length - MAX_VALUES} more not shown</span>`,
];

const linksTable = (links: readonly Pair<LinkView>[], show: Show, most: number): Safe => {
    const rows = links.map((pair) => ({
        mark: pair.mark,
        cells: [
            show(pair.shown.id),
            property(pair, ({ kind, type }) =>
                type === "phy" || type === kind ? KINDS[kind] : html`${KINDS[kind]}, ${show(type)}`,
            ),
            property(pair, ({ mac }) => show(mac)),
            property(pair, ({ mtu }) => (mtu === undefined ? "" : String(mtu))),
            property(pair, ({ below }) => several(below, show)),
            property(pair, ({ remarks }) => several(remarks, show)),
        ],
    }));
    const columns = ["Link", "Kind", "MAC", "MTU", "On top of", "Remarks"];
    return tableMarkup({ caption: "Links", columns, rows, noun: "link", most });
};

const networksTable = (networks: readonly Pair<AddressingView>[], show: Show, most: number): Safe => {
    const rows = networks.map((pair) => ({
        mark: pair.mark,
        cells: [
            show(pair.shown.id),
            property(pair, ({ link }) => (link === "" ? html`<em>none that exists</em>` : show(link))),
            property(pair, ({ method }) => show(method)),
            property(pair, ({ address }) => show(address)),
            property(pair, ({ gateway }) => show(gateway)),
            property(pair, ({ routes }) =>
                several(
                    routes.map(({ to, via }) => `${to} via ${via}`),
                    show,
                ),
            ),
            property(pair, ({ dns }) => several(dns, show)),
        ],
    }));
    const columns = ["Network", "Link", "Method", "Address", "Gateway", "Routes", "DNS"];
    return tableMarkup({ caption: "Networks", columns, rows, noun: "network", most });
};

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

const dnsMarkup = (servers: readonly Pair<string>[], drives: Drives): Content =>
    servers.length > 0 && html`<h3>Name servers for all networks</h3>${nameList(servers, "server", drives.limits)}`;

/** The network that the drive declares: a drawing, and tables. */
export const networkSection = (drives: Drives): Section => {
    const { left, right, limits } = drives;
    const of =
        <T>(take: (view: NetworkView) => readonly T[]): ((drive: DriveView) => readonly T[]) =>
        ({ network }) =>
            network ? take(network) : [];
    const links = pairs(
        drives,
        of(({ links }) => links),
        LINKS,
    );
    const networks = pairs(
        drives,
        of(({ networks }) => networks),
        ADDRESSES,
    );
    const servers = pairs(
        drives,
        of(({ dns }) => dns),
        NAMES,
    );
    const isEmpty = links.length + networks.length === 0;
    const show: Show = (text) => text !== "" && html`<code>${clipped(text, limits.characters)}</code>`;
    const graph = graphOf(left.network, right?.network, right !== undefined, limits);
    const beyond = [left, right].reduce((sum, drive) => sum + (drive?.network?.omitted ?? 0), 0);
    return {
        id: "network",
        title: "Network",
        amount: links.length > 0 ? counted(links.length, "link") : "",
        body: [
            isEmpty && html`<p class="none">No network data: the guest configures its network by its own defaults.</p>`,
            !isEmpty && [
                diagramMarkup(graph, describe([left.network, right?.network])),
                graph.omitted > 0 &&
                    html`<p class="omitted">The diagram omits ${counted(graph.omitted, "link or network", "links and networks")}.</p>`,
            ],
            links.length > 0 && html`<h3>Links</h3>${linksTable(links, show, limits.rows)}`,
            networks.length > 0 && html`<h3>Networks</h3>${networksTable(networks, show, limits.rows)}`,
            dnsMarkup(servers, drives),
            omittedNote(beyond, "link or network"),
        ],
        differences: [...links, ...networks, ...servers].filter(differs).length,
        topics: ["network"],
    };
};
