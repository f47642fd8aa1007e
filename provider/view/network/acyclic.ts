/** A graph: each node with the nodes that it refers to, all of which are nodes of the graph. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * The same graph without the edges that close a circle. The walk starts at nodes that no other node refers to, in their
 * order, so that the edges of an acyclic part all stay.
 */
export const withoutCircles = (graph: Graph): Graph => {
    const kept = new Map<string, readonly string[]>();
    const open = new Set<string>();
    const walk = (node: string): void => {
        if (kept.has(node)) return;
        open.add(node);
        const next: string[] = [];
        for (const other of graph.get(node) ?? []) {
            if (open.has(other)) continue;
            walk(other);
            next.push(other);
        }
        open.delete(node);
        kept.set(node, next);
    };
    const referred = new Set([...graph.values()].flat());
    for (const node of graph.keys()) if (!referred.has(node)) walk(node);
    for (const node of graph.keys()) walk(node);
    return kept;
};
