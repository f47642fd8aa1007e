import { type Content, html, type Safe } from "../html.ts";
import { markText } from "../marks.ts";
import { visible } from "../visible.ts";
import { cellsOf, isPlain } from "./cells.ts";
import { curve } from "./curve.ts";
import type { Graph, Line } from "./graph.ts";
import { layOut, METRICS, type PlacedBox, type PlacedWire } from "./layout.ts";

/** Text in a font that may lack the characters is drawn as wide as its place. */
const fitted = (text: string, cell: number): Content =>
    !isPlain(text) && html` textLength="${Math.ceil(cellsOf(text) * cell)}" lengthAdjust="spacingAndGlyphs"`;

const lineMarkup = ({ text, role }: Line, x: number, y: number): Safe => {
    const shown = visible(text);
    const cell = role === "title" ? METRICS.titleCell : METRICS.cell;
    return html`<text class="line-${role}" x="${x}" y="${y}"${fitted(shown, cell)}>${shown}</text>`;
};

const boxMarkup = ({ box, x, y, width, height }: PlacedBox): Safe => {
    const left = x + METRICS.padding;
    const first = y + METRICS.padding + METRICS.line - 6;
    const badge = markText(box.mark);
    return html`<g class="box box-${box.kind} is-${box.mark}"><rect class="frame" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>
<rect class="bar" x="${x}" y="${y + 6}" width="4" height="${height - 12}" rx="2"/>
${box.lines.map((line, index) => lineMarkup(line, left, first + index * METRICS.line))}${badge !== "" && html`<text class="line-mark" x="${x + width - METRICS.padding}" y="${first}" text-anchor="end">${badge}</text>`}</g>`;
};

const wireMarkup = ({ wire, points }: PlacedWire): Safe =>
    html`<path class="wire is-${wire.mark}" d="${curve(points)}"/>`;

/** The drawing of a network, which the page's tables repeat for those who can't see it. */
export const diagramMarkup = (graph: Graph, description: string): Safe => {
    const { width, height, boxes, wires } = layOut(graph);
    return html`<div class="scroll diagram" role="region" tabindex="0" aria-label="Diagram of the network"><svg role="img" aria-labelledby="network-name network-description" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title id="network-name">Network</title><desc id="network-description">${description}</desc>
${wires.map(wireMarkup)}${boxes.map(boxMarkup)}</svg></div>`;
};
