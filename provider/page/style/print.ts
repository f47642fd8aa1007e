/** On paper: all that can be opened is open, but secrets stay away. */
export const PRINT: string = `
@media print {
    :root { color-scheme: light; --page: #fff; --surface: #fff; --sunken: #fff; --text: #000; --muted: #444; --line: #ccc; --strong-line: #888; }
    body { font-size: 10pt; }
    .skip, nav.sections, .tool, .copy, .secret { display: none !important; }
    .layout { display: block; }
    .head { padding-block: 0 1rem; }
    .head, .layout, footer { max-width: none; padding-inline: 0; }
    main > section { padding-bottom: 1.5rem; }
    details:not(.secret)::details-content { content-visibility: visible; block-size: auto; }
    .code, .diagram { max-height: none; overflow: visible; border: 1px solid var(--line); }
    .code code { white-space: pre-wrap; overflow-wrap: anywhere; }
    .scroll { overflow: visible; }
    .diagram svg { max-width: 100%; height: auto; }
    .leaf { grid-template-columns: minmax(0, 1fr) 6rem; }
    .leaf .sum { grid-column: 1 / -1; }
    .leaf .digest { white-space: normal; overflow: visible; overflow-wrap: anywhere; }
    h2, h3, tr, .fact, .callout { break-inside: avoid; }
    h2, h3 { break-after: avoid; }
}
`;
