import { startOf } from "../text/truncated.ts";
import type { PartKind } from "../view/drive-view.ts";
import { coloured } from "./colours.ts";
import { html, type Safe } from "./html.ts";
import { counted } from "./words.ts";

/** A text of many lines in the colours of its language. */
export const code = (text: string, language: PartKind["language"], name: string, most: number): Safe => {
    const cut = text.length - most;
    return html`<pre class="code" tabindex="0" role="region" aria-label="${name}"><code>${coloured(startOf(text, most), language)}</code></pre>
${cut > 0 && html`<p class="omitted">${counted(cut, "more character")} not shown.</p>`}`;
};
