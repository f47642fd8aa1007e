import { ellipsis, type OutlineNode } from "./node.ts";

const plain = (node: OutlineNode): unknown => {
    if (node.kind === "hidden") return ellipsis(node.note);
    if (node.kind === "value") return node.value;
    if (node.kind === "list") return node.items.map(plain);
    return Object.fromEntries(node.entries.map(([key, value]) => [key, plain(value)]));
};

/** A node as lines of JSON. */
export const jsonLines = (node: OutlineNode): readonly string[] =>
    JSON.stringify(plain(node), undefined, 2).split("\n");
