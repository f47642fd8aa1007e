import type { AddressingView, LinkView, NetworkView } from "../../view/network/network-view.ts";
import { compare, differs, type Mark, type Pair } from "../compare.ts";
import { clipped, type Limits } from "../limits.ts";
import { ADDRESSES, LINKS } from "../network-pairs.ts";
import { counted } from "../words.ts";

/** A line of a box. */
export interface Line {
    readonly text: string;
    readonly role: "caption" | "title" | "fact" | "gone" | "new";
}

/** A link, or what it is configured with, as a box of the diagram. */
export interface Box {
    readonly id: string;
    readonly kind: LinkView["kind"] | "address";
    readonly mark: Mark;
    readonly lines: readonly Line[];
}

/** A line between two boxes, by their ids. */
export interface Wire {
    readonly from: string;
    readonly to: string;
    readonly mark: Mark;
}

/** What a diagram shows. */
export interface Graph {
    readonly boxes: readonly Box[];
    readonly wires: readonly Wire[];
    /** How many links and networks aren't in it. */
    readonly omitted: number;
}

/** Characters of a line: an IPv6 address with its prefix fits. */
const MAX_LINE = 44;
const MAX_FACTS = 3;
const KINDS: Readonly<Record<LinkView["kind"], string>> = { nic: "NIC", bond: "Bond", vlan: "VLAN" };

const some = (facts: readonly string[], noun: string): readonly string[] =>
    facts.length <= MAX_FACTS
        ? facts
        : [...facts.slice(0, MAX_FACTS - 1), `and ${counted(facts.length - MAX_FACTS + 1, `more ${noun}`)}`];

const linkFacts = ({ mac, mtu, remarks }: LinkView): readonly string[] =>
    [mac, ...some(remarks, "fact"), mtu === undefined ? "" : `MTU ${mtu}`].filter((fact) => fact !== "");

const addressFacts = ({ gateway, routes, dns, method, address }: AddressingView): readonly string[] =>
    [
        address === "" ? "" : method,
        gateway === "" ? "" : `gateway ${gateway}`,
        ...some(
            routes.map(({ to, via }) => `${to} via ${via}`),
            "route",
        ),
        ...some(
            dns.map((server) => `DNS ${server}`),
            "server",
        ),
    ].filter((fact) => fact !== "");

/** Facts, with those that the other drive has or lacks marked by a sign. */
const factLines = <T>({ shown, before }: Pair<T>, facts: (thing: T) => readonly string[]): readonly Line[] => {
    const now = facts(shown);
    if (before === undefined) return now.map((text) => ({ text, role: "fact" }));
    const old = facts(before);
    return [
        ...old.filter((text) => !now.includes(text)).map((text) => ({ text: `− ${text}`, role: "gone" as const })),
        ...now.map((text) =>
            old.includes(text) ? { text, role: "fact" as const } : { text: `+ ${text}`, role: "new" as const },
        ),
    ];
};

const boxLines = (caption: string, title: string, facts: readonly Line[]): readonly Line[] => [
    { text: clipped(caption, MAX_LINE), role: "caption" },
    { text: clipped(title, MAX_LINE), role: "title" },
    ...facts.map(({ text, role }) => ({ text: clipped(text, MAX_LINE), role })),
];

const linkBox = (pair: Pair<LinkView>): Box => {
    const { id, kind, type } = pair.shown;
    const isPlainType = kind !== "nic" || type === "phy" || type === "";
    return {
        id: `link ${id}`,
        kind,
        mark: pair.mark,
        lines: boxLines(isPlainType ? KINDS[kind] : `${KINDS[kind]}, ${type}`, id, factLines(pair, linkFacts)),
    };
};

const addressBox = (pair: Pair<AddressingView>): Box => {
    const { id, address, method } = pair.shown;
    return {
        id: `network ${id}`,
        kind: "address",
        mark: pair.mark,
        lines: boxLines(`Network ${id}`, address === "" ? method : address, factLines(pair, addressFacts)),
    };
};

const wiresOf = <T>(pair: Pair<T>, ends: (thing: T) => readonly string[], to: string): readonly Wire[] => {
    const now = ends(pair.shown);
    const old = pair.before === undefined ? now : ends(pair.before);
    const mark = (from: string): Mark =>
        old.includes(from) ? (pair.mark === "changed" ? "same" : pair.mark) : "added";
    return [
        ...now.map((from) => ({ from: `link ${from}`, to, mark: mark(from) })),
        ...old
            .filter((from) => !now.includes(from))
            .map((from) => ({ from: `link ${from}`, to, mark: "removed" as const })),
    ];
};

const differingFirst = <T extends { readonly mark: Mark }>(pairs: readonly T[], most: number): readonly T[] => {
    if (pairs.length <= most) return pairs;
    return [...pairs.filter(differs), ...pairs.filter((pair) => !differs(pair))].slice(0, most);
};

/** The diagram of a network, or of two that are compared, within its limits. */
export const graphOf = (left: NetworkView, right: NetworkView | undefined, limits: Limits): Graph => {
    const allLinks = compare(left.links, right?.links, LINKS);
    const allNetworks = compare(left.networks, right?.networks, ADDRESSES);
    const links = differingFirst(allLinks, limits.links);
    const networks = differingFirst(allNetworks, limits.links * 2);
    const boxes = [...links.map(linkBox), ...networks.map(addressBox)];
    const known = new Set(boxes.map(({ id }) => id));
    const wires = [
        ...links.flatMap((pair) => wiresOf(pair, ({ below }) => below, `link ${pair.shown.id}`)),
        ...networks.flatMap((pair) =>
            wiresOf(pair, ({ link }) => (link === "" ? [] : [link]), `network ${pair.shown.id}`),
        ),
    ].filter(({ from, to }) => from !== to && known.has(from));
    return {
        boxes,
        // More would take the layout minutes, and show nobody anything.
        wires: wires.slice(0, boxes.length * 2),
        omitted: allLinks.length + allNetworks.length - boxes.length,
    };
};
