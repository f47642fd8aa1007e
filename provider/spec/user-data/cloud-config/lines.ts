import { EVENT_ID, type Event, getScalarValue } from "js-yaml";
import type { Path } from "../../path.ts";

/** A node of a YAML document and where it starts. */
interface Node {
    readonly start: number;
    readonly items: readonly Node[];
    readonly pairs: readonly Pair[];
}

interface Pair {
    readonly key: string;
    readonly start: number;
    readonly value: Node;
}

interface Read {
    readonly node: Node;
    /** The index of the event after the node. */
    readonly next: number;
}

const leaf = (start: number): Node => ({ start, items: [], pairs: [] });

const readChildren = (source: string, events: readonly Event[], first: number): readonly Read[] => {
    const children: Read[] = [];
    let at = first;
    while (at < events.length && events[at]?.type !== EVENT_ID.POP) {
        const child = readNode(source, events, at);
        children.push(child);
        at = child.next;
    }
    return children;
};

const keyOf = (source: string, event: Event | undefined): string =>
    event?.type === EVENT_ID.SCALAR ? getScalarValue(source, event) : "";

const pairsOf = (source: string, events: readonly Event[], first: number, children: readonly Read[]): readonly Pair[] =>
    children.flatMap(({ node }, index) => {
        const value = children[index + 1]?.node;
        if (index % 2 !== 0 || value === undefined) return [];
        const event = events[children[index - 1]?.next ?? first];
        return [{ key: keyOf(source, event), start: node.start, value }];
    });

const readNode = (source: string, events: readonly Event[], at: number): Read => {
    const event = events[at];
    if (event?.type === EVENT_ID.SCALAR) return { node: leaf(event.valueStart), next: at + 1 };
    if (event?.type === EVENT_ID.ALIAS) return { node: leaf(event.anchorStart), next: at + 1 };
    if (event?.type !== EVENT_ID.SEQUENCE && event?.type !== EVENT_ID.MAPPING) return { node: leaf(0), next: at + 1 };
    const children = readChildren(source, events, at + 1);
    const next = (children.at(-1)?.next ?? at + 1) + 1;
    const { start } = event;
    if (event.type === EVENT_ID.SEQUENCE) {
        return { node: { start, items: children.map(({ node }) => node), pairs: [] }, next };
    }
    return { node: { start, items: [], pairs: pairsOf(source, events, at + 1, children) }, next };
};

/** The last of several equal keys wins. */
const stepInto = (node: Node, step: string | number): { readonly start: number; readonly node: Node } | undefined => {
    if (typeof step === "number") {
        const item = node.items[step];
        return item === undefined ? undefined : { start: item.start, node: item };
    }
    const pair = node.pairs.findLast(({ key }) => key === step);
    return pair === undefined ? undefined : { start: pair.start, node: pair.value };
};

/**
 * Maps paths to lines of a YAML document, starting at 1. A value from an alias or a merge has the line of the place
 * that uses it.
 */
export const linesOf = (source: string, events: readonly Event[]): ((path: Path) => number) => {
    const root = readNode(source, events, 1).node;
    return (path) => {
        let { start } = root;
        let node = root;
        for (const step of path) {
            const found = stepInto(node, step);
            if (found === undefined) break;
            ({ start, node } = found);
        }
        return source.slice(0, start).split(/\r\n|\r|\n/).length;
    };
};
