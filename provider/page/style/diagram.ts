/** The drawing of the network. Sizes of its text go with the metrics in `diagram/layout.ts`. */
export const DIAGRAM: string = `
.diagram { margin-bottom: 1.5rem; overflow-x: auto; border-radius: 8px; }
.scroll.diagram { --back: var(--sunken); }
.diagram svg { display: block; margin-inline: auto; }
.diagram text { font-size: 12.5px; fill: var(--text); font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; }
.diagram .line-caption { font-size: 12px; fill: var(--muted); }
.diagram .line-title { font-size: 13.5px; font-weight: 600; }
.diagram .line-mark { font-size: 12px; font-weight: 600; }
.diagram .line-gone { fill: var(--removed); text-decoration: line-through; }
.diagram .line-new { fill: var(--added); }
.frame { fill: var(--surface); stroke: var(--strong-line); }
.box-nic .bar { fill: var(--nic); }
.box-bond .bar { fill: var(--bond); }
.box-vlan .bar { fill: var(--vlan); }
.box-address .bar { fill: var(--address); }
.wire { fill: none; stroke: var(--muted); stroke-width: 1.5; }
.box.is-added .frame, .wire.is-added { stroke: var(--added); stroke-width: 2.5; }
.box.is-removed .frame, .wire.is-removed { stroke: var(--removed); stroke-width: 2; stroke-dasharray: 6 4; }
.box.is-changed .frame { stroke: var(--changed); stroke-width: 2.5; }
.box.is-added .line-mark { fill: var(--added); }
.box.is-removed .line-mark { fill: var(--removed); }
.box.is-removed .line-title { text-decoration: line-through; }
.box.is-changed .line-mark { fill: var(--changed); }
.box.is-same text { fill: var(--muted); }
`;
