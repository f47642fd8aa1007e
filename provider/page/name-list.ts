import type { Identity, Pair } from "./compare.ts";
import { html, type Safe } from "./html.ts";
import { clipped, type Limits } from "./limits.ts";
import { markBadge } from "./marks.ts";
import { omittedNote } from "./table.ts";

/** A name is the same thing in both drives, and never changes. */
export const NAMES: Identity<string> = { key: (name) => name, content: () => "" };

/** Names beside each other. */
export const nameList = (names: readonly Pair<string>[], noun: string, limits: Limits): Safe =>
    html`<ul class="names">${names.slice(0, limits.rows).map(({ mark, shown }) => html`<li class="is-${mark}"><code>${clipped(shown, limits.characters)}</code> ${markBadge(mark)}</li>`)}</ul>${omittedNote(names.length - limits.rows, noun)}`;
