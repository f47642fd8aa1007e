import { structuredPatch } from "diff";
import { html, type Safe } from "./html.ts";
import { clipped } from "./limits.ts";

/** How many lines may differ. */
const MAX_EDITS = 2000;
const MAX_LINE = 400;

/** A text without the last line's end, on which two drives can differ without anybody caring. */
const lines = (text: string): string => `${text.replace(/\n$/, "")}\n`;

const lineMarkup = (line: string): Safe => {
    const text = clipped(line.slice(1), MAX_LINE);
    if (line.startsWith("+")) return html`<ins class="line"><span class="sign">+</span>${text}\n</ins>`;
    if (line.startsWith("-")) return html`<del class="line"><span class="sign">−</span>${text}\n</del>`;
    return html`<span class="line"><span class="sign"> </span>${text}\n</span>`;
};

/** The lines in which two texts differ, with those around them; undefined if they don't, or in too many. */
export const textDiff = (before: string, after: string, name: string, most: number): Safe | undefined => {
    const [old, next] = [lines(before.slice(0, most)), lines(after.slice(0, most))];
    const patch = structuredPatch("", "", old, next, "", "", { maxEditLength: MAX_EDITS });
    if (patch === undefined || patch.hunks.length === 0) return undefined;
    const hunks = patch.hunks.map(
        ({ newStart, newLines, lines: changed }) =>
            html`<span class="line hunk">lines ${newStart} to ${newStart + Math.max(newLines, 1) - 1}\n</span>${changed.filter((line) => !line.startsWith("\\")).map(lineMarkup)}`,
    );
    return html`<pre class="code diff" tabindex="0" role="region" aria-label="${name}, what differs"><code>${hunks}</code></pre>`;
};
