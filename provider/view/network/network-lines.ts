import type { AddressingView, LinkView, NetworkView } from "./network-view.ts";
import { type Stack, stacksOf } from "./stacks.ts";
import { columns, listed, plain } from "./words.ts";

/** A line before its columns are aligned: what leads to it, and its columns; the last one is as long as it needs to be. */
interface Row {
    readonly lead: string;
    readonly cells: readonly string[];
}

/** A line that isn't in columns. */
type Line = Row | string;

const INDENT = "  ";

const remarksOf = ({ link, isMember }: Stack): string => {
    const { type, mtu, remarks } = link;
    const isNamed = type === "" || type === "phy" || type === link.kind;
    return [
        ...(isMember ? ["member"] : []),
        ...(isNamed ? [] : [plain(type)]),
        ...remarks.map(plain),
        ...(mtu === undefined ? [] : [`mtu ${mtu}`]),
    ].join(", ");
};

/** The default route and the name servers are on lines of their own if they don't fit. */
const addressLines = (network: AddressingView, lead: string): readonly string[] => {
    const { method, address, gateway, routes, dns } = network;
    const isStatic = /^static IPv[46]$/.test(method);
    const what = isStatic && address !== "" ? plain(address) : [method, address].filter(Boolean).map(plain).join(" ");
    const via = gateway === "" ? "" : `  via ${plain(gateway)}`;
    return [
        `${lead}${what}${via}`,
        ...routes.map(({ to, via: router }) => `${lead}${INDENT}${plain(to)}  via ${plain(router)}`),
        ...listed(`${lead}${INDENT}dns `, dns.map(plain)),
    ];
};

class Drawing {
    readonly lines: Line[] = [];
    readonly #networks: readonly AddressingView[];

    public constructor({ networks }: NetworkView) {
        this.#networks = networks;
    }

    /** The lines of a link, of its addresses and of what belongs to it. */
    public stack(stack: Stack, lead: string, below: string): void {
        const { link, children } = stack;
        this.lines.push({
            lead,
            cells: [plain(link.id), link.kind, link.mac === "" ? "-" : plain(link.mac), remarksOf(stack)],
        });
        const trunk = `${below}${children.length > 0 ? "│ " : INDENT}`;
        this.addresses(link.id, `${trunk}${INDENT}`);
        for (const [index, child] of children.entries()) {
            const isLast = index === children.length - 1;
            this.stack(child, `${below}${isLast ? "└─ " : "├─ "}`, `${below}${isLast ? INDENT : "│ "} `);
        }
    }

    public addresses(link: LinkView["id"], lead: string): void {
        const own = this.#networks.filter((network) => network.link === link);
        for (const network of own) this.lines.push(...addressLines(network, lead));
    }

    public get hasLost(): boolean {
        return this.#networks.some(({ link }) => link === "");
    }
}

const alignedOf = (lines: readonly Line[]): readonly string[] => {
    const rows = lines.filter((line) => typeof line !== "string");
    const align = columns(rows.map(({ lead, cells }) => [lead + (cells[0] ?? ""), ...cells.slice(1)]));
    return lines.map((line) =>
        typeof line === "string" ? line : align([line.lead + (line.cells[0] ?? ""), ...line.cells.slice(1)]),
    );
};

/**
 * A network as lines for a terminal: a tree of the links. Below a link are its addresses, then the members of a bond,
 * then the VLANs on it. Texts of the drive that could be mistaken for the drawing are in quotes.
 */
export const networkLines = (view: NetworkView): readonly string[] => {
    const drawing = new Drawing(view);
    for (const stack of stacksOf(view.links)) drawing.stack(stack, "", "");
    if (drawing.hasLost) {
        drawing.lines.push("on links that don't exist");
        drawing.addresses("", INDENT + INDENT);
    }
    drawing.lines.push(...listed("dns ", view.dns.map(plain)));
    if (view.omitted > 0) drawing.lines.push(`… ${view.omitted} more links, networks, routes or name servers`);
    return alignedOf(drawing.lines);
};
