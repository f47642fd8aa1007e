import { Graph as DagreGraph, layout } from "@dagrejs/dagre";
import type { Mark } from "../compare.ts";
import { markText } from "../marks.ts";
import { visible } from "../visible.ts";
import { cellsOf } from "./cells.ts";
import type { Box, Graph, Line, Wire } from "./graph.ts";

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
export const METRICS = { cell: 7.8, titleCell: 8.5, line: 18, padding: 12 } as const;

const LEAST_WIDTH = 132;
/** From left to right, so that an address is never left of a NIC that something else is on. */
const COLUMNS: Readonly<Record<Box["kind"], number>> = { nic: 0, bond: 1, vlan: 2, address: 3 };

const lineWidth = ({ text, role }: Line, mark: Mark): number => {
    const cells = cellsOf(visible(text));
    if (role === "title") return cells * METRICS.titleCell;
    const badge = role === "caption" && mark !== "none" ? markText(mark).length + 2 : 0;
    return (cells + badge) * METRICS.cell;
};

const widthOf = ({ lines, mark }: Box): number =>
    Math.ceil(Math.max(LEAST_WIDTH, ...lines.map((line) => lineWidth(line, mark))) + 2 * METRICS.padding);

/** Boxes of a kind are as wide as the widest of them, so that they stand in columns. */
const columnWidths = (boxes: readonly Box[]): ReadonlyMap<Box["kind"], number> => {
    const widths = new Map<Box["kind"], number>();
    for (const box of boxes) widths.set(box.kind, Math.max(widths.get(box.kind) ?? 0, widthOf(box)));
    return widths;
};

const heightOf = ({ lines }: Box): number => lines.length * METRICS.line + 2 * METRICS.padding - 4;

/** How many columns a wire spans, of those that have a box. */
const spanOf = (from: Box, to: Box, used: readonly number[]): number =>
    Math.max(1, used.indexOf(COLUMNS[to.kind]) - used.indexOf(COLUMNS[from.kind]));

/** Boxes on the same box below stay in the order of the drive. */
const inOrder = (boxes: readonly Box[], wires: readonly Wire[]): { left: string; right: string }[] => {
    const places = new Map(boxes.map(({ id }, index) => [id, index]));
    const place = (id: string): number => places.get(id) ?? 0;
    const siblings = (end: "from" | "to", other: "from" | "to"): { left: string; right: string }[] =>
        boxes.flatMap(({ id }) => {
            const ids = wires.filter((wire) => wire[end] === id).map((wire) => wire[other]);
            const sorted = [...new Set(ids)].toSorted((one, two) => place(one) - place(two));
            return sorted.slice(1).map((right, index) => ({ left: sorted[index] ?? right, right }));
        });
    return [...siblings("from", "to"), ...siblings("to", "from")];
};

/**
 * From the right side of a box to the left side of another. Of the points that the layout gives only those that are
 * between boxes of a column in the way matter; there the wire is straight.
 */
const route = ({ from, to }: Wire, boxes: readonly PlacedBox[], points: readonly Point[]): readonly Point[] => {
    const [start, end] = [from, to].map((id) => boxes.find(({ box }) => box.id === id));
    if (!start || !end) return [];
    const [left, right] = [start.x + start.width, end.x];
    const passed = points.flatMap(({ x, y }) => {
        const column = boxes.find(
            (box) => box.x >= left && box.x + box.width <= right && x > box.x && x < box.x + box.width,
        );
        return column
            ? [
                  { x: column.x, y },
                  { x: column.x + column.width, y },
              ]
            : [];
    });
    return [{ x: left, y: start.y + start.height / 2 }, ...passed, { x: right, y: end.y + end.height / 2 }];
};

/** Finds a place for every box and wire. */
export const layOut = ({ boxes, wires }: Graph): Layout => {
    const graph = new DagreGraph();
    graph.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 44, edgesep: 12, marginx: 8, marginy: 8 });
    graph.setDefaultEdgeLabel(() => ({}));
    const used = [...new Set(boxes.map(({ kind }) => COLUMNS[kind]))].toSorted((one, other) => one - other);
    const byId = new Map(boxes.map((box) => [box.id, box]));
    const widths = columnWidths(boxes);
    for (const box of boxes) graph.setNode(box.id, { width: widths.get(box.kind) ?? 0, height: heightOf(box) });
    for (const { from, to } of wires) {
        const [start, end] = [byId.get(from), byId.get(to)];
        if (start && end) graph.setEdge(from, to, { minlen: spanOf(start, end, used) });
    }
    layout(graph, { constraints: inOrder(boxes, wires) });
    const placed = boxes.map((box): PlacedBox => {
        const { x = 0, y = 0, width, height } = graph.node(box.id);
        return { box, x: Math.round(x - width / 2), y: Math.round(y - height / 2), width, height };
    });
    const { width = 0, height = 0 } = graph.graph();
    return {
        width: Math.ceil(width),
        height: Math.ceil(height),
        boxes: placed,
        wires: wires.map((wire) => ({
            wire,
            points: route(wire, placed, graph.edge(wire.from, wire.to)?.points ?? []),
        })),
    };
};
