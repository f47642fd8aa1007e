import type { AddressingView, LinkView } from "../../view/network/network-view.ts";
import { differs, type Pair } from "../compare.ts";
import { type Content, html, joined, type Safe } from "../html.ts";
import { clipped, type Limits } from "../limits.ts";
import { property } from "../marks.ts";
import { tableMarkup } from "../table.ts";

/** The kinds of links for people. */
export const KINDS: Readonly<Record<LinkView["kind"], string>> = { nic: "NIC", bond: "bond", vlan: "VLAN" };
/** Values of one cell, e.g. routes. */
const MAX_VALUES = 12;

/** Larger tables are closed at first: the diagram says the same. */
const MAX_OPEN = 12;

type Show = (text: string) => Content;

const showing =
    ({ characters }: Limits): Show =>
    (text) =>
        text !== "" && html`<code>${clipped(text, characters)}</code>`;

const behindHeading = (title: string, rows: number, isOpen: boolean, table: Safe): Safe =>
    html`<details class="table"${isOpen && html` open`}><summary><h3>${title}</h3> <span class="count">${rows}</span></summary>${table}</details>`;

const several = (values: readonly string[], show: Show): Content => [
    joined(values.slice(0, MAX_VALUES).map(show), html`<br>`),
    values.length > MAX_VALUES && html`<br><span class="omitted">${values.length - MAX_VALUES} more not shown</span>`,
];

/** The links, with what they are on. */
export const linksTable = (links: readonly Pair<LinkView>[], limits: Limits): Safe => {
    const show = showing(limits);
    const rows = links.map((pair) => ({
        mark: pair.mark,
        cells: [
            show(pair.shown.id),
            property(pair, ({ kind, type }) =>
                type === "phy" || type === kind ? KINDS[kind] : html`${KINDS[kind]} ${show(type)}`,
            ),
            property(pair, ({ mac }) => show(mac)),
            property(pair, ({ mtu }) => (mtu === undefined ? "" : String(mtu))),
            property(pair, ({ below }) => several(below, show)),
            property(pair, ({ remarks }) => several(remarks, show)),
        ],
    }));
    const columns = ["Link", "Kind", "MAC", "MTU", "On top of", "Remarks"];
    const table = tableMarkup({ caption: "Links", columns, rows, noun: "link", most: limits.rows });
    return behindHeading("Links", rows.length, rows.length <= MAX_OPEN || rows.some(differs), table);
};

/** A word such as `DHCPv4` stays whole where there is little room; a type that nobody knows can be long. */
const methodMarkup = (method: string, { characters }: Limits): Content =>
    method.length <= 30 ? html`<span class="word">${method}</span>` : clipped(method, characters);

/** What the links are configured with. */
export const networksTable = (networks: readonly Pair<AddressingView>[], limits: Limits): Safe => {
    const show = showing(limits);
    const rows = networks.map((pair) => ({
        mark: pair.mark,
        cells: [
            show(pair.shown.id),
            property(pair, ({ link }) => (link === "" ? html`<em>none that exists</em>` : show(link))),
            property(pair, ({ method }) => methodMarkup(method, limits)),
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
    const table = tableMarkup({ caption: "Networks", columns, rows, noun: "network", most: limits.rows });
    return behindHeading("Networks", rows.length, rows.length <= MAX_OPEN || rows.some(differs), table);
};
