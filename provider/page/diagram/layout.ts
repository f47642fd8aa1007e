import { Graph as DagreGraph, layout } from "@dagrejs/dagre";
import { cellsOf } from "./cells.ts";
import type { Box, Graph, Wire } from "./graph.ts";

/** A point of the drawing. */
export interface Point {
    readonly x: number;
    readonly y: number;
}

/** A box with its upper left corner and its size. */
export interface PlacedBox extends Point {
    readonly box: Box;
    readonly width: number;
    readonly height: number;
}

/** A wire with the points that it passes. */
export interface PlacedWire {
    readonly wire: Wire;
    readonly points: readonly Point[];
}

/** A diagram with all positions, in pixels. */
export interface Layout {
    readonly width: number;
    readonly height: number;
    readonly boxes: readonly PlacedBox[];
    readonly wires: readonly PlacedWire[];
}

/** Pixels; those of the font go with the style's sizes, with room for the widest monospaced font. */
export const METRICS = { cell: 7.8, titleCell: 8.5, line: 18, padding: 12, captionGap: 2 } as const;

const LEAST_WIDTH = 132;
/** From left to right, so that an address is never left of a NIC that something else is on. */
const COLUMNS: Readonly<Record<Box["kind"], number>> = { nic: 0, bond: 1, vlan: 2, address: 3 };

const widthOf = ({ lines }: Box): number => {
    const widths = lines.map(({ text, role }) => cellsOf(text) * (role === "title" ? METRICS.titleCell : METRICS.cell));
    return Math.ceil(Math.max(LEAST_WIDTH, ...widths) + 2 * METRICS.padding);
};

const heightOf = ({ lines }: Box): number => lines.length * METRICS.line + 2 * METRICS.padding - 4;

/** How many columns a wire spans, of those that have a box. */
const spanOf = (from: Box, to: Box, used: readonly number[]): number =>
    Math.max(1, used.indexOf(COLUMNS[to.kind]) - used.indexOf(COLUMNS[from.kind]));

/** Finds a place for every box and wire. */
export const layOut = ({ boxes, wires }: Graph): Layout => {
    const graph = new DagreGraph();
    graph.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 44, edgesep: 12, marginx: 8, marginy: 8 });
    graph.setDefaultEdgeLabel(() => ({}));
    const used = [...new Set(boxes.map(({ kind }) => COLUMNS[kind]))].toSorted((one, other) => one - other);
    const byId = new Map(boxes.map((box) => [box.id, box]));
    for (const box of boxes) graph.setNode(box.id, { width: widthOf(box), height: heightOf(box) });
    for (const { from, to } of wires) {
        const [start, end] = [byId.get(from), byId.get(to)];
        if (start && end) graph.setEdge(from, to, { minlen: spanOf(start, end, used) });
    }
    layout(graph);
    const { width = 0, height = 0 } = graph.graph();
    return {
        width: Math.ceil(width),
        height: Math.ceil(height),
        boxes: boxes.map((box) => {
            const { x = 0, y = 0, width: own, height: tall } = graph.node(box.id);
            return { box, x: Math.round(x - own / 2), y: Math.round(y - tall / 2), width: own, height: tall };
        }),
        wires: wires.map((wire) => ({ wire, points: graph.edge(wire.from, wire.to)?.points ?? [] })),
    };
};
